/** An allow entry by path speaks of files: what has no path is never among them. */
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { keyhalt, rare, scanHere, scanHistory, scanMessage, scanStagedHere } from '../support/keyhalt.ts';
import { aRepo, type Repo, type Run } from '../support/repo.ts';
import { paths } from '../support/stopped.ts';

const { awsKeyId } = fakes('allow paths');
const leak = `KEY=${awsKeyId}\n`;
const allowing = (...globs: string[]) => `[[allow]]\npaths = ${JSON.stringify(globs)}\nreason = "x"\n`;
const withPolicy = (policy: string): Repo => aRepo().commit('start', { 'keyhalt.toml': policy });

describe('an allow entry by path', () => {
  test('does not speak of a commit message', () => {
    for (const glob of ['*', '**', 'commit message'])
      expect(scanMessage(withPolicy(allowing(glob)), `try ${awsKeyId}\n`).code).toBe(1);
  });

  rare('speaks of a file of that name', async () => {
    const repo = withPolicy(allowing('commit message')).stage({ 'commit message': leak });

    expect((await scanStagedHere(repo)).code).toBe(0);
  });

  const scans: Record<string, (repo: Repo) => Promise<Run>> = {
    'what is staged': (repo) => scanStagedHere(repo),
    'a range': (repo) => scanHere(repo.commit('key'), { range: 'HEAD~1..' }),
    'a history': (repo) => scanHistory(repo.commit('key')),
    'a folder': (repo) => scanHere(repo, { paths: ['.'] }, { cwd: 'fixtures' }),
  };
  test.each(Object.entries(scans))('speaks of the names of files by their paths, in %s', async (_, scan) => {
    const named = { [`fixtures/${awsKeyId}.txt`]: 'a\n' };

    const allowed = await scan(withPolicy(allowing('fixtures/**')).stage(named));
    const other = await scan(withPolicy(allowing('file name*', 'fixture/**', '*.txt/**')).stage(named));

    expect([allowed.code, other.code]).toEqual([0, 1]);
    expect(JSON.parse(allowed.stdout).allowed).toMatchObject([{ reason: 'x' }]);
  });

  rare('speaks of files in archives', async () => {
    const repo = withPolicy(allowing('*.gz!a.env')).write({ 'a.env': leak });
    repo.run('gzip', '-k a.env');
    repo.git('add a.env.gz');

    expect((await scanStagedHere(repo)).code).toBe(0);
  });

  test('leaves what its globs with ! name', async () => {
    const repo = withPolicy(allowing('fixtures/**', '!fixtures/real/**'));
    repo.stage({ 'fixtures/a.env': leak, 'fixtures/real/a.env': leak, 'src/a.env': leak });

    expect(paths(await scanStagedHere(repo))).toEqual(['fixtures/real/a.env']);
    expect(JSON.parse((await scanStagedHere(repo)).stdout).findings[0].appearances).toHaveLength(2);
  });
});

rare('a rule for some files is for nothing that is no file', () => {
  const rule =
    '[[rules]]\nid = "acme"\ndescription = "ACME"\nregex = "acme_[0-9]{8}"\npath = "message|(^|/)a\\\\.env$"\n';
  const repo = withPolicy(rule);
  const token = `acme_${'12345678'}`;

  expect(scanMessage(repo, `try ${token}\n`).code).toBe(0);
  expect(keyhalt(repo.stage({ 'a.env': token }), 'scan --staged').code).toBe(1);
});
