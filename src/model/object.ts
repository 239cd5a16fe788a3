/** A git object name: 40 (SHA-1) or 64 (SHA-256) lower-case hex digits. */
export type Oid = string;

/** A whole object name. */
export const oidPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export const isOid = (text: string): boolean => oidPattern.test(text);

/** Bytes that are at hand without asking git, with the words for where they stand. */
export interface TextObject {
  readonly label: string;
  readonly bytes: Uint8Array;
}

/** Something that was deliberately not read, with the reason. It is counted and printed, never silent. */
export interface Skipped {
  readonly path: string;
  readonly reason: SkipReason;
}

export type SkipReason = 'submodule' | 'git-lfs' | 'git-annex' | FileSkip | 'binary-patch' | ArchiveSkip;

/** Why something in a folder was not read: no plain file, a git folder, or a link that was named, whose text was. */
export type FileSkip = 'special-file' | 'git-folder' | 'link';

/** Why something in an archive was not read, or not to its end. */
export type ArchiveSkip =
  | 'archive-too-deep'
  | 'archive-too-large'
  | 'archive-ratio'
  | 'archive-too-many-members'
  | 'archive-encrypted'
  | 'archive-damaged'
  | 'archive-unsupported';
