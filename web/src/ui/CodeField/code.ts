/** What was typed or pasted as a code of figures: "123 456", "１２３-456" and "code: 123456" are all 123456. */
export function figuresOf(text: string, length: number): string {
  return text.normalize("NFKC").replaceAll(/\D/g, "").slice(0, length);
}
