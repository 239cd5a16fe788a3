import { defined } from '../model/defined.ts';
import type { Provider } from './run.ts';
import { branchIn, eventIn, hashIn, optionalBranchIn } from './variables.ts';

/**
 * Azure Pipelines. Of a pull request BUILD_SOURCEVERSION is the merge commit that is checked out, and the base is told as
 * a branch alone; what a branch held before, and which one is the default, is not told.
 *
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables
 */
export const azure: Provider = {
  name: 'Azure Pipelines',
  sign: 'TF_BUILD',
  isHere: (env) => env.TF_BUILD?.toLowerCase() === 'true',
  tell: (env) => {
    const event = eventIn(env, 'BUILD_REASON', 'unknown');
    const built = hashIn(env, 'BUILD_SOURCEVERSION');
    if (env.SYSTEM_PULLREQUEST_PULLREQUESTID) {
      const branch = branchIn(env, 'SYSTEM_PULLREQUEST_TARGETBRANCH');
      const head = hashIn(env, 'SYSTEM_PULLREQUEST_SOURCECOMMITID');
      return { event, asked: { kind: 'change', head, merged: built, bases: [{ branch }] } };
    }
    const isBranch = env.BUILD_SOURCEBRANCH?.startsWith('refs/heads/');
    const branch = isBranch ? optionalBranchIn(env, 'BUILD_SOURCEBRANCH') : undefined;
    return { event, asked: { kind: 'push', head: built, ...defined({ branch }) } };
  },
  wholeHistory: 'add fetchDepth: 0 to the step checkout: self',
};
