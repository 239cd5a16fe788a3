/** The second looks: in which other forms than plain text credentials are looked for. Each can be switched off. */
export interface Looks {
  /** How many layers of base64 are opened; 0 opens none. */
  readonly base64: number;
  /** `%2F`, `%2B` … */
  readonly percent: boolean;
  /** `\/`, `\u002F`, `\x2F`, `\057`, `&#47;`, `&#x2F;` */
  readonly escapes: boolean;
  /** Values in pieces: concatenation, template literals, continuation lines, folded lines. */
  readonly pieces: boolean;
  /** Characters that no one sees, inside a value. */
  readonly invisible: boolean;
  /** UTF-16 and UTF-32. */
  readonly wide: boolean;
  /** Secrets that a `/` glues to a path. */
  readonly glued: boolean;
}

export const allLooks: Looks = {
  base64: 1,
  percent: true,
  escapes: true,
  pieces: true,
  invisible: true,
  wide: true,
  glued: true,
};
