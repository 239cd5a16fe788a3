import { UserError } from '../model/user-error.ts';
import type { Repository } from './process.ts';
import { settingsLike } from './settings.ts';

/**
 * What keeps git from running hooks that settings name (`hook.NAME.command`, git 2.54 and newer), as variables: core.hooksPath
 * is for those in folders alone. An empty event takes all events from a hook. On a command line `=` would end its name.
 *
 * @throws UserError for a name that Node cannot hand on
 */
export function withoutSetHooks(repository: Repository): NodeJS.ProcessEnv {
  const keys = new Set(settingsLike(repository, String.raw`^hook\..*\.event$`).map(([key]) => key));
  const before = Number(repository.env.GIT_CONFIG_COUNT ?? 0);
  // Of a number that is none git says so itself.
  if (keys.size === 0 || !Number.isInteger(before)) return {};
  const variables: NodeJS.ProcessEnv = { GIT_CONFIG_COUNT: `${before + keys.size}` };
  for (const [at, key] of [...keys].entries()) {
    if (key.includes('\ufffd')) throw noUtf8(key);
    variables[`GIT_CONFIG_KEY_${before + at}`] = key;
    variables[`GIT_CONFIG_VALUE_${before + at}`] = '';
  }
  return variables;
}

const noUtf8 = (key: string): UserError =>
  new UserError(`the name of a hook in git's settings is no UTF-8: ${key}`, {
    hint: 'Rename it: git would run it, and it cannot be told not to.',
  });
