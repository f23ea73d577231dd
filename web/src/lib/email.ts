/** Whether a text could be an address for mail. More than that only the server knows, and sending one. */
export const isEmail = (text: string): boolean => /^[^@\s]+@[^@\s]+$/.test(text);
