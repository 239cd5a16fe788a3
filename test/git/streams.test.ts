/** The verdict does not depend on who listens: closed pipes, full disks and slow readers change nothing. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fakes, harmless } from '../support/fakes.ts';
import { attempt } from '../support/hooks.ts';
import { bin, costly, rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const staged = (secret: string) => aRepo().stage({ '.env': `KEY=${secret}\n` });
const scan = `"${bin}/keyhalt" scan --staged`;

/** Time for the reader of a pipe to go. */
const wait = (streams: string) => (streams.includes('|') ? 'sleep 0.1;' : '');

function codeOf(repo: Repo, command: string, streams: string): number {
  repo.run('sh', ['-c', `{ ${wait(streams)} ${command}; echo $? > ../code; } ${streams}`]);
  return Number(readFileSync(repo.beside('code'), 'utf8'));
}

// A report that nobody got is no clean run. A pipe may take it although nobody reads it, and Node has something for what is closed.
describe.each([
  ['into a pipe that nobody reads', '| true', [0, 2]],
  ['with both streams into a pipe that nobody reads', '2>&1 | true', [0, 2]],
  ['with no standard output', '>&-', [0]],
  ['with no standard error', '2>&-', [0]],
  ['with no standard input', '<&-', [0]],
  ['onto a full disk', '>/dev/full', [2]],
  ['with both streams onto a full disk', '>/dev/full 2>&1', [2]],
])('keyhalt scan --staged %s', (_, streams, codes) => {
  test.each([scan, `${scan} --format json`])('a credential is stopped', (command) => {
    expect(codeOf(staged(fakes().awsKeyId), command, streams)).toBe(1);
  });

  rare('harmless text is no finding', () => {
    expect(codes).toContain(codeOf(staged(harmless().awsKeyId), scan, streams));
  });
});

describe.each(costly ? ['2>&1 | true', '2>/dev/full', '>/dev/full 2>&1', '2>&-'] : ['2>&1 | true'])(
  'git commit %s',
  (streams) => {
    const commit = (repo: Repo) =>
      attempt(repo, [
        '-c',
        `alias.quietly=!{ ${wait(streams)} git commit -q -m x; } ${streams}; true`,
        'quietly',
      ]);

    test('a credential is stopped', () => {
      const { awsKeyId } = fakes();

      const { held, hooks } = commit(staged(awsKeyId));

      expect(hooks).toEqual(['pre-commit 1']);
      expect(held.includes(awsKeyId)).toBe(false);
    });

    rare('harmless text goes through', () => {
      const { awsKeyId } = harmless();

      const { code, held } = commit(staged(awsKeyId));

      expect(code).toBe(0);
      expect(held.includes(awsKeyId)).toBe(true);
    });
  },
);

test.skipIf(!costly)('a slow reader gets the whole report', () => {
  const keys = Array.from({ length: 3000 }, () => `KEY=${fakes().awsKeyId}\n`).join('');

  const { stdout } = staged(keys).run('sh', ['-c', `${scan} --format json | (sleep 0.5; cat)`]);

  expect(JSON.parse(stdout).findings).toHaveLength(3000);
});
