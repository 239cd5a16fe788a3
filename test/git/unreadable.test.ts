/** What git may not open it passes over without a word: then an audit is not complete. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { bin, rare, scanHistory, someOf } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const { awsKeyId } = fakes('unreadable');
/** Root may read everything, unless that is taken from it. */
const isRoot = process.getuid?.() === 0;
const withoutPrivilege = ['--bounding-set', '-dac_override,-dac_read_search', '--'];
const canBeRefused = !isRoot || aProgram('setpriv');

function aProgram(name: string): boolean {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, name)));
}

function audit(repo: Repo, ...more: string[]) {
  const words = [join(bin, 'keyhalt'), 'scan', '--history', '--no-cache', ...more];
  return isRoot ? repo.run('setpriv', [...withoutPrivilege, ...words]) : repo.run(words[0]!, words.slice(1));
}

/** A commit with a key that only one ref, or only its reflog, leads to. */
function hidden(): Repo {
  const repo = aRepo();
  // Newer gits can keep refs in other ways, and may do so by themselves; older ones do not know the command.
  repo.run('git', 'refs migrate --ref-format=files');
  return repo
    .commit('start', { 'a.txt': 'a\n' })
    .branch('feature/x')
    .commit('leak', { 'b.env': `KEY=${awsKeyId}\n` })
    .checkout('main');
}

describe.skipIf(!canBeRefused)('an audit is not complete where git passes over', () => {
  const places: [string, (repo: Repo) => Repo, string[]][] = [
    ['a folder of refs', (repo) => repo.write({ '.git/logs': null }), ['.git/refs/heads/feature']],
    ['all branches', (repo) => repo.write({ '.git/logs': null }), ['.git/refs/heads']],
    ['reflogs', (repo) => repo.git('branch -qD feature/x'), ['.git/logs']],
    ['one reflog', (repo) => repo.git('branch -qD feature/x'), ['.git/logs/HEAD']],
  ];
  someOf(places, 1)('%s', (_, change, places) => {
    const repo = change(hidden());
    expect(audit(repo).stdout).toContain('1 finding');
    for (const place of places) chmodSync(join(repo.root, place), 0);

    const run = audit(repo);

    for (const place of places) chmodSync(join(repo.root, place), 0o755);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(`${places[0]} may not be read: what only that leads to was not looked at`);
    expect(run.stderr).toContain('chmod -R u+rX');
    expect(run.stdout).not.toContain('nothing found');
  });

  rare('where objects are borrowed from', () => {
    const lender = aRepo().git('hash-object -w --stdin', { input: awsKeyId });
    const borrowed = '.git/objects/info/alternates';
    const repo = aRepo()
      .commit('start')
      .write({ [borrowed]: `${lender.root}/.git/objects\n` });
    expect(audit(repo, '--all-objects').code).toBe(1);
    chmodSync(join(repo.root, borrowed), 0);

    const run = audit(repo, '--all-objects');

    expect(run.code).toBe(2);
    expect(run.stderr).toContain('info/alternates may not be read');
  });

  const knowsReftables = spawnSync('git', ['refs', 'migrate', '-h']).status !== 1;

  test.skipIf(!knowsReftables)('reftables, which git 2.48 and newer can keep refs in', () => {
    const repo = hidden().write({ '.git/logs': null }).git('refs migrate --ref-format=reftable');
    expect(audit(repo).stdout).toContain('1 finding');
    const folder = join(repo.root, '.git', 'reftable');
    chmodSync(folder, 0);

    const run = audit(repo);

    chmodSync(folder, 0o755);
    expect(run.code).toBe(2);
    expect(run.stdout).not.toContain('nothing found');
  });

  test('the HEAD of another work tree', () => {
    const repo = hidden().git('worktree add -q --detach ../linked feature/x').git('branch -qD feature/x');
    const head = join(repo.root, '.git', 'worktrees', 'linked', 'HEAD');
    const others = ['logs', 'ORIG_HEAD', 'index'].map(
      (name) => [`.git/worktrees/linked/${name}`, null] as const,
    );
    repo.write([['.git/logs', null], ...others]);
    chmodSync(head, 0);

    const run = audit(repo);

    expect(run.code).toBe(2);
    expect(run.stderr).toContain('.git/worktrees/linked/HEAD may not be read');
  });

  test('packs', () => {
    const repo = aRepo().commit('start', { 'a.txt': 'a\n' }).git('repack -qad');
    repo.blob(`KEY=${awsKeyId}\n`);
    const pack = join(repo.root, '.git', 'objects', 'pack');
    const index = readdirSync(pack).find((name) => name.endsWith('.idx'))!;
    chmodSync(join(pack, index), 0);

    const run = audit(repo, '--all-objects');

    // Newer gits go on without a commit that they do not find: then the key is told, too.
    expect([1, 2]).toContain(run.code);
    if (run.code === 1) expect(run.stdout).toContain('NOT complete');
    expect(run.stderr).not.toContain('keyhalt itself failed');
  });

  test('loose objects of a repository that it borrows from', () => {
    const lender = aRepo().commit('start', { 'a.txt': 'a\n' });
    const blob = lender.blob(`KEY=${awsKeyId}\n`);
    lender.git('clone -q --shared . ../borrower');
    const folder = join(lender.root, '.git', 'objects', blob.slice(0, 2));
    chmodSync(folder, 0);

    const run = audit(lender.at('borrower'), '--all-objects');

    chmodSync(folder, 0o755);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(`${folder} may not be read`);
  });

  test('what passes in another work tree, which is said as such', () => {
    const repo = hidden().git('worktree add -q ../linked feature/x');
    const file = join(repo.root, '.git', 'worktrees', 'linked', 'ORIG_HEAD');
    repo.write({ '.git/worktrees/linked/ORIG_HEAD': `${repo.read('rev-parse HEAD')}\n` });
    chmodSync(file, 0);

    const run = audit(repo);

    expect(run.code).toBe(2);
    expect(run.stderr).toContain('which alone may keep something');
    expect(run.stderr).not.toContain('keyhalt itself failed');
  });

  rare('loose objects that nothing leads to', () => {
    const repo = aRepo().commit('start', { 'a.txt': 'a\n' });
    const blob = repo.blob(`KEY=${awsKeyId}\n`);
    const folder = join(repo.root, '.git', 'objects', blob.slice(0, 2));
    expect(audit(repo, '--all-objects').stdout).toContain('1 finding');
    chmodSync(folder, 0);

    const run = audit(repo, '--all-objects');

    chmodSync(folder, 0o755);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(`objects/${blob.slice(0, 2)} may not be read`);
  });

  test('other work trees, which is said as such', () => {
    const repo = hidden().git('worktree add -q ../linked feature/x');
    const folder = join(repo.root, '.git', 'worktrees');
    chmodSync(folder, 0);

    const run = audit(repo);

    chmodSync(folder, 0o755);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('the work trees of this repository cannot be told');
    expect(run.stderr).not.toContain('keyhalt itself failed');
  });
});

rare(
  'an audit of all objects is not complete where a folder that lends some is gone, one of the history is',
  async () => {
    const repo = aRepo()
      .commit('start', { a: 'a\n' })
      .write({ '.git/objects/info/alternates': '../../nowhere/objects\n' });

    const [history, all] = await Promise.all([scanHistory(repo), scanHistory(repo, { allObjects: true })]);

    expect(history.code).toBe(0);
    expect(all.code).toBe(2);
    expect(all.stderr).toMatch(/borrowed from .*nowhere\/objects, which is not there.*\n.*info\/alternates/);
  },
);

describe('an audit of all objects is not complete where git passes over a pack', () => {
  /** A key that nothing leads to, in a pack of its own. */
  function dangling(): { repo: Repo; pack: string } {
    const repo = aRepo().commit('start', { a: 'a\n' });
    const pack = repo.read('pack-objects -q .git/objects/pack/pack', { input: `${repo.blob(awsKeyId)}\n` });
    repo.git('prune-packed');
    return { repo, pack: join(repo.root, '.git', 'objects', 'pack', `pack-${pack}`) };
  }

  test('that has no index', async () => {
    const { repo, pack } = dangling();
    const before = await scanHistory(repo, { allObjects: true });
    rmSync(`${pack}.idx`);

    const [history, all] = await Promise.all([scanHistory(repo), scanHistory(repo, { allObjects: true })]);

    expect([before.code, history.code, all.code]).toEqual([1, 0, 2]);
    expect(all.stderr).toContain('.pack has no .idx beside it');
  });

  test('whose index is damaged', async () => {
    const { repo, pack } = dangling();
    rmSync(`${pack}.idx`);
    writeFileSync(`${pack}.idx`, 'cut');

    const [history, all] = await Promise.all([scanHistory(repo), scanHistory(repo, { allObjects: true })]);

    expect([history.code, all.code]).toEqual([0, 2]);
    expect(all.stderr).toMatch(/git passed over a pack, which was not looked at: .*\.idx is too small/);
  });
});
