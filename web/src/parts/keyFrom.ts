/** Stable keys made from names, such as `key_account` from "Key account". */

/** 1–48 of `a-z 0-9 _`, first a letter. */
export const KEY = /^[a-z][a-z0-9_]{0,47}$/;

/** The key for a name; "" when the name has no Latin letter. One that is taken gets a number. */
export function keyFrom(name: string, taken: readonly string[]): string {
  const words = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^[0-9_]+|_+$/g, "")
    .slice(0, 44);
  if (words === "" || !taken.includes(words)) return words;
  for (let n = 2; ; n++) if (!taken.includes(`${words}_${n}`)) return `${words}_${n}`;
}
