import { defined } from '../model/defined.ts';
import type { Environment, Provider, Told } from './run.ts';
import { branchIn, eventIn, hashIn, optionalBranchIn, optionalHashIn } from './variables.ts';

/**
 * GitLab CI/CD. The commits at both ends of the target branch and the source branch are told for merged results only,
 * and then CI_COMMIT_SHA is the merge of both; else CI_MERGE_REQUEST_DIFF_BASE_SHA is where they part.
 * CI_COMMIT_BEFORE_SHA is zeros for the first pipeline of a branch and for one that was started by hand alike.
 *
 * https://docs.gitlab.com/ci/variables/predefined_variables/
 */
export const gitlab: Provider = {
  name: 'GitLab CI',
  sign: 'GITLAB_CI',
  isHere: (env) => env.GITLAB_CI === 'true',
  tell: (env) => ({ event: eventIn(env, 'CI_PIPELINE_SOURCE', 'unknown'), asked: askedBy(env) }),
  wholeHistory: 'add variables: { GIT_DEPTH: 0 } to the job',
};

function askedBy(env: Environment): Told['asked'] {
  if (env.CI_MERGE_REQUEST_IID) return mergeRequest(env);
  if (env.CI_EXTERNAL_PULL_REQUEST_IID) return externalPullRequest(env);
  const before = optionalHashIn(env, 'CI_COMMIT_BEFORE_SHA');
  const branch = optionalBranchIn(env, 'CI_COMMIT_BRANCH');
  const defaultBranch = optionalBranchIn(env, 'CI_DEFAULT_BRANCH');
  return {
    kind: 'push',
    head: hashIn(env, 'CI_COMMIT_SHA'),
    ...defined({ before, branch, defaultBranch }),
  };
}

function mergeRequest(env: Environment): Told['asked'] {
  const head = hashIn(env, 'CI_COMMIT_SHA');
  const target = optionalHashIn(env, 'CI_MERGE_REQUEST_TARGET_BRANCH_SHA');
  if (target !== undefined) return { kind: 'change', head, bases: [target] };
  const branch = branchIn(env, 'CI_MERGE_REQUEST_TARGET_BRANCH_NAME');
  return { kind: 'change', head, bases: [hashIn(env, 'CI_MERGE_REQUEST_DIFF_BASE_SHA'), { branch }] };
}

const externalPullRequest = (env: Environment): Told['asked'] => ({
  kind: 'change',
  head: hashIn(env, 'CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA'),
  bases: [
    hashIn(env, 'CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA'),
    { branch: branchIn(env, 'CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME') },
  ],
});
