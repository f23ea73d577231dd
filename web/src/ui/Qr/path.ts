/** The dark modules of a QR code as one SVG path: a rectangle for every run in a row. */
export function qrPath(size: number, modules: string): string {
  const parts: string[] = [];
  for (let y = 0; y < size; y++) {
    const row = modules.slice(y * size, (y + 1) * size);
    for (const run of row.matchAll(/1+/g)) parts.push(`M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`);
  }
  return parts.join("");
}
