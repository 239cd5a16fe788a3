import { expect, test } from 'vitest';
import { problemOf } from '../src/problem.ts';

const refused = (code: string) =>
  Object.assign(new Error(`${code}: …, open '/r/file'`), { code, path: '/r/file' });
const told = (error: unknown) => problemOf(error, (text) => text.replaceAll('file', '****'));

test('what the system refuses where nobody expected it is told with what mends it', () => {
  const { message, hint } = told(refused('ENOSPC'));

  expect(message).toBe('/r/**** cannot be used: the disk is full');
  expect(hint).toMatch(/^Make room/);
  expect(told({ code: 'EMFILE' }).message).toBe('a **** cannot be used: too many ****s are open');
});

test('anything else is a fault of ours, to be reported', () => {
  for (const error of [refused('ENOENT'), new TypeError('x is not a function'), undefined])
    expect(told(error).message).toMatch(/^keyhalt itself failed: /);
});
