import { pathToFileURL } from 'node:url';
import type { Canary } from './canary.ts';
import type { HookName } from './names.ts';
import type { Rehearsal } from './rehearsal.ts';

/** What a hook is started with. */
export interface Call {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly input?: string;
}

/** What a commit that is tried says, and a file of it with this text. */
interface Tried {
  readonly message: string;
  readonly file: string;
  readonly text: string;
}

type Trial = (rehearsal: Rehearsal, tried: Tried) => Promise<Call>;

/** For each hook, how git would call it when `text` is on its way in. */
const trials: Readonly<Record<HookName, Trial>> = {
  'pre-commit': async (rehearsal, { file, text }) => ({ args: [], env: await rehearsal.stage(file, text) }),

  'pre-merge-commit': async (rehearsal, tried) => ({
    args: [],
    env: await merging(rehearsal, tried),
  }),

  'prepare-commit-msg': async (rehearsal, tried) => ({
    args: [await rehearsal.file(tried.message), 'merge'],
    env: await merging(rehearsal, tried),
  }),

  'commit-msg': async (rehearsal, { message, text }) => ({
    args: [await rehearsal.file(`${message}\n${text}`)],
    env: await rehearsal.untouched(),
  }),

  'pre-push': async (rehearsal, { file, text }) => {
    const env = await rehearsal.stage(file, text);
    const commit = await rehearsal.commit(env);
    // The other side has all but this commit: what stands in history already is no matter of the hook.
    const known = rehearsal.head || commit.replace(/./g, '0');
    // As in a push to a URL that no remote is named by: Git LFS refuses a remote that there is none of.
    const url = pathToFileURL(rehearsal.path('remote')).href;
    return {
      args: [url, url],
      env: await rehearsal.untouched(),
      // As in git push REMOTE COMMIT:BRANCH, for no branch names it, and the pre-commit framework hands on the name alone.
      input: `${commit} ${commit} refs/heads/${file} ${known}\n`,
    };
  },
};

/** @param message what a commit is to say, a line feed at its end */
export function callOf(
  name: HookName,
  { rehearsal, canary, message }: { rehearsal: Rehearsal; canary: Canary; message: string },
  isLeak: boolean,
): Promise<Call> {
  const text = isLeak ? canary.leak : canary.harmless;
  return trials[name](rehearsal, { message, file: canary.file, text });
}

/** Before a merge commit the heads stand nowhere but in the names of such variables. */
async function merging(rehearsal: Rehearsal, { file, text }: Tried): Promise<NodeJS.ProcessEnv> {
  const env = await rehearsal.stage(file, text);
  return { ...env, [`GITHEAD_${await rehearsal.commit(env)}`]: file };
}
