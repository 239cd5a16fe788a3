/** Whose policy counts is read whole, or it is an error: a file of it that is there is never taken for none. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allRules } from '../../src/built-in.ts';
import { verdictsBy, verdictsOfBases } from '../../src/whose-policy/committed.ts';
import { policyNames, stagedPolicy, unstagedRemarks } from '../../src/whose-policy/load.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const options = { rules: allRules, now: new Date('2026-01-01') };
const repositoryOf = (repo: Repo, cwd = '.') => ({ cwd: join(repo.root, cwd), env: repo.env });
const failingOn = (severity: string) => ({ 'keyhalt.toml': `[scan]\nfail-on = "${severity}"\n` });

describe.each(['keyhalt.toml', 'keyhalt.baseline'])('a %s whose content is gone', (name) => {
  const gone = () => {
    const repo = aRepo().commit('policy', { [name]: '# a\n' });
    const oid = repo.read(`rev-parse HEAD:${name}`);
    rmSync(join(repo.root, '.git/objects', oid.slice(0, 2), oid.slice(2)));
    return repo;
  };

  test('is an error, staged and in a commit', async () => {
    const repo = gone();
    const repository = repositoryOf(repo);

    await expect(stagedPolicy(repository, options)).rejects.toThrow(/missing/);
    const reading = { ...options, mend: 'Mend it.', allowing: '' };
    await expect(verdictsBy(repository, [repo.read('rev-parse HEAD')], reading)).rejects.toThrow(/missing/);
  });
});

describe('a remark that another configuration lies in the work tree', () => {
  const remarksOn = async (repo: Repo, cwd?: string) => {
    const repository = repositoryOf(repo, cwd);
    return unstagedRemarks(repository, await stagedPolicy(repository, options));
  };
  const aPolicy = () => aRepo().stage({ ...failingOn('low'), 'sub/a': 'a\n' });

  test('is made where it says something else, also from a folder below', async () => {
    const repo = aPolicy().write(failingOn('high'));

    for (const cwd of ['.', 'sub']) expect(await remarksOn(repo, cwd)).toHaveLength(1);
  });

  test('is not made where it says the same with other ends of lines, is gone, or is a pipe', async () => {
    const repo = aPolicy();
    expect(await remarksOn(repo)).toEqual([]);
    repo.write({ 'keyhalt.toml': failingOn('low')['keyhalt.toml'].replaceAll('\n', '\r\n') });
    expect(await remarksOn(repo)).toEqual([]);
    repo.write({ 'keyhalt.toml': null });
    expect(await remarksOn(repo)).toEqual([]);
    spawnSync('mkfifo', [join(repo.root, 'keyhalt.toml')]);
    expect(await remarksOn(repo)).toEqual([]);
  });
});

describe('of several commits', () => {
  /** Two commits with one configuration, and one with another. */
  const three = () => {
    const repo = aRepo().commit('one', failingOn('low'));
    const oids = ['two', 'three'].map((name) =>
      repo.commit(name, failingOn(name === 'two' ? 'low' : 'high')).read('rev-parse HEAD'),
    );
    return { repo, commits: [repo.read('rev-parse HEAD~2'), ...oids] };
  };

  test('policies are told apart by all that counts', () => {
    const { repo, commits } = three();
    const namesBy = (config?: string) => [...policyNames(repositoryOf(repo), commits, { config }).values()];

    const [first, second, third] = namesBy();
    expect(first).toBe(second);
    expect(third).not.toBe(first);
    expect(new Set(namesBy('other.toml')).size).toBe(1);
    const known = repo.commit('four', { 'keyhalt.baseline': '' }).read('rev-parse HEAD');
    commits.push(known);
    expect(new Set(namesBy()).size).toBe(3);
    expect(new Set(namesBy('other.toml')).size).toBe(2);
  });

  test('one that says the same counts, of different ones neither pardons', async () => {
    const { repo, commits } = three();
    const verdicts = (bases: readonly string[], config?: string) =>
      verdictsOfBases(
        repositoryOf(repo),
        { tips: [commits[2]!], bases },
        { ...options, config, mend: 'Mend it.', allowing: 'so' },
      );

    expect(await verdicts(commits.slice(0, 2))).toMatchObject({
      policy: { failOn: 'low' },
      proposed: { failOn: 'high' },
      notes: [],
    });
    expect(await verdicts(commits.slice(1))).toMatchObject({
      policy: { failOn: 'low', allow: [] },
      notes: [expect.stringContaining('different policies')],
    });
    // What nobody holds is the default, which is none that commits could contradict.
    expect(await verdicts([])).toMatchObject({ policy: { failOn: 'medium' }, notes: [] });
  });

  test('what cannot be read is told with its commit, but for what git says, and for a configuration that is named', async () => {
    const repo = aRepo().commit('broken', { 'keyhalt.toml': '[scan\n' });
    const broken = repo.read('rev-parse HEAD');
    const by = (commit: string, config?: string) =>
      verdictsBy(repositoryOf(repo), [commit], { ...options, config, mend: 'Mend it.', allowing: '' });

    await expect(by(broken)).rejects.toMatchObject({
      message: expect.stringContaining(`in commit ${broken.slice(0, 10)}, keyhalt.toml:1`),
      hint: 'Mend it.',
    });
    repo.write({ 'named.toml': '[scan\n' });
    await expect(by(broken, 'named.toml')).rejects.toMatchObject({
      message: expect.stringMatching(/^named\.toml:1/),
    });
    await expect(by('1'.repeat(40))).rejects.toMatchObject({ name: 'GitError' });
  });
});
