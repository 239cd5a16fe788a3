import type { Oid } from './object.ts';
import type { Severity } from './severity.ts';

/** One place where a finding's text stands. */
export interface Appearance {
  /** As git has it, with /, from the top of the work tree; made safe to print. Or `commit message`, `file name`. */
  readonly path: string;
  /** It is a file, one in an archive, or the name of one: a message or an object without a path is none, whatever its words. */
  readonly isFile?: true;
  /** It stands in the name of the file, not in the file. */
  readonly isName?: true;
  /** No repository keeps it there, so nothing finds it by its number: standard input, a patch, a message, files elsewhere. */
  readonly isApart?: true;
  /** Its path from the top of the work tree, as the policy knows it, where `path` is seen from elsewhere. */
  readonly fromTop?: string;
  /** Of what stands in an archive: the path of the archive itself, from the top. */
  readonly archive?: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  /** The secret's length on its line, in characters. */
  readonly width: number;
  /** The line around the secret, every candidate in it masked, control characters made visible. */
  readonly excerpt: string;
  /** Where the secret starts in `excerpt`, from 0, and how long its mask is there. */
  readonly mark: { readonly start: number; readonly length: number };
  readonly blob?: Oid;
  readonly commit?: Oid;
  /** Of the commit: `Ada <ada@example.com>`, made safe to print. */
  readonly author?: string;
  /** Of the commit, in seconds since 1970. */
  readonly time?: number;
  /** Of a key ID: the fingerprint of the secret that it stands beside. */
  readonly belongsTo?: string;
  /** The allow comment on the line, if there is one. */
  readonly comment?: AllowComment;
}

/** `keyhalt:allow REASON`, or one of the two common foreign forms. */
export interface AllowComment {
  readonly marker: string;
  /** Empty where none was given. */
  readonly reason: string;
}

/** The key ID that a secret was found together with. */
export interface PairedKey {
  readonly ruleId: string;
  readonly fingerprint: string;
  /** Its shown form, such as `AKIA************WXYZ`. */
  readonly masked: string;
  /** Of the file that it was found in together with the secret, or of its first place. */
  readonly path?: string;
  readonly blob?: Oid;
  readonly line: number;
  readonly account?: string;
  /** Where it stands; in other files than the secret, too. None where it is allowed. */
  readonly appearances?: readonly Appearance[];
}

/** A commit that brought a secret in or took it out. */
export interface Moment {
  readonly commit: Oid;
  /** `Ada <ada@example.com>`, made safe to print. */
  readonly author: string;
  /** In seconds since 1970. */
  readonly time: number;
}

/** Where and how long a secret could be read, as history tells. */
export interface Exposure {
  /** The first and the last commit that brought it in. */
  readonly first: Moment;
  readonly last: Moment;
  /** How often it was brought in again after it had been taken out. */
  readonly reintroduced: number;
  /** Whether HEAD still holds it; else the last commit that took it out, where one did. */
  readonly isAtHead: boolean;
  readonly gone?: Moment;
  /** From the first commit to the last one that took it out, or to now. */
  readonly days: number;
  /** Every branch, tag and remote-tracking branch with it in its history, made safe to print. */
  readonly refs: readonly string[];
  /** Whether one of them is remembered of a remote. */
  readonly isPushed: boolean;
}

/** A secret at its places, masked. What it was stands nowhere in here. */
export interface Finding {
  readonly ruleId: string;
  readonly description: string;
  readonly severity: Severity;
  /** `kh1:` and 32 hex digits over rule and value: the same secret under another name or place has the same one. */
  readonly fingerprint: string;
  /** Shannon entropy of the secret, in bits per character. */
  readonly entropy: number;
  /** Why it was believed, in words. */
  readonly why: readonly string[];
  /** The AWS account, 12 digits, where the credential names it. */
  readonly account?: string;
  /** The rule of its other half; only secrets have one. */
  readonly pairsWith?: string;
  readonly pairedWith?: PairedKey;
  /** Other key IDs that stand beside the same secret at others of its places. */
  readonly alsoPairedWith?: readonly PairedKey[];
  /** Only where history was asked. */
  readonly exposure?: Exposure;
  readonly appearances: readonly Appearance[];
}

export interface Allowed {
  readonly finding: Finding;
  /** What allowed it: the file and entry, or the comment. */
  readonly by: string;
  readonly reason: string;
  /** It is an example value, or the ID of an account that nobody has: nobody had to allow it. */
  readonly isDocumented?: true;
  /** It is allowed where it stands, by its path: there it counts as if it were not there. */
  readonly isByPath?: true;
}
