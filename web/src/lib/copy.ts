/** Copies a text; where there is no clipboard (no secure context), what shows it is selected instead, so that Ctrl-C does it. */

/** Whether it was copied. */
export async function copyText(text: string, shown: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (shown instanceof HTMLInputElement) shown.select();
    else if (shown) getSelection()?.selectAllChildren(shown);
    return false;
  }
}
