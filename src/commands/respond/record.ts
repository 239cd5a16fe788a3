import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Machine } from '../../cache/folder.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { fileError } from '../../model/file-error.ts';
import { UserError } from '../../model/user-error.ts';
import type { RecordEntry } from '../../respond/aws/carry-out.ts';

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

/**
 * Adds one line, of which nothing is lost. The folder is made where it is missing.
 *
 * @throws UserError when it cannot be written, or is no file: a pipe would keep nothing
 */
export async function writeDown(file: string, entry: RecordEntry): Promise<void> {
  try {
    await makeFolder(dirname(file), 0o700);
    const handle = await open(file, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o600);
    try {
      if (!(await handle.stat()).isFile()) throw new Error('it is no file');
      await handle.appendFile(`${JSON.stringify(entry)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const hint = 'Name a file that you may write to: --record contained.jsonl';
    throw fileError(`what is done cannot be written down in ${file}`, cause, hint);
  }
}

const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK = 0 } = constants;
