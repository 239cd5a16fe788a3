import { accessSync, constants } from 'node:fs';
import { mendingOf, whyRefused } from '../model/file-error.ts';
import { UserError } from '../model/user-error.ts';

/**
 * Why git could not be started: what the system says of a folder that nothing can be started in, it says of git, too.
 *
 * @param code of the error, such as `ENOENT`
 */
export function notStarted(code: string, cwd: string, cause?: unknown): UserError {
  const [why, hint] = reasons.get(code) ?? [whyRefused({ code }), mendingOf({ code }) ?? install];
  return placeRefused(cwd) ?? new UserError(`git could not be started: ${why}`, { hint, cause });
}

/** Why nothing can be started in a folder; undefined where something can. */
export function placeRefused(folder: string): UserError | undefined {
  try {
    accessSync(folder, constants.X_OK);
    return undefined;
  } catch (cause) {
    const isGone = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    return new UserError(
      `git could not be started in ${folder}${isGone ? ', for nothing is there' : `: ${whyRefused(cause)}`}`,
      { hint: isGone ? rename : enter, cause },
    );
  }
}

const install =
  'Install git 2.30 or newer, or put it on the PATH of the program that starts it. Without it, keyhalt scan PATH --no-git reads files and folders.';
const rename =
  'Where the path holds bytes that are no UTF-8, rename its folders: Node cannot hand it on as it is.';
const enter =
  'Go to another folder, or have yourself let in: chmod u+x gives its owner the way into a folder, each one above it counts, too.';

const reasons: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['ENOENT', ['it is not in the PATH', install]],
  ['EACCES', ['what is called git in the PATH may not be run', install]],
  [
    'EAGAIN',
    ['too many programs are running', 'End some, or raise how many may run (ulimit -u), then try again.'],
  ],
  ['E2BIG', ['the environment is too large', 'Take large variables out of it: env shows all of them.']],
]);
