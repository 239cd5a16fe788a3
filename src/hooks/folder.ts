import { chmod, lstat, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { mendable, writeWhole } from '../files/write-whole.ts';
import { UserError } from '../model/user-error.ts';
import { isOurs, keptSuffix } from './script.ts';

/** Hook files as they are to be, by name. */
export type Scripts = ReadonlyMap<string, string>;

export type Outcome = 'written' | 'unchanged' | 'renewed' | 'chained';

/**
 * Puts hook files into a folder. A hook that is already there is kept beside it, to be run first by ours.
 *
 * Everything is looked at before anything is changed, so that a refusal leaves the folder as it was.
 */
export async function putHooks(folder: string, scripts: Scripts): Promise<ReadonlyMap<string, Outcome>> {
  const states = new Map<string, State>();
  for (const name of scripts.keys()) states.set(name, await look(join(folder, name)));

  const outcomes = new Map<string, Outcome>();
  for (const [name, script] of scripts) {
    outcomes.set(name, await put(join(folder, name), script, states.get(name)!));
  }
  return outcomes;
}

/** Takes our files out and puts back what stood in their place. Returns the names of the hooks that changed. */
export async function takeHooks(folder: string, names: readonly string[]): Promise<string[]> {
  const taken: string[] = [];
  for (const name of names) if (await take(join(folder, name))) taken.push(name);
  return taken;
}

/** Whether the hook of that name is ours. */
export async function holdsOurHook(folder: string, name: string): Promise<boolean> {
  return (await stateOf(join(folder, name))).kind === 'ours';
}

type State = { readonly kind: 'absent' | 'foreign' } | { readonly kind: 'ours'; readonly text: string };

async function look(path: string): Promise<State> {
  const state = await stateOf(path);
  if (state.kind === 'ours' || !(await hasEntry(path + keptSuffix))) return state;
  // A tool that puts its hook in place again writes over ours.
  if (state.kind === 'foreign' && (await areAlike(path, path + keptSuffix))) return state;
  if (state.kind === 'foreign')
    throw new UserError(`two hooks are in the way of keyhalt's: ${path} and ${path}${keptSuffix}`, {
      hint: 'Join the two into the first, remove the second, then run keyhalt install again.',
    });
  throw new UserError(`${path}${keptSuffix} is in the way: so keyhalt calls the hook that was there before`, {
    hint: `If it is your hook, call it ${basename(path)}, else remove it; then run keyhalt install again.`,
  });
}

/** Whether both are files, no links, that hold the same. */
async function areAlike(...paths: readonly [string, string]): Promise<boolean> {
  const stats = await Promise.all(paths.map((path) => lstat(path)));
  if (!stats.every((each) => each.isFile())) return false;
  const [one, other] = await Promise.all(paths.map((path) => mendable(path, () => readFile(path))));
  return one!.equals(other!);
}

/** A link is never ours, wherever it leads: it is moved as a link. */
async function stateOf(path: string): Promise<State> {
  const stats = await mendable(path, () => lstat(path).catch(absent));
  if (stats === undefined) return { kind: 'absent' };
  if (stats.isDirectory()) {
    throw new UserError(`${path} is a folder, where git expects a hook`, {
      hint: 'Remove it, then try again.',
    });
  }
  if (!stats.isFile()) return { kind: 'foreign' };
  const text = await mendable(path, () => readFile(path, 'latin1'));
  return isOurs(text) ? { kind: 'ours', text } : { kind: 'foreign' };
}

async function put(path: string, script: string, state: State): Promise<Outcome> {
  switch (state.kind) {
    case 'absent':
      await writeWhole(path, script, { mode: 0o755 });
      return 'written';
    case 'foreign':
      await chain(path, script);
      return 'chained';
    case 'ours':
      return renew(path, script, state.text);
  }
}

async function chain(path: string, script: string): Promise<void> {
  await mendable(path, () => rename(path, path + keptSuffix));
  try {
    await writeWhole(path, script, { mode: 0o755 });
  } catch (error) {
    await rename(path + keptSuffix, path);
    throw error;
  }
}

async function renew(path: string, script: string, old: string): Promise<Outcome> {
  const { mode } = await lstat(path);
  const isExecutable = (mode & 0o100) !== 0 || process.platform === 'win32';
  if (Buffer.from(script).toString('latin1') !== old) {
    await writeWhole(path, script, { mode: 0o755 });
    return 'renewed';
  }
  if (isExecutable) return 'unchanged';
  await mendable(path, () => chmod(path, mode | 0o111));
  return 'renewed';
}

async function take(path: string): Promise<boolean> {
  const { kind } = await stateOf(path);
  if (kind === 'foreign') return false;
  const kept = path + keptSuffix;
  if (await hasEntry(kept)) {
    await mendable(path, () => rename(kept, path));
    return true;
  }
  if (kind === 'ours') await mendable(path, () => rm(path));
  return kind === 'ours';
}

/** A link is there, too, wherever it leads. */
const hasEntry = async (path: string): Promise<boolean> => (await lstat(path).catch(absent)) !== undefined;

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
