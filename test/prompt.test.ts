import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { confirmed, entered } from '../src/prompt.ts';

/** Streams of somebody who types this; without it, input that ends. */
function person(typed?: string) {
  const input = new PassThrough();
  input.end(typed ?? '');
  return { input, output: new PassThrough() };
}

test.each([
  ['y\n', true],
  ['YES\n', true],
  [' y \n', true],
  ['\n', false],
  ['n\n', false],
  ['yellow\n', false],
  [undefined, false],
])('the answer %j is %s', async (typed, expected) => {
  expect(await confirmed(person(typed), 'Sure?')).toBe(expected);
});

test('Enter is waited for, and told from the end of input', async () => {
  expect(await entered(person('\n'), 'Go on.')).toBe(true);
  expect(await entered(person(), 'Go on.')).toBe(false);
});
