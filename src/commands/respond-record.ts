import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Machine } from '../cache/folder.ts';
import { UserError } from '../model/user-error.ts';
import type { RecordEntry } from '../respond/aws/carry-out.ts';

/**
 * Where it is written down what was done in AWS, unless another file is named.
 *
 * XDG Base Directory Specification; on Windows where its programs keep data of this machine.
 *
 * @throws UserError on a machine that has no place for that
 */
export function usualRecord({ env, platform }: Machine): string {
  const { XDG_STATE_HOME: xdg, LOCALAPPDATA: local, HOME: home } = env;
  if (xdg?.startsWith('/')) return join(xdg, 'keyhalt', 'contained.jsonl');
  if (platform === 'win32' && local) return join(local, 'keyhalt', 'contained.jsonl');
  if (home?.startsWith('/')) return join(home, '.local', 'state', 'keyhalt', 'contained.jsonl');
  throw new UserError('there is no folder in which to write down what is done', {
    hint: 'Name a file: --record contained.jsonl',
  });
}

/** Adds one line, of which nothing is lost. @throws what the file system says */
export async function writeDown(file: string, entry: RecordEntry): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await appendFile(file, `${JSON.stringify(entry)}\n`, { mode: 0o600, flush: true });
}
