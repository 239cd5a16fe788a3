import { delimiter } from 'node:path';
import type { Repository } from '../git/process.ts';
import { execPath, gitFolder } from '../git/questions.ts';

/** What git adds to the environment of its hooks. `cwd` is the top of the work tree. */
export async function hookEnvironment(repository: Repository): Promise<NodeJS.ProcessEnv> {
  const [folder, programs] = [await gitFolder(repository), await execPath(repository)];
  return {
    // On Windows hooks are started by git itself, which does that.
    ...(process.platform === 'win32' ? {} : { PATH: [programs, repository.env.PATH].join(delimiter) }),
    GIT_EXEC_PATH: programs,
    GIT_EDITOR: ':',
    GIT_PREFIX: '',
    // Only where it cannot be found from the top: in a linked work tree and in a submodule.
    ...(folder === '.git' ? {} : { GIT_DIR: folder }),
  };
}
