import { isUserError, UserError } from '../model/user-error.ts';
import { withoutSetHooks } from './hook-settings.ts';
import { askGit, type Repository } from './process.ts';

/** How many commits more a shallow clone is to have, or all that there are. */
export type Depth = number | 'all';

/**
 * The one act by which keyhalt goes out: git fetches from the address of origin. Settings that lead there count, as they
 * must: credentials, ssh commands, proxies, `url.*.insteadOf`. Nothing else that a repository may set does: no hook, no
 * program in the background, no tags, no submodules, no other transport than those of git itself.
 *
 * @param refs as git fetch takes them; what has no place behind a colon is stored without a name
 * @throws UserError where there is no origin, or it does not give that out
 */
export function fetchFromOrigin(repository: Repository, refs: readonly string[], depth?: Depth): void {
  const args = [
    ...settings.flatMap((set) => ['-c', set]),
    'fetch',
    ...options,
    ...(depth === undefined ? [] : [depth === 'all' ? '--unshallow' : `--deepen=${depth}`]),
    '--',
    originOf(repository),
    ...refs,
  ];
  const { GIT_ALLOW_PROTOCOL: allowed = transports } = repository.env;
  const env = { ...withoutSetHooks(repository), GIT_ALLOW_PROTOCOL: allowed };
  try {
    askGit(repository, args, { env });
  } catch (cause) {
    if (!isUserError(cause)) throw cause;
    throw new UserError(`what is missing cannot be fetched: ${cause.message}`, {
      hint: 'Does the checkout keep its credentials, and does origin give that out? A clone of the whole history needs neither.',
    });
  }
}

/** What git speaks itself; `ext::` would start any program. */
const transports = 'file:git:http:https:ssh';

const settings: readonly string[] = [
  ...['gc.auto=0', 'maintenance.auto=false', 'fetch.writeCommitGraph=false', 'submodule.recurse=false'],
  ...['fetch.prune=false', 'fetch.pruneTags=false', 'fetch.bundleURI='],
  // It would name a program that lists what alternates have.
  'core.alternateRefsCommand=:',
];

const options: readonly string[] = [
  ...['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head'],
  // For what is called like the address, a repository could name another program.
  '--upload-pack=git-upload-pack',
];

/** Its address, not its name: what else is set for origin does not count then. */
function originOf(repository: Repository): string {
  const args = ['config', '--null', '--get-all', 'remote.origin.url'];
  const { stdout } = askGit(repository, args, { accept: [0, 1] });
  const [url = ''] = stdout.toString('utf8').split('\0');
  if (url !== '') return url;
  throw new UserError('there is no origin to fetch from', {
    hint: 'Clone the whole history, or name it: git remote add origin URL.',
  });
}
