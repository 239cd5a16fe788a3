import { defined } from '../model/defined.ts';
import type { Environment, Provider, Told } from './run.ts';
import { branchIn, optionalBranchIn, optionalHashIn } from './variables.ts';

/**
 * Jenkins, with its Git plugin. Of a change request what is checked out is its head, or that merged with its target,
 * and it is not told which; the target is told as a branch. A branch is compared with its last build that went well, so
 * that what one build stopped is not passed over by the next.
 *
 * https://www.jenkins.io/doc/book/pipeline/multibranch/ and /env-vars.html of each server;
 * https://plugins.jenkins.io/git/#plugin-content-environment-variables
 */
export const jenkins: Provider = {
  name: 'Jenkins',
  sign: 'JENKINS_URL',
  isHere: (env) => Boolean(env.JENKINS_URL),
  tell: (env) =>
    env.CHANGE_ID
      ? { event: 'change-request', asked: changeRequest(env) }
      : { event: 'build', asked: build(env) },
  wholeHistory:
    'take “Shallow clone” out of the job, or add extensions: [cloneOption(shallow: false)] to checkout scmGit(…)',
};

const changeRequest = (env: Environment): Told['asked'] => ({
  kind: 'change',
  head: { words: 'HEAD' },
  bases: [{ branch: branchIn(env, 'CHANGE_TARGET') }],
});

function build(env: Environment): Told['asked'] {
  const before = optionalHashIn(env, 'GIT_PREVIOUS_SUCCESSFUL_COMMIT');
  const branch = optionalBranchIn(env, env.BRANCH_NAME ? 'BRANCH_NAME' : 'GIT_LOCAL_BRANCH');
  const isDefault = env.BRANCH_IS_PRIMARY === 'true' && branch !== undefined;
  return {
    kind: 'push',
    head: { words: 'HEAD' },
    ...defined({ before, branch }),
    ...(isDefault ? { defaultBranch: branch } : {}),
  };
}
