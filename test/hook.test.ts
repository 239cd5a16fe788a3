/** What goes wrong beside all that is waited for is no clean run. */
import { expect, test } from 'vitest';
import { keyhalt, keyhaltHook } from './support/keyhalt.ts';
import { aRepo } from './support/repo.ts';

/** As soon as somebody listens to exceptions that nobody waits for, there is one. */
const exception = `process.on('newListener', (event) => {
  const raise = () => process.emit(event, new Error('out of the blue'));
  if (event === 'uncaughtException') queueMicrotask(raise);
});`;

test.each([
  ['a hook', keyhaltHook, 'pre-commit'],
  ['the command line', keyhalt, 'scan --staged'],
])('an exception that nobody waits for ends %s with 2, though all else is clean', (_, run, args) => {
  const repo = aRepo().stage({ a: 'words\n' });
  expect(run(repo, args).code).toBe(0);
  repo.at('.').write({ 'exception.cjs': exception });

  const { code, stderr } = run(repo, args, {
    env: { NODE_OPTIONS: `--require=${repo.beside('exception.cjs')}` },
  });

  expect(stderr).toContain('out of the blue');
  expect(code).toBe(2);
});
