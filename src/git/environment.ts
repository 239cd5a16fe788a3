import { devNull } from 'node:os';

/**
 * Variables that change what git prints, start programs, or hold what git has no use for. What names the repository
 * stays. GIT_CONFIG is a file that `git config` reads instead of the settings by which git commits and pushes; with
 * GIT_REF_PARANOIA=0 refs that are damaged or lead to nothing are passed over.
 */
const unwanted =
  /^(?:GIT_CONFIG|GIT_TRACE.*|GIT_REDIRECT_.*|GIT_EXTERNAL_DIFF|GIT_DIFF_OPTS|GIT_REF_PARANOIA|GIT_(?:GLOB|NOGLOB|ICASE)_PATHSPECS|AWS_.*)$/i;

/**
 * The environment of every git that Node starts: nothing is replaced, grafted, fetched, locked, asked or paged, and
 * the user's own credentials are not handed on.
 *
 * GIT_DIR, GIT_INDEX_FILE, the object folders and GIT_CONFIG_* stay: under `git commit -a` the index that counts is
 * named by GIT_INDEX_FILE alone.
 */
export function gitEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !unwanted.test(name)));
  return {
    ...kept,
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: devNull,
    GIT_NO_LAZY_FETCH: '1',
    // Older ones do not know that, and would start whatever the repository names to fetch with.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_PAGER: 'cat',
    LC_ALL: 'C',
  };
}

/** Options in front of every command: no setting of the repository may start a program or change the output. */
export const gitOptions: readonly string[] = [
  '--no-pager',
  '--no-replace-objects',
  ...['core.fsmonitor=false', `core.hooksPath=${devNull}`, 'core.commitGraph=false'].flatMap((set) => [
    '-c',
    set,
  ]),
  ...['log.showSignature=false', 'core.quotePath=false', 'color.ui=false'].flatMap((set) => ['-c', set]),
];
