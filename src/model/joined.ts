/** These bytes, one behind the other; a part that is alone is not copied. */
export const joined = (parts: readonly Buffer[]): Buffer =>
  parts.length === 1 ? parts[0]! : Buffer.concat(parts);

/** Each with a line feed behind it, so that nothing reaches from one into the next. */
export const asLines = (texts: readonly Buffer[]): Buffer =>
  Buffer.concat(texts.flatMap((text) => [text, lineFeed]));

const lineFeed = Buffer.from('\n');
