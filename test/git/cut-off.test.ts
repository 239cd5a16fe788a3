/** Of an object that is cut off git tells the beginning, and ends: the others are read all the same. */
import { randomBytes } from 'node:crypto';
import { chmodSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ScanOptions, scan } from '../../src/commands/scan.ts';
import { fakes } from '../support/fakes.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const key = () => `KEY=${fakes().awsKeyId}\n`;
const lostEnd = (repo: Repo, name: string) => {
  const oid = repo.read(`rev-parse ${name}`);
  const file = join(repo.root, '.git', 'objects', oid.slice(0, 2), oid.slice(2));
  chmodSync(file, 0o644);
  truncateSync(file, Math.floor(statSync(file).size / 2));
  return oid;
};

describe('a file of which git has only the beginning', () => {
  // What cannot be compressed is not short where half of it is gone.
  const noise = () => randomBytes(100_000).toString('base64');
  const leaking = () =>
    aRepo()
      .commit('start', { 'README.md': 'hi\n' })
      .commit('a', { a: noise(), b: noise() })
      .commit('c', { c: key() });

  test.each<readonly [string, ScanOptions, () => Repo]>([
    ['an audit', { history: true }, leaking],
    ['a range', { range: 'HEAD~2..HEAD' }, leaking],
    ['a commit', { staged: true }, () => aRepo().stage({ a: noise(), b: noise(), c: key() })],
  ])('does not keep %s from the others', async (_, what, made) => {
    for (const names of [[':a'], [':a', ':b']]) {
      const repo = made();
      const lost = names.map((name) => lostEnd(repo, name));

      const { complete, findings, errors, coverage } = await scan({ cwd: repo.root, env: repo.env }, what, {
        now: new Date(0),
      });

      expect([complete, findings.length]).toEqual([false, 1]);
      expect(errors.map(({ message }) => /^object ([0-9a-f]{40}) /.exec(message)?.[1]).sort()).toEqual(
        lost.sort(),
      );
      expect(coverage.asked - coverage.scanned).toBe(lost.length);
    }
  });
});

test.each([67_000, 400_000])('what stands in the beginning of one of %i bytes is told', async (size) => {
  const repo = aRepo().commit('a', { a: key() + randomBytes(size).toString('base64') });
  lostEnd(repo, ':a');

  const { complete, findings } = await scan(
    { cwd: repo.root, env: repo.env },
    { history: true },
    { now: new Date(0) },
  );

  expect([complete, findings.length]).toEqual([false, 1]);
});
