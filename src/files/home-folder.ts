import { userInfo } from 'node:os';

/**
 * The folder of the user, whose settings lie in it. An empty HOME is none: of that Node's own `homedir` makes an empty name, and so
 * what lies in the current folder would be the user's.
 */
export const homeFolder = ({ HOME, USERPROFILE }: NodeJS.ProcessEnv): string =>
  HOME || USERPROFILE || userInfo().homedir;
