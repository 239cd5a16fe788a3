/** These bytes, one behind the other; a part that is alone is not copied. */
export const joined = (parts: readonly Buffer[]): Buffer =>
  parts.length === 1 ? parts[0]! : Buffer.concat(parts);
