/** What of an object is judged at a time, and what may be looked at around it. */
export interface Stretch {
  readonly bytes: Buffer;
  /** Where `bytes` begin in the object. */
  readonly base: number;
  /** What starts in [from, to) of `bytes` is judged. */
  readonly from: number;
  readonly to: number;
  readonly isLast: boolean;
}

/** What is looked at in front of what is judged, and behind it, in bytes. */
export const behind = 64 * 1024;
export const ahead = 64 * 1024;
/** So much of an object is in memory at a time where it is large, in bytes. */
export const windowSize = 512 * 1024 + behind + ahead;

/** Those of an object that is in memory as a whole, cut as `ObjectStream` cuts one that is not. */
export function* stretchesOf(bytes: Buffer): Generator<Stretch> {
  let [base, judged] = [0, 0];
  for (; bytes.length - base > windowSize; base = judged - behind) {
    const until = base + windowSize - ahead;
    const window = bytes.subarray(base, base + windowSize);
    yield { bytes: window, base, from: judged - base, to: until - base, isLast: false };
    judged = until;
  }
  yield { bytes: bytes.subarray(base), base, from: judged - base, to: bytes.length - base, isLast: true };
}
