import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileError, isRefusal, mendingOf, whyRefused } from '../../src/model/file-error.ts';

const refused = (code: string) => Object.assign(new Error(`${code}: …, open '/home/ada/f'`), { code });

test.each([
  ['ENOENT', 'f cannot be read: there is no such file or folder', 'Name another one.'],
  ['EISDIR', 'f cannot be read: it is a folder', 'Name another one.'],
  ['EACCES', 'f cannot be read: permission is denied', /chmod/],
  ['EROFS', 'f cannot be read: its file system is read-only', /on another one/],
  ['ENOSPC', 'f cannot be read: the disk is full', /Make room/],
  ['EMFILE', 'f cannot be read: too many files are open', /ulimit -n/],
])('%s is told in words, with what mends it', (code, message, hint) => {
  const error = fileError('f cannot be read', refused(code), 'Name another one.');

  expect(error).toMatchObject({ name: 'UserError', message });
  expect(error.hint).toMatch(hint);
});

test('what has no words keeps its code, and what has no code what it says of itself', () => {
  expect(fileError('f', refused('EODD'), 'So.')).toMatchObject({ message: 'f: EODD', hint: 'So.' });
  expect(whyRefused(new Error('it is no file'))).toBe('it is no file');
  expect(whyRefused('it is no file')).toBe('it is no file');
  expect([undefined, null, new TypeError('x is not a function')].map(isRefusal)).toEqual([
    false,
    false,
    false,
  ]);
  expect(mendingOf(refused('EODD'))).toBeUndefined();
});

test('no message has the code of an error in it', () => {
  const folder = join(import.meta.dirname, '..', '..', 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const told = files.filter((file) =>
    /\((?:\$\{code\}|\$\{\((?:cause|error) as NodeJS\.ErrnoException\)\??\.code)/.test(
      readFileSync(join(folder, file), 'utf8'),
    ),
  );

  // Of the network there are no words for every code.
  expect(told).toEqual(['respond/aws/network.ts']);
});
