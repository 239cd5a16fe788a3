/** An audit finds exactly what the naive way finds: every object that git has, one after the other, through the scanner. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rules } from '../../src/commit.ts';
import { Scanner } from '../../src/scan/scanner.ts';
import { fakes } from '../support/fakes.ts';
import { scanHistory } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { runs } from '../support/scanning.ts';

/** What one commit does; numbers choose among what there is. */
interface Step {
  readonly path: 'a.env' | 'b/c.txt' | 'b/d e.bin';
  /** Which of a few secrets the file then holds; none, or no file any more. */
  readonly secret: number | 'none' | 'gone';
  readonly from: number;
  readonly merges: number | undefined;
  readonly message: number | 'none';
  readonly branch: 0 | 1 | 2;
}

const secrets = [fakes('one').awsKeyId, fakes('two').awsKeyId, fakes('three').awsKeyId];

const steps = fc.array(
  fc.record<Step>({
    path: fc.constantFrom('a.env', 'b/c.txt', 'b/d e.bin'),
    secret: fc.oneof(fc.nat({ max: 2 }), fc.constantFrom('none' as const, 'gone' as const)),
    from: fc.nat(),
    merges: fc.option(fc.nat(), { nil: undefined }),
    message: fc.oneof({ arbitrary: fc.constant('none' as const), weight: 9 }, fc.nat({ max: 2 })),
    branch: fc.constantFrom(0, 1, 2),
  }),
  { minLength: 1, maxLength: 15 },
);

/** A history as `git fast-import` reads it. */
const streamOf = (all: readonly Step[]): string =>
  all
    .map(({ path, secret, from, merges, message, branch }, at) => {
      const text = message === 'none' ? `step ${at}` : `use ${secrets[message]}`;
      const content = typeof secret === 'number' ? `KEY=${secrets[secret]}\nn=${at}\n` : `n=${at}\n`;
      return [
        `commit refs/heads/branch-${branch}\nmark :${at + 1}`,
        `committer Ada <ada@example.com> ${1_700_000_000 + at} +0000\ndata ${text.length}\n${text}`,
        ...(at === 0 ? [] : [`from :${(from % at) + 1}`]),
        ...(at === 0 || merges === undefined ? [] : [`merge :${(merges % at) + 1}`]),
        secret === 'gone' ? `D ${path}` : `M 644 inline ${path}\ndata ${content.length}\n${content}`,
      ].join('\n');
    })
    .join('\n');

/** What git holds, by the slow way: each object asked for by itself. */
function naively(repo: Repo): string[] {
  const scanner = new Scanner(rules);
  const listed = repo.read(['cat-file', '--batch-all-objects', '--batch-check=%(objectname) %(objecttype)']);
  const known = listed.split('\n').flatMap((line) => {
    const [oid, type] = line.split(' ');
    const bytes = Buffer.from(repo.read(['cat-file', type!, oid!]), 'utf8');
    return scanner.scan(bytes).known;
  });
  return [...new Set(known)].sort();
}

test('an audit finds what is in all objects, whatever the history', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const repo = aRepo();
      // Branches are moved as it comes: what they leave behind is only in reflogs.
      repo
        .git('config core.logAllRefUpdates always')
        .git('fast-import --quiet --force', { input: streamOf(all) });
      const { code, stdout } = await scanHistory(repo, { allObjects: true });
      const report = JSON.parse(stdout);

      expect(report.complete).toBe(true);
      expect(report.findings.map(({ fingerprint }: { fingerprint: string }) => fingerprint).sort()).toEqual(
        naively(repo),
      );
      expect(code).toBe(report.findings.length > 0 ? 1 : 0);
    }),
    runs(12),
  );
});
