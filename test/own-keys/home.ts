/** A home folder for a test, gone after it, and what is read there. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type OwnKeys, readOwnKeys } from '../../src/own-keys/own-keys.ts';
import { scratch } from '../support/scratch.ts';

/** Text or bytes, anything else as JSON; or a link, or an empty folder. */
export type Content = string | Buffer | object;
export const link = (to: string): { link: string } => ({ link: to });
export const folder = { folder: true };

export interface Home {
  readonly path: string;
  /** Paths are from the home folder. */
  write(files: Readonly<Record<string, Content>>): Home;
  read(env?: NodeJS.ProcessEnv): Promise<OwnKeys>;
  /** `kind owner` of each key, without its value. */
  owners(env?: NodeJS.ProcessEnv): Promise<readonly string[]>;
}

export function aHome(files: Readonly<Record<string, Content>> = {}): Home {
  const path = mkdtempSync(join(scratch, 'keyhalt-home-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const home: Home = {
    path,
    write(more) {
      for (const [name, content] of Object.entries(more)) put(join(path, name), content);
      return home;
    },
    read: (env = {}) => readOwnKeys({ env, home: path }),
    owners: async (env = {}) => (await home.read(env)).keys.map(({ kind, owner }) => `${kind} ${owner}`),
  };
  return home.write(files);
}

function put(path: string, content: Content): void {
  mkdirSync(dirname(path), { recursive: true });
  if (content === folder) mkdirSync(path);
  else if (typeof content === 'string' || Buffer.isBuffer(content)) writeFileSync(path, content);
  else if ('link' in content) symlinkSync(String(content.link), path);
  else writeFileSync(path, JSON.stringify(content));
}
