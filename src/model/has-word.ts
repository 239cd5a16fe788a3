/** Whether a text says something: a reason needs a letter or a number, wherever it stands. */
export const hasWord = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
