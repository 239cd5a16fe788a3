import type { BrokenObject } from '../git/cat-file-parser.ts';
import { OidList, OidSet } from '../git/oid-list.ts';
import type { ArchiveLimits } from '../model/archive-limits.ts';
import type { Oid } from '../model/object.ts';
import { isUserError, UserError } from '../model/user-error.ts';
import type { PackIndexes } from '../packs/packs.ts';
import type { Written } from '../policy/policy.ts';
import type { OwnKey } from '../scan/own-keys.ts';
import type { Progress, ScannedObject, ScannedObjects, SkippedMember } from '../sources/scan-objects.ts';

/** What a thread is started with: all that makes the same scanner once more. */
export interface Task {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly written?: Written;
  readonly now: Date;
  readonly ownKeys: readonly OwnKey[];
  readonly limits: ArchiveLimits;
  /** In memory that all threads share. */
  readonly packs: PackIndexes;
}

/** Object names, packed. */
export interface PackedOids {
  readonly packed: Uint8Array;
  readonly width: number;
}

/** To a thread: what is to be scanned next, or that it is to end now. */
export type Order = { readonly block: PackedOids } | 'stop';

/** From a thread: how far it is, what it found in a block, or why it can do nothing at all. */
export type Word =
  | { readonly progress: Progress }
  | { readonly scanned: PlainScan }
  | { readonly failure: PlainError };

interface PlainError {
  readonly message: string;
  readonly hint?: string;
  readonly stack?: string;
}

/** As plain data, in which errors keep their words and bytes are only bytes. */
export interface PlainScan
  extends Omit<ScannedObjects, 'errors' | 'broken' | 'unread' | 'found' | 'skippedMembers'> {
  readonly found: ReadonlyMap<Oid, ScannedObject>;
  readonly skippedMembers: readonly SkippedMember[];
  readonly broken: readonly (Pick<BrokenObject, 'oid'> & PlainError)[];
  readonly errors: readonly PlainError[];
  readonly unread: PackedOids;
}

export const packed = ({ packed, width }: OidList): PackedOids => ({ packed: new Uint8Array(packed), width });

export const unpacked = ({ packed, width }: PackedOids): OidList => OidList.from(packed, width);

/** Only words for people are carried over: what else an error knows may be bound to its thread. */
export const plainError = (error: unknown): PlainError =>
  isUserError(error)
    ? { message: error.message, hint: error.hint }
    : { message: String(error), ...(error instanceof Error ? { stack: error.stack ?? '' } : {}) };

/** @returns a `UserError`, where it was one */
export function errorOf({ message, hint, stack }: PlainError): Error {
  if (hint !== undefined) return new UserError(message, { hint });
  return Object.assign(new Error(message), { stack });
}

export function plainScan(scanned: ScannedObjects): PlainScan {
  const { found, objects, kinds, bytes, pointers, linking, skippedMembers, broken, errors, unread } = scanned;
  return {
    ...{ found, objects, kinds: { ...kinds }, bytes, pointers, linking, skippedMembers },
    broken: broken.map(({ oid, broken: error }) => ({ oid, ...plainError(error) })),
    errors: errors.map(plainError),
    unread: packed(unread.list),
  };
}

export function scanOf(plain: PlainScan): ScannedObjects {
  return {
    ...plain,
    found: new Map([...plain.found].map(([oid, object]) => [oid, withBuffers(object)])),
    skippedMembers: plain.skippedMembers.map((member) => ({ ...member, path: member.path.map(asBuffer) })),
    broken: plain.broken.map((one) => ({ oid: one.oid, broken: errorOf(one) as UserError })),
    errors: plain.errors.map((one) => errorOf(one) as UserError),
    unread: OidSet.from(unpacked(plain.unread)),
  };
}

const withBuffers = (object: ScannedObject): ScannedObject => ({
  ...object,
  members: object.members.map((member) => ({ ...member, path: member.path.map(asBuffer) })),
});

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
