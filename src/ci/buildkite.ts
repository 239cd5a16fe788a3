import { defined } from '../model/defined.ts';
import type { Environment, Named, Provider } from './run.ts';
import { branchIn, hashIn, optionalBranchIn } from './variables.ts';

/**
 * Buildkite. BUILDKITE_PULL_REQUEST is `false` where there is none, BUILDKITE_COMMIT may be `HEAD`, and of a tag
 * BUILDKITE_BRANCH is the tag. What a branch held before is not told.
 *
 * https://buildkite.com/docs/pipelines/configure/environment-variables
 */
export const buildkite: Provider = {
  name: 'Buildkite',
  sign: 'BUILDKITE',
  isHere: (env) => env.BUILDKITE === 'true',
  tell: (env) => {
    const head = headOf(env);
    if (env.BUILDKITE_PULL_REQUEST && env.BUILDKITE_PULL_REQUEST !== 'false') {
      const bases = [{ branch: branchIn(env, 'BUILDKITE_PULL_REQUEST_BASE_BRANCH') }];
      return { event: 'pull-request', asked: { kind: 'change', head, bases } };
    }
    const branch = env.BUILDKITE_TAG ? undefined : optionalBranchIn(env, 'BUILDKITE_BRANCH');
    const defaultBranch = optionalBranchIn(env, 'BUILDKITE_PIPELINE_DEFAULT_BRANCH');
    return {
      event: 'push',
      asked: {
        kind: 'push',
        head,
        ...defined({ branch, defaultBranch }),
      },
    };
  },
  wholeHistory:
    'take --depth out of BUILDKITE_GIT_CLONE_FLAGS and BUILDKITE_GIT_FETCH_FLAGS in env: of the step',
};

const headOf = (env: Environment): Named =>
  env.BUILDKITE_COMMIT === 'HEAD' ? { words: 'HEAD' } : hashIn(env, 'BUILDKITE_COMMIT');
