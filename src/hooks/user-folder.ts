import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where programs keep a user's settings. */
export const settingsFolder = (env: NodeJS.ProcessEnv): string =>
  env.XDG_CONFIG_HOME || join(env.HOME || env.USERPROFILE || homedir(), '.config');

/** Our own folder for the hooks of all repositories of a user. */
export const userHooksFolder = (env: NodeJS.ProcessEnv): string =>
  join(settingsFolder(env), 'keyhalt', 'hooks');
