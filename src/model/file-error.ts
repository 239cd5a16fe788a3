import { UserError } from './user-error.ts';

/**
 * What the file system refused, as an error that a person can mend.
 *
 * @param what could not be done, and to which file: `out.json cannot be written`
 * @param hint for what its path says; where the reason itself says how it is mended, that is told
 */
export const fileError = (what: string, cause: unknown, hint: string): UserError =>
  new UserError(`${what}: ${whyRefused(cause)}`, { hint: mendingOf(cause) ?? hint, cause });

/** Why, in words; of what has none here the code, or what the error says of itself. */
export function whyRefused(error: unknown): string {
  const { code, message } = refusal(error);
  return reasons.get(code ?? '')?.[0] ?? code ?? message ?? String(error);
}

/** How to mend it, where that is known without knowing the path. */
export const mendingOf = (error: unknown): string | undefined => reasons.get(refusal(error).code ?? '')?.[1];

/** Whether it is a refusal that has words here: no fault of ours. */
export const isRefusal = (error: unknown): boolean => reasons.has(refusal(error).code ?? '');

const refusal = (error: unknown): Partial<NodeJS.ErrnoException> => error ?? {};

const again = 'then run the same command again.';
const denied = 'permission is denied';
const permit =
  'ls -ld shows who may: chmod gives you the right to it, and to each folder above it; or run keyhalt as its owner.';
const held = 'another program holds it';

/** Why, and how to mend it, by the code that Node gives an error. */
const reasons: ReadonlyMap<string, readonly [string, string?]> = new Map([
  ['ENOENT', ['there is no such file or folder']],
  ['ENOTDIR', ['a part of its path is a file and no folder']],
  ['EISDIR', ['it is a folder']],
  ['EEXIST', ['something of that name is in the way']],
  ['EACCES', [denied, permit]],
  ['EPERM', [denied, permit]],
  ['EROFS', ['its file system is read-only', 'Name a place on another one, or have it mounted for writing.']],
  ['ENOSPC', ['the disk is full', `Make room there, ${again}`]],
  ['EDQUOT', ['your share of the disk is used up', `Make room there, ${again}`]],
  ['EFBIG', ['it would be larger than a file may be', `Raise that limit (ulimit -f), ${again}`]],
  ['EMFILE', ['too many files are open', `Raise how many may be (ulimit -n), ${again}`]],
  ['ENFILE', ['too many files are open on this machine', `End other programs, ${again}`]],
  ['ENOMEM', ['memory is used up', `End other programs, ${again}`]],
  ['ELOOP', ['it is a link that leads in a circle, or one that is not followed']],
  ['ENAMETOOLONG', ['its name is too long']],
  ['ERR_INVALID_ARG_VALUE', ['there is a NUL in its name']],
  ['ERR_FS_FILE_TOO_LARGE', ['it is larger than 2 GiB']],
  ['ERR_STRING_TOO_LONG', ['it is too large for one text']],
  ['EIO', ['its device failed', `Look after the disk, or after the connection to it, ${again}`]],
  ['ESTALE', ['the other machine has lost it', `Have the drive mounted anew, ${again}`]],
  ['EBUSY', [held, `Wait for that one, or end it, ${again}`]],
  ['ETXTBSY', [held, `Wait for that one, or end it, ${again}`]],
  ['EBADF', ['it is closed']],
  ['EAGAIN', ['it has nothing to give now']],
  ['ENXIO', ['nothing is at its other end']],
]);
