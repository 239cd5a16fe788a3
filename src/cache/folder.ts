import { join } from 'node:path';

/** What of the surroundings says where caches are kept. */
export interface Machine {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/**
 * Where keyhalt keeps what it may lose; undefined on a machine that has no place for that. A relative path counts as
 * none: it would be another folder in each work tree.
 *
 * XDG Base Directory Specification; on macOS and Windows where their programs keep caches.
 */
export function cacheFolder({ env, platform }: Machine): string | undefined {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local, HOME: home = '' } = env;
  const isAbsolute = (path: string | undefined): path is string =>
    path !== undefined && (platform === 'win32' ? /^(?:[A-Za-z]:)?[\\/]/ : /^\//).test(path);
  if (isAbsolute(xdg)) return join(xdg, 'keyhalt');
  if (platform === 'win32') return isAbsolute(local) ? join(local, 'keyhalt', 'cache') : undefined;
  if (!isAbsolute(home)) return undefined;
  return platform === 'darwin' ? join(home, 'Library', 'Caches', 'keyhalt') : join(home, '.cache', 'keyhalt');
}
