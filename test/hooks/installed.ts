/** keyhalt's own commands in a test repository, and a keyhalt that only notes how it is called. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { install } from '../../src/commands/install.ts';
import { uninstall } from '../../src/commands/uninstall.ts';
import { bin } from '../support/keyhalt.ts';
import type { Repo } from '../support/repo.ts';

interface Options {
  readonly global?: boolean;
  readonly template?: string;
  readonly packageRoot?: string;
  readonly node?: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs `keyhalt install` with the noting keyhalt. Returns what it printed. */
export const installIn = (repo: Repo, options: Options = {}): Promise<string> =>
  printed(install, repo, { packageRoot: aPackage(repo), ...options });

export const uninstallIn = (repo: Repo, options: Options = {}): Promise<string> =>
  printed(uninstall, repo, { packageRoot: aPackage(repo), ...options });

type Command = typeof install;

async function printed(
  command: Command,
  repo: Repo,
  options: Options & { packageRoot: string },
): Promise<string> {
  const lines: string[] = [];
  const { cwd = '.', env, ...rest } = options;
  const print = (line: string) => void lines.push(line);
  await command({ ...rest, cwd: join(repo.root, cwd), env: { ...repo.env, ...env }, print });
  return lines.join('\n');
}

/** A package folder beside the repository; its hook notes each call, and stops with the code in the file `verdict`. */
export function aPackage(repo: Repo, name = "keyhalt's package ü"): string {
  const folder = repo.beside(name);
  mkdirSync(join(folder, 'bin'), { recursive: true });
  mkdirSync(join(folder, 'dist'), { recursive: true });
  copyFileSync(join(bin, 'keyhalt-hook'), join(folder, 'bin', 'keyhalt-hook'));
  writeFileSync(join(folder, 'dist', 'hook.cjs'), notingHook);
  return folder;
}

const notingHook = `
const fs = require('node:fs'), path = require('node:path');
const beside = path.join(__dirname, '..', '..');
const [name, ...args] = process.argv.slice(2);
const input = name === 'pre-push' ? fs.readFileSync(0, 'utf8') : '';
fs.appendFileSync(path.join(beside, 'calls'), ['keyhalt', name, ...args].join(' ') + '\\n' + input);
const verdict = path.join(beside, 'verdict');
const code = fs.existsSync(verdict) ? Number(fs.readFileSync(verdict, 'utf8')) : 0;
const { KEYHALT_CLEAN = 0, KEYHALT_FOUND = 1 } = process.env;
process.exitCode = [Number(KEYHALT_CLEAN), Number(KEYHALT_FOUND)][code] ?? code;
`;

/** Has the noting keyhalt stop with this code from now on. */
export const stopWith = (repo: Repo, code: number): void =>
  writeFileSync(repo.beside('verdict'), String(code));

/** A hook that notes its call, too. Lines of shell in `then` follow. */
export const notingScript = (repo: Repo, name: string, then = ''): string =>
  `#!/bin/sh\necho "mine ${name}" >> '${repo.beside('calls')}'\n${then}\n`;

/** What was noted since the last time it was asked. */
export function calls(repo: Repo): string[] {
  const file = repo.beside('calls');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  rmSync(file, { force: true });
  return lines;
}

export function put(path: string, content: string | Buffer, mode = 0o755): void {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  writeFileSync(path, content);
  chmodSync(path, mode);
}

/** All files below a folder: their mode, and their bytes or where they lead. */
export function snapshot(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return Object.fromEntries(
    entries
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !lstatSync(path).isDirectory())
      .map((path) => [path, described(path)])
      .sort(),
  );
}

function described(path: string): string {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
  return `${(stats.mode & 0o777).toString(8)} ${readFileSync(path, 'latin1')}`;
}

/** A PATH with git and what a hook needs of a system, and no Node. */
export function gitAlone(repo: Repo): string {
  const folder = repo.beside('tools');
  mkdirSync(folder, { recursive: true });
  for (const tool of ['git', 'sh', 'cat', 'env']) {
    const real = process.env
      .PATH!.split(':')
      .map((part) => join(part, tool))
      .find(existsSync)!;
    writeFileSync(join(folder, tool), `#!/bin/sh\nexec ${real} "$@"\n`, { mode: 0o755 });
  }
  return folder;
}
