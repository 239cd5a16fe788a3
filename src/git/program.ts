import { existsSync } from 'node:fs';
import { win32 } from 'node:path';

/**
 * What git is started by; undefined where there is none. On Windows a program that is called by its bare name is looked for in
 * the folder it is started in before the PATH, and a repository could bring a git.exe.
 */
export function gitProgram(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  isThere: (path: string) => boolean = existsSync,
): string | undefined {
  if (platform !== 'win32') return 'git';
  return foldersIn(env)
    .map((folder) => win32.join(folder, 'git.exe'))
    .find(isThere);
}

/** Those of the PATH, as Windows writes them. A relative one leads into the repository, too. */
function foldersIn(env: NodeJS.ProcessEnv): readonly string[] {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = (env[name] ?? '').split(';').map((folder) => folder.replaceAll('"', ''));
  return folders.filter((folder) => /^(?:[A-Za-z]:[\\/]|[\\/]{2})/.test(folder));
}
