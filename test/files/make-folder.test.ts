import { execFileSync } from 'node:child_process';
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile as readFileSoon } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '../../src/files/make-folder.ts';
import { readNamed } from '../../src/files/read-named.ts';
import { writeThrough, writeWhole } from '../../src/files/write-whole.ts';

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhalt-make-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('a folder is made with those that it stands in, each for whom it is meant', async () => {
  const folder = aFolder();
  const path = join(folder, 'a', 'b', 'c');

  await makeFolder(path, 0o700);

  const modes = [path, join(path, '..'), join(path, '..', '..')].map((one) => statSync(one).mode & 0o777);
  expect(modes).toEqual([0o700, 0o700, 0o700]);
});

test('one that is there stays, also behind a link, and when several make it at once', async () => {
  const folder = aFolder();
  mkdirSync(join(folder, 'there'));
  symlinkSync('there', join(folder, 'link'));

  await makeFolder(join(folder, 'link'));
  await makeFolder('/');
  await Promise.all([1, 2, 3].map(() => makeFolder(join(folder, 'x', 'y', 'z'))));

  expect(statSync(join(folder, 'x', 'y', 'z')).isDirectory()).toBe(true);
});

test('a file in its place, or on the way, is told', async () => {
  const folder = aFolder();
  writeFileSync(join(folder, 'file'), '');
  symlinkSync('nowhere', join(folder, 'link'));

  await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(join(folder, 'file', 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(makeFolder(join(folder, 'link'))).rejects.toMatchObject({ code: 'EEXIST' });
});

test.runIf(process.platform === 'linux')('where nothing can be made, that ends with an error', async () => {
  await expect(makeFolder('/proc/x/y')).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(writeWhole('/proc/x/report.json', '', { mode: 0o600 })).rejects.toThrow(
    'cannot write to /proc/x: there is no such file or folder',
  );
});

test('what is written to a link goes where that leads, and a file keeps its mode', async () => {
  const folder = aFolder();
  writeFileSync(join(folder, 'file'), 'old', { mode: 0o640 });
  symlinkSync('file', join(folder, 'link'));
  mkdirSync(join(folder, 'far'));
  symlinkSync('../later', join(folder, 'far', 'to-nothing'));
  symlinkSync('far/to-nothing', join(folder, 'to-nothing'));

  await writeThrough(join(folder, 'link'), 'new', 0o600);
  await writeThrough(join(folder, 'to-nothing'), 'new', 0o600);
  await writeThrough(join(folder, 'fresh'), 'new', 0o600);

  expect(['link', 'to-nothing'].map((name) => readlinkSync(join(folder, name)))).toEqual([
    'file',
    'far/to-nothing',
  ]);
  expect(['file', 'later'].map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(['new', 'new']);
  expect(['file', 'fresh'].map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o640, 0o600]);
});

test.runIf(process.getuid?.() === 0)('what root writes still belongs to whom it belonged', async () => {
  const path = join(aFolder(), 'file');
  writeFileSync(path, 'old');
  chownSync(path, 1234, 2345);

  await writeWhole(path, 'new', { mode: 0o640, isExact: true });

  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path)).toMatchObject({ uid: 1234, gid: 2345, mode: 0o100640 });
});

test.skipIf(process.platform === 'win32')('a pipe takes what is written, and stays one', async () => {
  const pipe = join(aFolder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const taken = readFileSoon(pipe, 'utf8');

  await writeThrough(pipe, 'new', 0o600);

  expect(await taken).toBe('new');
  expect(statSync(pipe).isFIFO()).toBe(true);
});

test('no more of a file is read than is wanted of it', () => {
  const path = join(aFolder(), 'file');
  writeFileSync(path, Buffer.alloc(2 ** 20, 'x'));

  expect(readNamed(path, 2 ** 20)).toHaveLength(2 ** 20);
  writeFileSync(path, 'x', { flag: 'a' });
  expect(() => readNamed(path, 2 ** 20)).toThrow('it has more than 1 MB');
});
