import { quote } from '../model/quote.ts';
import { type HookName, type OtherHookName, otherHooks, ourHooks } from './names.ts';
import { shellPath } from './shell-path.ts';

/** What a hook file has to know of this machine. */
export interface Machine {
  /** The folder that holds keyhalt's `bin` and `dist`. */
  readonly packageRoot: string;
  /** The Node that is tried first. */
  readonly node: string;
}

/** What a foreign hook is called from now on; it runs before ours. */
export const keptSuffix = '.before-keyhalt';

const marker = '# keyhalt hook: "keyhalt install" wrote this file, "keyhalt uninstall" takes it away.';

export const isOurs = (text: string): boolean => text.split('\n', 2)[1] === marker;

/** The package folder that a hook file of ours names; undefined for any other file. */
export function packageIn(text: string): string | undefined {
  const [, gate] = (isOurs(text) && /^gate='(.*)\/bin\/keyhalt-hook'$/m.exec(text)) || [];
  return gate?.replaceAll("'\\''", "'");
}

/** The hook files of one repository, by name. */
export const hookScripts = (machine: Machine): ReadonlyMap<string, string> =>
  new Map(ourHooks.map((name) => [name, hookScript(name, machine)]));

/** The files of the folder of all repositories, by name: git no longer looks into a repository's own folder then. */
export const globalScripts = (machine: Machine): ReadonlyMap<string, string> =>
  new Map([
    ...ourHooks.map((name) => [name, globalHookScript(name, machine)] as const),
    ...otherHooks.map((name) => [name, passOnScript(name)] as const),
  ]);

/** The hook that was here before, then keyhalt. */
const hookScript = (name: HookName, machine: Machine): string =>
  lines('#!/bin/sh', marker, ...gate(machine), ...inTurn(name, [kept(name)]));

/** The repository's own hook, then keyhalt. */
const globalHookScript = (name: HookName, machine: Machine): string =>
  lines(
    '#!/bin/sh',
    marker,
    ...gate(machine),
    ...ownHook(
      name,
      `|| { printf '%s\\n' 'keyhalt: stopped, git does not say where the repository is.' >&2; exit 2; }`,
    ),
    ...inTurn(name, [kept(name), '"$own"']),
  );

const passOnScript = (name: OtherHookName): string =>
  lines(
    '#!/bin/sh',
    marker,
    ...ownHook(name, `|| common=\${GIT_DIR:-.git}`),
    'if [ -x "$own" ]; then exec "$own" "$@"; fi',
    ...(name === 'push-to-checkout' ? updateWorkTree : []),
  );

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;

/** Beside ours, whatever ours is called now: other tools set a hook aside under another name, too. */
const kept = (name: HookName): string => `"\${0%/*}/${name}${keptSuffix}"`;

/** The Node of the day of the install may be gone: then keyhalt-hook looks for another. */
function gate({ packageRoot, node }: Machine): string[] {
  return [
    `gate=${quote(shellPath(`${packageRoot}/bin/keyhalt-hook`))}`,
    `if [ ! -x "$KEYHALT_NODE" ]; then KEYHALT_NODE=${quote(shellPath(node))}; fi`,
    'export KEYHALT_NODE',
    // A file without content would look at nothing, and end well.
    'if [ ! -x "$gate" ] || [ ! -s "$gate" ]; then',
    `  printf '%s\\n' "keyhalt: stopped, $gate is missing or empty. Run npx keyhalt install again (or remove $0)." >&2`,
    '  exit 2',
    'fi',
  ];
}

/**
 * Ours is last: what an earlier hook stages is in the commit, too. All of them get git's input. The shell is named: the first
 * line of keyhalt-hook looks for one in the PATH, for what npm makes of it on Windows, and that would be one more program.
 */
function inTurn(name: HookName, earlier: readonly string[]): string[] {
  if (name !== 'pre-push') {
    return [
      ...earlier.map((hook) => `if [ -x ${hook} ]; then ${hook} "$@" || exit; fi`),
      `exec /bin/sh "$gate" ${name} "$@"`,
    ];
  }
  return [
    // The dot keeps the last new line, which a command substitution would drop.
    'input=$(cat && echo .) || exit 2',
    `input=\${input%.}`,
    ...earlier.map((hook) => `if [ -x ${hook} ]; then printf '%s' "$input" | ${hook} "$@" || exit; fi`),
    `printf '%s' "$input" | /bin/sh "$gate" ${name} "$@"`,
  ];
}

/**
 * Git starts hooks at the top of the work tree; asking it for the folder is only needed where that says too little.
 *
 * @param otherwise what is done where git knows of no repository: since 2.54 `git init` calls reference-transaction
 *   while it makes one, and must not be stopped
 */
const ownHook = (name: string, otherwise: string): string[] => [
  `if [ -d .git ] && [ -z "$GIT_DIR" ]; then common=.git; else common=$(git rev-parse --git-common-dir 2>/dev/null) ${otherwise}; fi`,
  `own=$common/hooks/${name}`,
  // A repository may link its hooks to this very folder.
  'if [ "$own" -ef "$0" ]; then own=; fi',
];

/** What git does by itself where no such hook is: receive.denyCurrentBranch=updateInstead. */
const updateWorkTree = [
  'head=$(git rev-parse -q --verify "HEAD^{commit}") || head=$(git hash-object -t tree /dev/null) || exit',
  'git update-index -q --ignore-submodules --refresh &&',
  '  git diff-files --quiet --ignore-submodules -- &&',
  '  git diff-index --quiet --cached --ignore-submodules "$head" -- &&',
  '  git read-tree -u -m "$1"',
];
