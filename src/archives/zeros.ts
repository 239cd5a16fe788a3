/** Whether there is nothing but zeros: the first is one, and each is like the one before. */
export const isZero = (bytes: Buffer): boolean =>
  bytes.length === 0 || (bytes[0] === 0 && bytes.subarray(1).equals(bytes.subarray(0, -1)));
