import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { isThere } from './files.ts';

/** A husky folder, and what still keeps it from being used. */
export interface Husky {
  /** Holds the files that people write: `.husky`. */
  readonly folder: string;
  /** `node_modules/.bin` from the top of the work tree, where husky itself does not put it into PATH. */
  readonly binFolder?: string;
  /** Before husky 9 git runs the people's files themselves: they have to be executable. */
  readonly runsDirectly: boolean;
  /** Whether git is sent there: `npx husky` does it, and every npm install. */
  readonly isActive: boolean;
}

/** What git says about the place. All absolute and free of links. */
export interface Surroundings {
  readonly cwd: string;
  readonly top: string;
  /** Where git looks for hooks now. */
  readonly hooks: string;
  /** Whether the repository's own settings send git there. */
  readonly isOwnSetting: boolean;
}

/** The husky that git uses here, or that a package.json between here and the top asks for. */
export async function findHusky(around: Surroundings): Promise<Husky | undefined> {
  const { cwd, top, hooks, isOwnSetting } = around;
  if (await isHuskyLayer(hooks)) return aHusky(dirname(hooks), top, { isActive: await isThere(hooks) });
  if (basename(hooks) === '.husky') return anOldHusky(hooks, top);
  if (isOwnSetting) return undefined;

  for (const folder of upTo(top, cwd)) {
    const husky = join(folder, '.husky');
    if ((await isThere(husky)) || (await asksForHusky(folder)))
      return aHusky(husky, top, { isActive: false });
  }
  return undefined;
}

/** husky puts a folder of its own, `_`, between git and the files that people write. */
const isHuskyLayer = async (hooks: string): Promise<boolean> =>
  basename(hooks) === '_' && (basename(dirname(hooks)) === '.husky' || (await isThere(join(hooks, 'h'))));

/** husky 9 puts the top's `node_modules/.bin` into PATH, and no other's. */
async function aHusky(folder: string, top: string, { isActive }: { isActive: boolean }): Promise<Husky> {
  const binFolder = await binFolderOf(folder, top);
  const isInPath = binFolder === 'node_modules/.bin';
  return { folder, ...(isInPath ? {} : { binFolder }), runsDirectly: false, isActive };
}

const anOldHusky = async (folder: string, top: string): Promise<Husky> => ({
  folder,
  binFolder: await binFolderOf(folder, top),
  runsDirectly: true,
  isActive: true,
});

async function binFolderOf(folder: string, top: string): Promise<string> {
  for (const parent of upTo(top, dirname(folder))) {
    if (!(await isThere(join(parent, 'package.json')))) continue;
    return relative(top, join(parent, 'node_modules', '.bin')).replaceAll('\\', '/');
  }
  return 'node_modules/.bin';
}

/** The folder and its parents, as far as the top. */
function* upTo(top: string, from: string): Generator<string> {
  const steps = relative(top, from).split(/[\\/]/);
  if (steps[0] === '..') return;
  for (let depth = steps.length; depth > 0; depth--) yield join(top, ...steps.slice(0, depth));
  if (steps[0] !== '') yield top;
}

/** The versions that a package.json asks for: `^4.3.8`. */
const olderThan5 = /^[\^~=v\s]*[0-4](?:\.|\s|$)/;

async function asksForHusky(folder: string): Promise<boolean> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const { dependencies, devDependencies, scripts } = manifest;
    const { husky } = { ...dependencies, ...devDependencies };
    // husky 4 keeps its hooks in here, or in a file of its own, and runs them from git's own folder.
    if (typeof manifest.husky === 'object' || olderThan5.test(husky)) return false;
    return husky !== undefined || /\bhusky\b/.test(scripts?.prepare ?? '');
  } catch {
    return false;
  }
}
