import { UserError } from '../model/user-error.ts';

interface Failure {
  readonly command: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** What `git --version` says, where it was asked. */
  readonly version?: string;
}

/** A git that did not do its job. `exitCode` is null when a signal ended it. */
export class GitError extends UserError {
  readonly exitCode: number | null;
  /** Whether no folder from this one up is a repository; one that is there and broken is another matter. */
  readonly isOutside: boolean;

  constructor(message: string, options: { hint: string; exitCode: number | null; isOutside?: boolean }) {
    super(message, options);
    this.name = 'GitError';
    this.exitCode = options.exitCode;
    this.isOutside = options.isOutside ?? false;
  }
}

/** The exit code of a git that cannot go on. */
export const fatal = 128;

/** Whether git ended by itself because it could not go on. */
export const isFatal = (error: unknown): error is GitError =>
  error instanceof GitError && error.exitCode === fatal;

/** Whether git found no repository, neither here nor in a folder above. */
export const isOutside = (error: unknown): boolean => error instanceof GitError && error.isOutside;

/** The end of a sentence of what is missing. */
export const bringingBack =
  'git fetch or another clone brings it back, in a partial clone git fetch --refetch --no-filter.';

const without = 'Without one, keyhalt scan PATH reads files and folders.';

/** What git is known to say, and what a person can do then. */
const knownFailures: readonly (readonly [RegExp, string])[] = [
  [
    /dubious ownership|unsafe repository/,
    'Tell git that you trust whoever owns it: safe.directory in git help config.',
  ],
  [
    /Permission denied(?! \()|insufficient permission|Operation not permitted/i,
    'See who may read and write the .git of this repository (ls -ld .git, ls -l .git): chmod gives you the right to it; or run keyhalt as its owner.',
  ],
  [
    /Read-only file system/,
    'The repository lies on a file system that is read-only: have it mounted for writing, or work in a clone elsewhere.',
  ],
  [/No space left on device|Disk quota exceeded/, 'Make room first, then run the same command again.'],
  [
    /unable to create '.*\.lock'/i,
    'Another git is at work here. Wait for it; where one was broken off, remove that file. Then run the same command again.',
  ],
  [
    /cannot use bare repository/,
    'Name the repository, for git is told to use no bare one that it only comes upon: GIT_DIR=. keyhalt … (or see safe.bareRepository in git help config).',
  ],
  [
    /collides with a known event name/,
    'Rename that section in the settings (git config --rename-section): until then git stops wherever it runs a hook.',
  ],
  [/\$HOME not set/, 'Set HOME to your own folder: git keeps your settings there.'],
  [
    /GIT_CONFIG_(?:COUNT|PARAMETERS)|bad (?:boolean |numeric )?config|config (?:file|line|key|value)/i,
    'A setting of git cannot be read: git config --list --show-origin tells where it stands. Mend it there, or unset the variable.',
  ],
  [
    // With a colon: where nothing names one, git says that it has looked in all folders above.
    /invalid gitfile format|not a git repository: /,
    'What GIT_DIR or a file called .git names is no repository: unset GIT_DIR, or mend that file (git worktree repair does, in the repository, after a move).',
  ],
  [
    /unknown repository extension|expected git repo version|invalid value for 'extensions\.|hash algorithm support requires/i,
    'This git is too old for the repository, or was built without what it needs: git --version tells which it is. Install another one.',
  ],
  [
    /not a git repository \(or any parent up to mount point (?!\/\))/,
    'Run keyhalt inside a git repository. git looked no further up than this file system: GIT_DISCOVERY_ACROSS_FILESYSTEM=1 has it go on.',
  ],
  [/not a git repository/, `Run keyhalt inside a git repository. ${without}`],
  [
    /must be run in a work tree|cannot be used without a working tree/,
    'Run keyhalt in a work tree; a bare repository has no index.',
  ],
  [/unknown option|unrecognized argument|usage: git/, 'keyhalt needs git 2.30 or newer: see git --version.'],
  [
    /lazy fetching disabled|promisor|transport '.*' not allowed/,
    'Bring what is missing first: git fetch --refetch --no-filter (git 2.36 or newer, from the remote of the clone), or clone again without --filter (in CircleCI by - checkout: { method: full }).',
  ],
  [
    /index file (?:corrupt|smaller|open)|bad (?:index|signature)|bad index/,
    'The index is damaged: git read-tree HEAD makes it anew.',
  ],
  [
    /inflate|corrupt|unable to (?:unpack|read|parse)|header for|packfile|\.idx is |object file|missing (?:blob|tree|commit|tag)|bad (?:tree )?object|not a tree object|could not (?:read|parse)/i,
    `An object is damaged or missing, so nothing was judged: git fsck names it, and ${bringingBack}`,
  ],
];

export function explainFailure({ command, code, signal, stderr, version = '' }: Failure): GitError {
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  const said = firstLine(stderr);
  const failed = `git ${command} failed (${how})${said === '' ? '' : `: ${said}`}`;
  if (isOld(version))
    return new GitError(`${version} is too old: ${failed}`, { exitCode: code, hint: newer });
  const isOutside = /not a git repository \(or any (?:of the parent|parent up)/.test(stderr);
  return new GitError(isOutside ? noneAbove : failed, { exitCode: code, hint: hintFor(stderr), isOutside });
}

const noneAbove = 'this is not a git repository, and no folder above it is one';

const newer = 'Install git 2.30 or newer.';

/** git itself says how it is told to trust a folder. */
function hintFor(stderr: string): string {
  const trust = /^\s*(git config --global --add safe\.directory .+)$/m.exec(stderr)?.[1];
  if (trust !== undefined) return `If you trust whoever owns it, tell git: ${trust}`;
  const hint = knownFailures.find(([pattern]) => pattern.test(stderr))?.[1];
  return hint ?? 'Nothing was judged. git fsck tells more; then try again.';
}

/** @throws UserError for a git that lacks options which the answers rest on. */
export function demandVersion(version: string): void {
  if (!saysGit(version)) throw noGit();
  if (isOld(version)) throw new UserError(`${version} is too old`, { hint: newer });
}

/** Whether that is what `git --version` says, whatever the number. */
export const saysGit = (version: string): boolean => version.startsWith('git version ');

/** A program that ends well and says nothing would let all pass. */
export const noGit = (): UserError =>
  new UserError('what is called git in the PATH does not say that it is git', {
    hint: 'See what type git and git --version print, and take that program out of the PATH.',
  });

const isOld = (version: string): boolean => isBeforeGit2(30, version);

/** @param version what `git --version` says; where that does not tell, nothing is known, and so it is not older. */
export function isBeforeGit2(least: number, version: string): boolean {
  const [major, minor] = (/(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  return major !== undefined && minor !== undefined && major * 1000 + minor < 2000 + least;
}

/**
 * The first line that says what failed, with the next one where it ends in a colon: no hint of git's own, and no warning.
 * Whoever shows it masks it first and cuts it then.
 */
function firstLine(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('hint:'));
  const at = Math.max(
    0,
    lines.findIndex((line) => !line.startsWith('warning:')),
  );
  const [first = '', next = ''] = lines.slice(at);
  return first.endsWith(':') ? `${first} ${next.trim()}` : first;
}
