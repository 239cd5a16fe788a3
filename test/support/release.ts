/** This repository as others get it: what git tracks or would track, and for a release dist/ besides. */
import { execFileSync } from 'node:child_process';
import { cpSync, lstatSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const blind = {
  PATH: process.env.PATH,
  HOME: '/nowhere',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
};

/** Makes a repository in this folder, of one commit. Returns the name of the commit. */
export function release(folder: string, { built }: { readonly built: boolean }): string {
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: folder, env: blind, encoding: 'utf8' });
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of files
    .split('\0')
    .filter((name) => name !== '' && lstatSync(join(root, name), { throwIfNoEntry: false })))
    cpSync(join(root, file), join(folder, file));
  if (built) cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  git('init', '-q', '--template=');
  // A release is where dist/ is tracked, although it is ignored everywhere else.
  git('add', '--force', '.');
  const who = ['-c', 'user.name=Rita Release', '-c', 'user.email=rita@example.com'];
  git(...who, '-c', 'gc.auto=0', 'commit', '-q', '-m', 'release');
  return git('rev-parse', 'HEAD').trim();
}
