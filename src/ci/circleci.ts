import { defined } from '../model/defined.ts';
import type { Provider } from './run.ts';
import { hashIn, optionalBranchIn } from './variables.ts';

/**
 * CircleCI. The environment tells the commit and its branch alone; into what a pull request goes, and what a branch held
 * before, are values of the pipeline that its configuration has to hand on.
 *
 * https://circleci.com/docs/reference/variables/
 */
export const circleci: Provider = {
  name: 'CircleCI',
  sign: 'CIRCLECI',
  isHere: (env) => env.CIRCLECI === 'true',
  tell: (env) => {
    const branch = optionalBranchIn(env, 'CIRCLE_BRANCH');
    return {
      event: env.CIRCLE_PULL_REQUEST || env.CIRCLE_PR_NUMBER ? 'pull-request' : 'push',
      asked: {
        kind: 'push',
        head: hashIn(env, 'CIRCLE_SHA1'),
        ...defined({ branch }),
      },
    };
  },
  wholeHistory: 'write - checkout: { method: full } in the steps',
};
