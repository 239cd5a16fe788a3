import { join } from 'node:path';
import { homeFolder } from '../files/home-folder.ts';

/** Where programs keep a user's settings. */
export const settingsFolder = (env: NodeJS.ProcessEnv): string =>
  env.XDG_CONFIG_HOME || join(homeFolder(env), '.config');

/** Our own folder for the hooks of all repositories of a user. */
export const userHooksFolder = (env: NodeJS.ProcessEnv): string =>
  join(settingsFolder(env), 'keyhalt', 'hooks');
