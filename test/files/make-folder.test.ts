import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '../../src/files/make-folder.ts';
import { writeWhole } from '../../src/files/write-whole.ts';

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
    'Cannot write to /proc/x: there is no such file or folder',
  );
});
