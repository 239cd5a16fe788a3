import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Repository } from '../git/process.ts';
import { packPaths } from './pack-paths.ts';

/** Paths of packs, without their endings, of which it is known that they are as git wrote them. */
export type SoundPacks = ReadonlySet<string>;

/** So much is read before others have their turn, in bytes. */
const atATime = 1024 * 1024;

/**
 * The packs of a repository that are as git wrote them: pack and index end with the digest of all that stands in front of it,
 * and the index says that digest of its pack. Which object is called what, git made sure of when it wrote them.
 *
 * What cannot be read is none of them; nor is, once the repository's signal was aborted, what is left.
 *
 * Format: gitformat-pack(5).
 */
export async function soundPacks(repository: Repository): Promise<SoundPacks> {
  const sound = new Set<string>();
  for (const path of packPaths(repository)) if (await isSound(path, repository.signal)) sound.add(path);
  return sound;
}

/** Of a pack that is not called by a digest nobody knows which one its own is. */
async function isSound(path: string, signal: AbortSignal | undefined): Promise<boolean> {
  const [, name] = /-([0-9a-f]{40}|[0-9a-f]{64})$/.exec(path) ?? [];
  if (name === undefined) return false;
  const algorithm = name.length === 40 ? 'sha1' : 'sha256';
  const width = name.length / 2;
  try {
    const index = await endOf(`${path}.idx`, algorithm, width, signal);
    const pack = await endOf(`${path}.pack`, algorithm, width, signal);
    return index !== undefined && pack !== undefined && index.before.equals(pack.digest);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}

/** The digest that a file ends with, and as many bytes in front of it; undefined where it is not that of the file. */
async function endOf(
  path: string,
  algorithm: string,
  width: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly before: Buffer; readonly digest: Buffer } | undefined> {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const end = size - width;
    if (end < width) return undefined;
    const hash = createHash(algorithm);
    const memory = Buffer.allocUnsafe(Math.min(atATime, end));
    for (let at = 0; at < end; ) {
      const read = readSync(file, memory, 0, Math.min(memory.length, end - at), at);
      if (read === 0 || signal?.aborted) return undefined;
      hash.update(memory.subarray(0, read));
      at += read;
      await setImmediate();
    }
    const last = Buffer.alloc(2 * width);
    readSync(file, last, 0, last.length, end - width);
    const [before, digest] = [last.subarray(0, width), last.subarray(width)];
    return hash.digest().equals(digest) ? { before, digest } : undefined;
  } finally {
    closeSync(file);
  }
}
