/** Repositories with something staged, and what runs in them as git would run it. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { cpus, devNull, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { git, remove, runOnce } from './pairs.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const rounds = Number(process.env.ROUNDS ?? 15);

/** What runs long is told apart in fewer rounds. */
export const roundsFor = ({ files = 1, kind }) =>
  files > 100 || kind === 'large' ? Math.ceil(rounds / 3) : rounds;

/** Commits in which nothing is to be found. */
export const cleanCases = [
  ...[1, 10, 100, 1000, 10_000].map((files) => ({ name: filesInWords(files), kind: 'sources', files })),
  { name: '10 files, Node is asked', kind: 'asked', files: 10 },
  { name: 'a new file of 50 MB', kind: 'large' },
  { name: 'a lock file', kind: 'lock' },
];

export const leakCase = { name: '10 files, one with a key', kind: 'leak', files: 10 };

/** Nothing of the user's own settings counts. */
const settings = { GIT_CONFIG_GLOBAL: devNull };

const execPath = git(root, '--exec-path').trim();

/** What git adds to the environment of its hooks. */
const hookEnv = {
  ...settings,
  GIT_EDITOR: ':',
  GIT_EXEC_PATH: execPath,
  GIT_INDEX_FILE: join('.git', 'index'),
  GIT_PREFIX: '',
  PATH: `${execPath}${delimiter}${process.env.PATH}`,
};

/** A command as git runs a hook, and as a person does. */
export const asHook = (argv, more) => ({ argv, env: hookEnv, ...more });
export const alone = (argv, more) => ({ argv, env: settings, ...more });

/** As the hooks that `keyhalt install` writes call it. */
export const preCommit = ['/bin/sh', join(root, 'bin', 'keyhalt-hook'), 'pre-commit'];
export const bareNode = alone([process.execPath, '-e', '0']);

/** Makes a repository, hands it over, and removes it. Hooks are put in before anything is staged. */
export function within({ kind, files = 1 }, use, putHooks = () => {}) {
  const folder = mkdtempSync(join(tmpdir(), 'keyhalt-bench-'));
  try {
    run(folder, ['git', 'init', '--quiet', '--initial-branch=main']);
    putHooks(folder);
    run(folder, [process.execPath, join(root, 'bench', 'stage.mjs'), folder, kind, String(files)]);
    return use(folder);
  } finally {
    remove(folder);
  }
}

export function run(cwd, argv) {
  const { status, stderr } = runOnce(argv, { cwd, env: settings });
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
}

/** Whether the hook has to ask Node: it is given one that only says that it was asked. */
export function asksNode(folder) {
  const stand = join(folder, '.git', 'asked');
  writeFileSync(stand, '#!/bin/sh\nexit 77\n', { mode: 0o755 });
  return runOnce(preCommit, { cwd: folder, env: { ...hookEnv, KEYHALT_NODE: stand } }).status === 77;
}

export const machine = () =>
  `node ${process.version}, ${git(root, '--version').trim()}, ${cpus().length} x ${cpus()[0]?.model.trim()}, medians of ${rounds} rounds (a third of them where it takes long)`;

function filesInWords(files) {
  return files === 1 ? '1 file' : `${files.toLocaleString('en')} files`;
}
