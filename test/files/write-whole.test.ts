import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { writeWhole } from '../../src/files/write-whole.ts';
import { aRepo } from '../support/repo.ts';

// Somebody reads the file that is to be replaced.
const reader = { times: 0, code: 'EPERM' };
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const rename: typeof real.rename = async (from, to) => {
    if (reader.times-- <= 0) return real.rename(from, to);
    throw Object.assign(new Error(`${reader.code}: operation not permitted`), { code: reader.code });
  };
  return { ...real, rename };
});

const { platform } = process;
const say = (value: string) => Object.defineProperty(process, 'platform', { value });
afterEach(() => say(platform));

function aFile(): string {
  const file = aRepo().beside('folder/file');
  mkdirSync(dirname(file));
  writeFileSync(file, 'old');
  return file;
}

const written = async (file: string): Promise<string> => {
  await writeWhole(file, 'new', { mode: 0o600 });
  return readFileSync(file, 'utf8');
};

test.each(['EPERM', 'EACCES', 'EBUSY'])(
  'on Windows a file that is read for a moment is replaced then (%s)',
  async (code) => {
    say('win32');
    Object.assign(reader, { times: 3, code });

    expect(await written(aFile())).toBe('new');
  },
);

test('one that is read on and on is an error, and stays as it was', async () => {
  say('win32');
  Object.assign(reader, { times: 100, code: 'EPERM' });
  const file = aFile();

  await expect(written(file)).rejects.toMatchObject({ name: 'UserError' });
  expect(readFileSync(file, 'utf8')).toBe('old');
  expect(readdirSync(dirname(file))).toEqual(['file']);
});

test('elsewhere nobody is in the way for a moment alone', async () => {
  Object.assign(reader, { times: 1, code: 'EPERM' });

  await expect(written(aFile())).rejects.toMatchObject({ name: 'UserError' });
});
