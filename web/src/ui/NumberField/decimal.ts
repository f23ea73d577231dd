/** Reading decimals people type, without ever going through a float. */

/** "1,234.50", "１２００" and "1 200" become "1234.50", "1200" and "1200"; null when it is no number. */
export function parseDecimal(text: string): string | null {
  const plain = text
    .normalize("NFKC")
    .replaceAll(/[\s,，'_]/g, "")
    .replace(/^\+/, "")
    .replace("−", "-");
  const parts = /^(-?)(\d*)(?:\.(\d*))?$/.exec(plain);
  if (!parts) return null;
  const [, sign = "", whole = "", fraction = ""] = parts;
  if (whole === "" && fraction === "") return null;
  const integer = whole.replace(/^0+(?=\d)/, "") || "0";
  return `${sign}${integer}${fraction === "" ? "" : `.${fraction}`}`;
}

/** "1234567.5" as "1,234,567.5". */
export function groupDecimal(decimal: string): string {
  const [whole = "", fraction] = decimal.split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Keeps at most `scale` decimals, dropping the rest. */
export function cutScale(decimal: string, scale: number): string {
  const [whole = "", fraction = ""] = decimal.split(".");
  return scale === 0 || fraction === "" ? whole : `${whole}.${fraction.slice(0, scale)}`;
}
