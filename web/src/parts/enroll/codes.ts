/** The recovery codes as a file. Lines end as Windows wants them: its Notepad is where such a file is opened. */
export function codesText(head: string, codes: readonly string[], note: string): string {
  return [head, "", ...codes, "", note, ""].join("\r\n");
}
