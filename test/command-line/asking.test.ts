import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { asked, confirmed } from '../../src/command-line/asking.ts';

/** A terminal at which somebody types this. */
function terminalWith(typed: string, isTTY = true) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = Object.assign(new PassThrough(), { isTTY });
  stdin.write(typed);
  return { stdin, stderr };
}

test.each([
  ['y\r', true],
  ['Yes\r', true],
  ['n\r', false],
  ['\r', false],
  ['yep\r', false],
  ['y\u0003', false],
  ['\u0004', false],
])('what is typed as %j is %j', async (typed, answer) => {
  const terminal = terminalWith(typed);

  expect(await confirmed('Delete it?', terminal)).toBe(answer);
  expect(Buffer.concat(await terminal.stderr.end().toArray()).toString()).toContain('Delete it? [y/N] ');
});

test('an answer has no blanks around it', async () => {
  expect(await asked('Which?', terminalWith('  203.0.113.7 \r'))).toBe('203.0.113.7');
});

test('where there is no terminal nobody is asked', async () => {
  const terminal = terminalWith('y\r', false);

  expect(await confirmed('Delete it?', terminal)).toBe(false);
  expect(terminal.stderr.read()).toBeNull();
});

test.each([
  ['y\u0003', 1],
  ['\u0004', 0],
])('whoever waits for Ctrl-C hears of it: %j', async (typed, times) => {
  const heard: string[] = [];

  await asked('Which?', { ...terminalWith(typed), emit: (signal) => heard.push(signal) });

  expect(heard).toEqual(Array(times).fill('SIGINT'));
});
