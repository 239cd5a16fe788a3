import { defined } from '../model/defined.ts';
import type { Provider } from './run.ts';
import { branchIn, hashIn, optionalBranchIn } from './variables.ts';

/**
 * Bitbucket Pipelines. Of a pull request BITBUCKET_COMMIT is the head, and what is checked out is that merged with the
 * destination. Commits may be told by their first digits alone. What a branch held before is not told.
 *
 * https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/
 */
export const bitbucket: Provider = {
  name: 'Bitbucket Pipelines',
  sign: 'BITBUCKET_BUILD_NUMBER',
  isHere: (env) => Boolean(env.BITBUCKET_BUILD_NUMBER),
  tell: (env) => {
    const head = hashIn(env, 'BITBUCKET_COMMIT');
    if (env.BITBUCKET_PR_ID) {
      const branch = branchIn(env, 'BITBUCKET_PR_DESTINATION_BRANCH');
      const bases = [hashIn(env, 'BITBUCKET_PR_DESTINATION_COMMIT'), { branch }];
      return { event: 'pull-request', asked: { kind: 'change', head, bases } };
    }
    const branch = optionalBranchIn(env, 'BITBUCKET_BRANCH');
    return { event: 'push', asked: { kind: 'push', head, ...defined({ branch }) } };
  },
  wholeHistory: 'add clone: { depth: full } to the step',
};
