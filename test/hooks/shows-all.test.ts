/** What shows all that a hook has found: a hook itself has no --verbose. */
import { expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { keyhalt, keyhaltHook, rare } from '../support/keyhalt.ts';
import { aRepo, type Run } from '../support/repo.ts';

const keys = Array.from({ length: 101 }, (_, n) => `KEY=${fakes(`hook ${n}`).awsKeyId}\n`).join('');
const none = '0'.repeat(40);

/** The words of the command that a hook names, behind `keyhalt`. */
const named = ({ stderr }: Run): string =>
  /^… and 1 more finding: keyhalt (.*) shows all\.$/m.exec(stderr)?.[1] ?? stderr;

test('before a commit it is a scan of what is staged', () => {
  const repo = aRepo().commit('start', { a: 'a\n' }).stage({ '.env': keys });

  const all = named(keyhaltHook(repo, 'pre-commit'));

  expect(all).toBe('scan --staged --verbose');
  expect(keyhalt(repo, all).stdout.match(/^\.env:\d+:5 /gm)).toHaveLength(101);
});

rare('of a message it is one of that, too', () => {
  const repo = aRepo().commit('start', { a: 'a\n' }).write({ message: keys });

  const all = named(keyhaltHook(repo, 'commit-msg message'));

  expect(all).toBe('scan --staged --message message --verbose');
  expect(keyhalt(repo, all).stdout.match(/^commit message:\d+:5 /gm)).toHaveLength(101);
});

rare('of a push over a branch it is the range, of others it is one that has to be known', () => {
  const repo = aRepo().commit('start', { a: 'a\n' }).commit('keys', { '.env': keys });
  const [from, to] = repo.read('rev-parse HEAD~1 HEAD').split('\n') as [string, string];
  const push = (there: string) =>
    named(
      keyhaltHook(repo, 'pre-push away /nowhere', {
        input: `refs/heads/main ${to} refs/heads/main ${there}\n`,
      }),
    );

  const all = push(from);

  expect(all).toBe(`scan --range ${from.slice(0, 10)}..${to.slice(0, 10)} --verbose`);
  expect(keyhalt(repo, all).stdout.match(/^\.env:\d+:5 /gm)).toHaveLength(101);
  expect(push(none)).toBe('scan --range BASE..HEAD --verbose');
});
