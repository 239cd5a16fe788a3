/**
 * The user's own AWS keys, as the AWS CLI and the SDKs would find them on this machine: nothing is run and nothing is
 * asked over the network. What only the SDKs for one language know, such as stores that are encrypted, is left out.
 */
import { basename } from 'node:path';
import { type CacheOwners, cacheOwners } from './cache-owners.ts';
import { assumedRole, cacheIn, keysInCache } from './caches.ts';
import { keysInEnvironment } from './environment.ts';
import { namesIn, readText, Unreadable } from './files.ts';
import { distinct, type OwnKey } from './own-key.ts';
import { cacheFolders, type Place, profileFiles, type World, within } from './places.ts';
import { keysInSections } from './profiles.ts';
import { type Section, sectionsIn } from './sections.ts';

export type { OwnKey } from './own-key.ts';

export interface OwnKeys {
  readonly keys: readonly OwnKey[];
  /**
   * Files that are there but could not be read or understood. `message` goes on where the name ends: `is a folder`.
   *
   * `file` is what a variable says or what a file in a cache is called, as it is: mask it as you do an owner.
   */
  readonly problems: readonly Problem[];
}

interface Problem {
  readonly file: string;
  readonly message: string;
}

/** Reads what the AWS SDKs and the AWS CLI read. `env` and `home` come from above. */
export async function readOwnKeys(world: World): Promise<OwnKeys> {
  const problems: Problem[] = [];
  const files = await each(profileFiles(world), problems, readProfiles);
  const owners = cacheOwners(files.flatMap(({ sections }) => sections));
  const cacheFiles = await each(cacheFolders(world), problems, filesIn);
  const cached = await each(cacheFiles.flat(), problems, (place) => readCache(place, owners));

  const keys = distinct([
    ...files.flatMap(({ sections, name }) => keysInSections(sections, name)),
    ...keysInEnvironment(world.env),
    ...cached.flat(),
  ]);
  return { keys, problems };
}

/** What was read at each place, one after the other. What is unreadable becomes a problem. */
async function each<T>(
  places: readonly Place[],
  problems: Problem[],
  read: (place: Place) => Promise<T>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (const place of places) {
    try {
      all.push(await read(place));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      problems.push({ file: place.name, message: error.message });
    }
  }
  return all;
}

interface ProfileFile {
  readonly name: string;
  readonly sections: readonly Section[];
}

const readProfiles = async (place: Place): Promise<ProfileFile> => ({
  name: place.name,
  sections: sectionsIn((await readText(place)) ?? ''),
});

const filesIn = async (folder: Place): Promise<readonly Place[]> =>
  (await namesIn(folder, '.json')).map((name) => within(folder, name));

async function readCache(place: Place, owners: CacheOwners): Promise<readonly OwnKey[]> {
  // It may be gone since its folder was read: the CLI clears up.
  const cache = cacheIn((await readText(place)) ?? '{}');
  const known = owners(basename(place.path), assumedRole(cache));
  const whose = known.length > 0 ? `of ${known.join(', ')}` : `in ${place.name}`;
  return keysInCache(cache, `cached session ${whose}`);
}
