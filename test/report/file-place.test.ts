/** Where formats that know nothing but files point, of what a repository really holds. */

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type ScanOptions, scan } from '../../src/commands/scan.ts';
import { filePlace } from '../../src/report/file-place.ts';
import { uriOf } from '../../src/report/sarif-text.ts';
import { tar } from '../archives/build.ts';
import { fakes } from '../support/fakes.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const { awsKeyId, mwsToken } = fakes('places');

async function places(repo: Repo, options: ScanOptions, cwd = '.') {
  const report = await scan({ cwd: join(repo.root, cwd), env: repo.env }, options, { now: new Date() });
  return report.findings
    .flatMap(({ appearances }) => appearances)
    .map((place) => {
      const { path, line, columns, words } = filePlace(place);
      return [uriOf(path), line, columns?.start, words];
    });
}

describe('a place for what knows nothing but files', () => {
  test('is the line of a file', async () => {
    const repo = aRepo().stage({ 'a b/ü.env': `\nKEY=${awsKeyId}\n` });

    expect(await places(repo, { staged: true })).toEqual([['a%20b/%C3%BC.env', 2, 5, '']]);
  });

  test('is the first line of an archive, with the member in words', async () => {
    const archive = gzipSync(tar([{ name: 'conf/.env', content: `\nKEY=${awsKeyId}\n` }]));
    const repo = aRepo().stage({ 'lib/a.tgz': archive });

    expect(await places(repo, { staged: true })).toEqual([
      ['lib/a.tgz', 1, undefined, 'in lib/a.tgz!conf/.env, line 2'],
    ]);
  });

  test('is the file that has the name, where the key is masked', async () => {
    const repo = aRepo().stage({ [`keys/${awsKeyId}.txt`]: 'a\n' });

    const [[uri, line, column, words]] = (await places(repo, { staged: true })) as [
      [string, number, unknown, string],
    ];

    expect([line, column]).toEqual([1, undefined]);
    expect(uri).toMatch(/^keys\/AKIA[%2A*]+\w{4}\.txt$/);
    expect(words).toMatch(/^in the file name keys\/AKIA\*+/);
  });

  test('is told in ASCII where the name is no UTF-8', async () => {
    const repo = aRepo().index([[Buffer.from('bad\xff.env', 'latin1'), `KEY=${awsKeyId}\n`]]);

    expect(await places(repo, { staged: true })).toEqual([['bad%5Cxff.env', 1, 5, '']]);
  });

  test('is seen from the top, wherever the scan was started', async () => {
    const member = tar([{ name: 'b.env', content: `KEY=${mwsToken}\n` }]);
    const repo = aRepo().stage({ 'sub/a.env': `KEY=${awsKeyId}\n`, 'sub/c.tar': member });

    expect(await places(repo, { paths: ['.'] }, 'sub')).toEqual([
      ['sub/a.env', 1, 5, ''],
      ['sub/c.tar', 1, undefined, 'in c.tar!b.env, line 1'],
    ]);
  });

  test('is always the same for a commit message, and names its commit', async () => {
    const repo = aRepo().commit('start', { a: 'a\n' }).commit(`more\n\nsee ${mwsToken}`);
    const commit = repo.read('rev-parse HEAD');

    // Lines are those of the commit as git stores it, with its head.
    expect(await places(repo, { range: 'HEAD~1..HEAD' })).toEqual([
      [
        `.keyhalt/commit-message/${commit}`,
        8,
        5,
        `in commit message of commit ${commit.slice(0, 10)}, line 8`,
      ],
    ]);
  });
});
