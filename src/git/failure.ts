import { UserError } from '../model/user-error.ts';

interface Failure {
  readonly command: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** A git that did not do its job. `exitCode` is null when a signal ended it. */
export class GitError extends UserError {
  readonly exitCode: number | null;

  constructor(message: string, options: { hint: string; exitCode: number | null }) {
    super(message, options);
    this.name = 'GitError';
    this.exitCode = options.exitCode;
  }
}

/** What git is known to say, and what a person can do then. */
const knownFailures: readonly (readonly [RegExp, string])[] = [
  [/dubious ownership/, 'Tell git that you trust it: git config --global --add safe.directory FOLDER'],
  [/not a git repository/, 'Run keyhalt inside a git repository.'],
  [
    /must be run in a work tree|cannot be used without a working tree/,
    'Run keyhalt in a work tree; a bare repository has no index.',
  ],
  [/unknown option|unrecognized argument|usage: git/, 'keyhalt needs git 2.30 or newer: see git --version.'],
  [
    /lazy fetching disabled|promisor/,
    'Fetch the missing objects first: git fetch --refetch, or clone without --filter.',
  ],
  [
    /index file (?:corrupt|smaller|open)|bad (?:index|signature)|bad index/,
    'The index is damaged: git read-tree HEAD makes it anew.',
  ],
];

export function explainFailure({ command, code, signal, stderr }: Failure): GitError {
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  const said = firstLine(stderr);
  const hint = knownFailures.find(([pattern]) => pattern.test(stderr))?.[1];
  return new GitError(`git ${command} failed (${how})${said === '' ? '' : `: ${said}`}`, {
    exitCode: code,
    hint: hint ?? 'Nothing was judged. git fsck tells more; then try again.',
  });
}

/** The first line that is no hint of git's own. Whoever shows it masks it first and cuts it then. */
function firstLine(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('hint:'));
  return lines[0] ?? '';
}
