/** What CIs leave behind: a repository that is fetched from, and what each checkout makes of it. */

import { type CiOptions, ci } from '../../src/commands/ci.ts';
import type { Report } from '../../src/model/report.ts';
import { problemOf } from '../../src/problem.ts';
import { redacted } from '../../src/redacted.ts';
import { exitCodeOf } from '../../src/verdict.ts';
import { fake } from './fakes.ts';
import { aRepo, type Files, type Repo } from './repo.ts';

export type Environment = Readonly<Record<string, string>>;

/** How `keyhalt ci` ended in this process. */
export interface CiRun {
  readonly code: number;
  /** None where it could not be made. */
  readonly report?: Report;
  /** What stood beside the report, or in place of it. */
  readonly said: string;
}

export async function ciIn(repo: Repo, env: Environment, options: CiOptions = {}): Promise<CiRun> {
  const told: string[] = [];
  const repository = { cwd: repo.root, env: { ...repo.env, ...env } };
  try {
    const report = await ci(repository, options, {
      now: new Date('2026-01-01'),
      tell: (line) => told.push(line),
    });
    return { code: exitCodeOf(report), report, said: told.join('\n') };
  } catch (error) {
    const { message, hint } = problemOf(error, redacted);
    return { code: 2, said: [...told, message, hint].join('\n') };
  }
}

/** The folder that the CI checks out into, empty; the repository that it fetches from stands beside it, as `up`. */
export interface Place {
  readonly here: Repo;
  readonly up: Repo;
  /** The object name of anything in `up`. */
  readonly oid: (name: string) => string;
}

export function place(): Place {
  const here = aRepo();
  here.git(['init', '-q', '--initial-branch=main', '../up']);
  const up = here.at('up');
  here.git(['remote', 'add', 'origin', `file://${up.root}`]);
  return { here, up, oid: (name) => up.read(`rev-parse ${name}`) };
}

/**
 * A change request: `feature` parted from `main`, which went on, and brings these files in one commit. What servers make
 * of it stands at `refs/pull/7/head` and, merged into main, at `refs/pull/7/merge`.
 */
export function withChange(files: Files, base: Files = {}): Place {
  const all = place();
  all.up
    .commit('start', { 'a.txt': 'a\n', ...base })
    .branch('feature')
    .commit('feature', files)
    .checkout('main')
    .commit('main', { 'b.txt': 'b\n' })
    .git('checkout -q --detach')
    .merge('feature')
    .git('update-ref refs/pull/7/merge HEAD')
    .git('update-ref refs/pull/7/head feature')
    .checkout('main');
  return all;
}

/** Fetches what a CI fetches, and checks out one commit of it. */
export function checkedOut({ here }: Place, refs: string, commit: string): Repo {
  return here.git(`fetch -q --no-tags origin ${refs}`).git(`checkout -q --detach ${commit}`);
}

/** A file with a key in it. */
export const leak = { '.env': `KEY=${fake.awsKeyId}\n` };

/** A keyhalt.toml that pardons everything. */
export const allowing = '[[allow]]\npaths = ["**"]\nreason = "a canary"\n';

/** A commit as it is told. */
export const short = (oid: string) => oid.slice(0, 10);

export const allBranches = '+refs/heads/*:refs/remotes/origin/*';

/** Writes the event of GitHub beside the repository. */
export function event(repo: Repo, name: string, value: unknown): Environment {
  repo.at('.').write({ 'event.json': typeof value === 'string' ? value : JSON.stringify(value) });
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: repo.beside('event.json'),
  };
}

/** The event of the change request, as GitHub has it. `sha` is what GITHUB_SHA says. */
export function pullRequest(
  { here, oid }: Place,
  { name = 'pull_request', sha = oid('refs/pull/7/merge'), base = oid('main~1') } = {},
): Environment {
  const ends = { number: 7, head: { sha: oid('feature') }, base: { sha: base, ref: 'main' } };
  return { ...event(here, name, { pull_request: ends }), GITHUB_SHA: sha };
}

/** The event of a push to a branch. */
export function push({ here }: Place, before: string, after: string, branch = 'main'): Environment {
  const value = { before, after, ref: `refs/heads/${branch}`, repository: { default_branch: 'main' } };
  return {
    ...event(here, 'push', value),
    GITHUB_SHA: after,
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REF_NAME: branch,
  };
}

export const zeros = '0'.repeat(40);

/** Every CI with a change request in it: it checks out, and gives back its environment. */
export const changeRequests: Readonly<Record<string, (all: Place) => Environment>> = {
  'GitHub, the merge commit': (all) => {
    checkedOut(all, `${allBranches} +refs/pull/7/merge:refs/remotes/pull/7/merge`, 'pull/7/merge');
    return pullRequest(all);
  },
  'GitHub, its head': (all) => {
    checkedOut(all, `${allBranches} +refs/pull/7/head:refs/remotes/pull/7/head`, 'pull/7/head');
    return pullRequest(all);
  },
  'GitHub, pull_request_target with the head beside it': (all) => {
    checkedOut(all, `${allBranches} +refs/pull/7/head:refs/remotes/pull/7/head`, 'origin/main');
    return pullRequest(all, { name: 'pull_request_target', sha: all.oid('main') });
  },
  'GitHub, a merge group': (all) => {
    checkedOut(all, `${allBranches} +refs/pull/7/merge:refs/heads/queue`, 'queue');
    const group = { head_sha: all.oid('refs/pull/7/merge'), base_sha: all.oid('main') };
    return event(all.here, 'merge_group', { merge_group: group });
  },
  'GitLab, the head': (all) => {
    checkedOut(all, '+refs/pull/7/head:refs/pipelines/1', 'refs/pipelines/1');
    return {
      GITLAB_CI: 'true',
      CI_PIPELINE_SOURCE: 'merge_request_event',
      CI_MERGE_REQUEST_IID: '7',
      CI_COMMIT_SHA: all.oid('feature'),
      CI_COMMIT_BEFORE_SHA: zeros,
      CI_MERGE_REQUEST_DIFF_BASE_SHA: all.oid('main~1'),
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
      CI_MERGE_REQUEST_TARGET_BRANCH_SHA: '',
    };
  },
  'GitLab, merged results': (all) => {
    checkedOut(all, '+refs/pull/7/merge:refs/pipelines/1', 'refs/pipelines/1');
    return {
      GITLAB_CI: 'true',
      CI_PIPELINE_SOURCE: 'merge_request_event',
      CI_MERGE_REQUEST_IID: '7',
      CI_COMMIT_SHA: all.oid('refs/pull/7/merge'),
      CI_MERGE_REQUEST_DIFF_BASE_SHA: all.oid('main~1'),
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
      CI_MERGE_REQUEST_TARGET_BRANCH_SHA: all.oid('main'),
    };
  },
  'GitLab, a pull request of GitHub': (all) => {
    checkedOut(all, `${allBranches} +refs/pull/7/head:refs/pipelines/1`, 'refs/pipelines/1');
    return {
      GITLAB_CI: 'true',
      CI_PIPELINE_SOURCE: 'external_pull_request_event',
      CI_EXTERNAL_PULL_REQUEST_IID: '7',
      CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA: all.oid('feature'),
      CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA: all.oid('main'),
      CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME: 'main',
    };
  },
  'Bitbucket, merged with its destination': (all) => {
    checkedOut(all, allBranches, 'origin/feature').merge('origin/main');
    return {
      BITBUCKET_BUILD_NUMBER: '1',
      BITBUCKET_PR_ID: '7',
      BITBUCKET_COMMIT: all.oid('feature'),
      BITBUCKET_BRANCH: 'feature',
      BITBUCKET_PR_DESTINATION_BRANCH: 'main',
      BITBUCKET_PR_DESTINATION_COMMIT: all.oid('main').slice(0, 12),
    };
  },
  'Azure, the merge commit': (all) => {
    checkedOut(all, `${allBranches} +refs/pull/7/merge:refs/remotes/pull/7/merge`, 'pull/7/merge');
    return {
      TF_BUILD: 'True',
      BUILD_REASON: 'PullRequest',
      BUILD_SOURCEVERSION: all.oid('refs/pull/7/merge'),
      BUILD_SOURCEBRANCH: 'refs/pull/7/merge',
      SYSTEM_PULLREQUEST_PULLREQUESTID: '7',
      SYSTEM_PULLREQUEST_SOURCECOMMITID: all.oid('feature'),
      SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main',
    };
  },
  'CircleCI, a branch': (all) => {
    checkedOut(all, allBranches, 'origin/feature').git('remote set-head origin main');
    return {
      CIRCLECI: 'true',
      CIRCLE_SHA1: all.oid('feature'),
      CIRCLE_BRANCH: 'feature',
      CIRCLE_PULL_REQUEST: 'https://example.com/o/r/pull/7',
    };
  },
  'Jenkins, the head': (all) => {
    checkedOut(all, allBranches, 'origin/feature');
    return {
      JENKINS_URL: 'https://ci.example.com/',
      CHANGE_ID: '7',
      CHANGE_TARGET: 'main',
      BRANCH_NAME: 'PR-7',
    };
  },
  'Jenkins, merged with its target': (all) => {
    checkedOut(all, allBranches, 'origin/main').merge('origin/feature');
    return {
      JENKINS_URL: 'https://ci.example.com/',
      CHANGE_ID: '7',
      CHANGE_TARGET: 'main',
      BRANCH_NAME: 'PR-7',
    };
  },
  'Buildkite, the head': (all) => {
    checkedOut(all, allBranches, 'origin/feature');
    return {
      BUILDKITE: 'true',
      BUILDKITE_COMMIT: all.oid('feature'),
      BUILDKITE_BRANCH: 'feature',
      BUILDKITE_PULL_REQUEST: '7',
      BUILDKITE_PULL_REQUEST_BASE_BRANCH: 'main',
      BUILDKITE_PIPELINE_DEFAULT_BRANCH: 'main',
    };
  },
};
