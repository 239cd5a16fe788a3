import { defined } from '../model/defined.ts';
import { events, githubEvent } from './github-event.ts';
import type { Change, Environment, Named, Provider, Told } from './run.ts';
import { eventIn, hashIn, optionalBranchIn } from './variables.ts';

type Read = (path: string) => string;

/**
 * GitHub Actions. Which commit GITHUB_SHA is depends on the event: of pull_request it is the merge commit that GitHub
 * made, of pull_request_target one of the base; the file that GITHUB_EVENT_PATH names has both ends.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
export const github: Provider = {
  name: 'GitHub Actions',
  sign: 'GITHUB_ACTIONS',
  isHere: (env) => env.GITHUB_ACTIONS === 'true',
  tell: (env, read) => {
    const event = eventIn(env, 'GITHUB_EVENT_NAME', '');
    return { event, asked: (tellers[event] ?? other)(env, read) };
  },
  wholeHistory: 'add with: { fetch-depth: 0 } to uses: actions/checkout',
};

const pullRequest = (env: Environment, read: Read): Change => {
  const { head, base, number } = githubEvent(env, read, events.pullRequest).pull_request;
  const bases: readonly Named[] = [{ hash: base.sha }, { branch: base.ref }];
  return { kind: 'change', head: { hash: head.sha }, bases, ref: `refs/pull/${number}/head` };
};

const mergedPullRequest = (env: Environment, read: Read): Change => ({
  ...pullRequest(env, read),
  merged: hashIn(env, 'GITHUB_SHA'),
});

const tellers: Readonly<Record<string, (env: Environment, read: Read) => Told['asked']>> = {
  pull_request: mergedPullRequest,
  pull_request_review: mergedPullRequest,
  pull_request_review_comment: mergedPullRequest,
  pull_request_target: pullRequest,
  merge_group: (env, read) => {
    const { head_sha: head, base_sha: base } = githubEvent(env, read, events.mergeGroup).merge_group;
    return { kind: 'change', head: { hash: head }, bases: [{ hash: base }] };
  },
  push: (env, read) => {
    const { before, after, deleted, repository } = githubEvent(env, read, events.push);
    if (deleted || isZero(after)) return { kind: 'deletion' };
    return {
      kind: 'push',
      head: { hash: after },
      ...(isZero(before) ? { isNew: true } : { before: { hash: before } }),
      ...branchOf(env),
      defaultBranch: repository.default_branch,
    };
  },
};

/** Started by hand, by the clock, or by something that is no change: whatever is checked out then. */
const other = (env: Environment, read: Read): Told['asked'] => {
  const defaultBranch = githubEvent(env, read, events.other).repository?.default_branch;
  return {
    kind: 'push',
    head: { words: 'HEAD' },
    branchAt: hashIn(env, 'GITHUB_SHA'),
    ...branchOf(env),
    ...defined({ defaultBranch }),
  };
};

function branchOf(env: Environment): { branch?: string } {
  const branch = env.GITHUB_REF_TYPE === 'branch' ? optionalBranchIn(env, 'GITHUB_REF_NAME') : undefined;
  return branch === undefined ? {} : { branch };
}

const isZero = (hash: string): boolean => /^0+$/.test(hash);
