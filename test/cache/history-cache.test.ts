/** What an audit remembers saves time, and changes no report. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/commands/scan.ts';
import type { Report } from '../../src/model/report.ts';
import { exitCodeOf } from '../../src/verdict.ts';
import { noise, tar, zip } from '../archives/build.ts';
import { callsOf, dyingGit } from '../support/dying-git.ts';
import { fakeGit } from '../support/fake-git.ts';
import { fakes } from '../support/fakes.ts';
import { costly, rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { audit, cacheOf, files, history, secret } from './audits.ts';

/** A report but for how much was remembered. */
const told = ({ coverage: { known: _, ...coverage }, ...report }: Report) => ({ ...report, coverage });

describe('a second audit', () => {
  test('tells the same, and reads only that again in which something is', async () => {
    const repo = history();

    const first = await audit(repo);
    const second = await audit(repo);

    expect(told(second)).toEqual(told(first));
    expect(first.coverage.known).toBeUndefined();
    expect(first.findings).toHaveLength(1);
    // The file of the key is read again, the text of ref names is no object.
    expect(second.coverage.known).toBe(second.coverage.asked - 2);
  });

  rare('tells of submodules again', async () => {
    const repo = history().git(`update-index --add --cacheinfo 160000,${'1'.repeat(40)},b/library`);
    repo.commit('submodule').git('rm -q --cached b/library').commit('gone');

    const first = await audit(repo);

    expect(first.skipped).toEqual([{ path: 'b/library', reason: 'submodule' }]);
    expect((await audit(repo)).skipped).toEqual(first.skipped);
  });

  test('tells again where archives stand that are not read, without a walk along all commits', async () => {
    const xz = Buffer.from('fd377a585a00000004e6d6b446', 'hex');
    const repo = aRepo().commit('start', { 'old folder/a.xz': xz }).git(['mv', 'old folder/a.xz', 'b.xz']);
    repo.commit('moved').git('rm -q b.xz').commit('gone', { a: 'a\n' });
    const real = repo.read(['--exec-path']);
    const env = fakeGit(repo, `case "$*" in *diff-tree*) exit 1 ;; esac; exec '${real}/git' "$@"`);

    const first = await audit(repo, { env });

    expect([first.complete, first.skipped]).toEqual([
      true,
      [{ path: 'b.xz', reason: 'archive-unsupported' }],
    ]);
    expect((await audit(repo, { env })).skipped).toEqual(first.skipped);
  });

  test('tells once what was not read of an archive in which something is', async () => {
    const sealed = zip([{ name: 'in', content: noise(40), flags: 1 }]);
    const files = {
      'a.tar': tar([
        { name: '.env', content: `KEY=${secret}\n` },
        { name: 'b.zip', content: sealed },
      ]),
    };
    const repo = aRepo().commit('start', files);

    const first = await audit(repo);

    expect(first.skipped).toEqual([{ path: 'a.tar!b.zip!in', reason: 'archive-encrypted' }]);
    expect(told(await audit(repo))).toEqual(told(first));
  });

  test('asks the history nothing that it said before', async () => {
    const repo = history()
      .git('branch side')
      .git('rm -q .env')
      .commit('gone', { a: 'b\n', 'é.env': 'KEY=x\n' });
    repo.commit(`with ${fakes('other').awsKeyId}`, { d: 'd\n' });
    const first = await audit(repo);
    const real = repo.read(['--exec-path']);
    const env = fakeGit(
      repo,
      `case "$*" in *diff-tree*|*topo-order*) exit 1 ;; esac; exec '${real}/git' "$@"`,
    );

    const second = await audit(repo, { env });

    expect(told(second)).toEqual(told(first));
    expect(first.findings.map(({ exposure }) => exposure?.isAtHead)).toEqual([false, true]);
    expect(first.findings[0]!.exposure!.refs).toEqual(['refs/heads/main', 'refs/heads/side']);
  });

  test('remembers names in any script', async () => {
    const repo = aRepo()
      .git('config user.name Ünal-日本')
      .commit('key', { 'é/ключ.env': `KEY=${secret}\n` });
    const first = await audit(repo.git('branch ветка'));

    expect(told(await audit(repo))).toEqual(told(first));
    expect(first.findings[0]!.exposure!.refs).toContain('refs/heads/ветка');
  });

  rare('asks again where HEAD is elsewhere', async () => {
    const repo = history().git('branch with').git('rm -q .env').commit('gone').git('branch without');
    await audit(repo.git('symbolic-ref HEAD refs/heads/without'));

    const { findings } = await audit(repo.git('symbolic-ref HEAD refs/heads/with'));

    expect(findings[0]!.exposure!.isAtHead).toBe(true);
  });

  rare('keeps no secret by which a file is called', async () => {
    const repo = history().commit('name', { [`${secret}.txt`]: 'x\n' });
    const first = await audit(repo);

    expect(readFileSync(files(repo)[0]!, 'latin1')).not.toContain(secret);
    expect(told(await audit(repo))).toEqual(told(first));
  });

  test('reads what came in since', async () => {
    const repo = history();
    await audit(repo);
    const other = fakes('other').awsKeyId;

    const { findings } = await audit(repo.commit('more', { more: `KEY=${other}\n` }));

    expect(findings).toHaveLength(2);
  });

  rare('knows what was packed, collected and fetched anew in between', async () => {
    const repo = history();
    const first = await audit(repo);

    repo.git('repack -q -adf').git('gc -q --prune=now');
    const second = await audit(repo);

    expect(told(second)).toEqual(told(first));
    expect(second.coverage.known).toBe(second.coverage.asked - 2);
  });

  test('by other rules reads all again', async () => {
    const repo = history().commit('acme', { acme: 'acme-123456\n' });
    await audit(repo);

    const rule = "[[rules]]\nid = 'acme'\ndescription = 'x'\nseverity = 'high'\nregex = 'acme-[0-9]{6}'\n";
    const { findings, coverage } = await audit(repo.stage({ 'keyhalt.toml': rule }));

    expect(findings.map(({ ruleId }) => ruleId).sort()).toEqual(['acme', 'aws-access-key-id']);
    expect(coverage.known).toBeUndefined();
  });

  rare('does not believe a file that is damaged, at whatever byte', async () => {
    const repo = history();
    const first = await audit(repo);
    const [file] = files(repo);
    const good = readFileSync(file!);

    for (let at = 0; at < good.length; at += costly ? 7 : 97) {
      const bad = Buffer.from(good);
      bad[at]! ^= 1;
      writeFileSync(file!, bad);
      expect(await audit(repo)).toEqual(first);
    }
    for (const bad of [Buffer.alloc(0), good.subarray(0, 60), good.subarray(0, -1), Buffer.from('x\n')]) {
      writeFileSync(file!, bad);
      expect(await audit(repo)).toEqual(first);
    }
  });

  test('does not take a planted name for one that was read', async () => {
    const repo = history();
    await audit(repo);
    const [file] = files(repo);
    const oid = repo.read('rev-parse HEAD:.env').trim();

    // No digest behind it fits.
    const bytes = readFileSync(file!);
    writeFileSync(
      file!,
      Buffer.concat([bytes.subarray(0, -32), Buffer.from(oid, 'hex'), bytes.subarray(-32)]),
    );

    expect((await audit(repo)).findings).toHaveLength(1);
  });

  rare('of another repository knows nothing of this one', async () => {
    const repo = history();
    await audit(repo);
    mkdirSync(repo.beside('other'));
    repo.at('other').git(['init', '-q']).commit('start', { a: 'a\n' });

    const { about: _, ...report } = await scan(
      { cwd: repo.beside('other'), env: repo.env },
      { history: true },
      { now: new Date(0), means: { cache: cacheOf(repo) } },
    );

    expect(report.coverage.known).toBeUndefined();
    expect(files(repo)).toHaveLength(2);
  });
});

describe('an audit of what has not changed', () => {
  test('lists nothing, and reads only that in which something is', async () => {
    const repo = history();
    const first = await audit(repo);

    const env = dyingGit(repo, { kind: 'none' });
    const second = await audit(repo, { env });

    const calls = callsOf(repo).join('\n');
    expect(calls).toContain('cat-file --batch --buffer');
    expect(calls).not.toContain('rev-list --objects');
    expect(calls).not.toContain('--batch-all-objects');
    expect(told(second)).toEqual(told(first));
  });

  const key = (repo: Repo) =>
    repo.read(['hash-object', '-w', '--stdin'], { input: `KEY=${secret}\n` }).trim();
  const keyCommit = (repo: Repo) => {
    const tree = repo.read(['mktree'], { input: `100644 blob ${key(repo)}\tk\n` }).trim();
    return repo.read(['commit-tree', '-m', 'x', tree]);
  };
  const detach = (repo: Repo, commit: string) =>
    repo.git(['-c', 'core.logAllRefUpdates=false', 'update-ref', '--no-deref', 'HEAD', commit.trim()]);
  const ways: Record<string, (repo: Repo) => unknown> = {
    'a commit': (repo) => repo.commit('key', { k: `KEY=${secret}\n` }),
    'the index': (repo) => repo.stage({ k: `KEY=${secret}\n` }),
    'the index of another work tree': (repo) => repo.at('tree').stage({ k: `KEY=${secret}\n` }),
    'a tag on another blob': (repo) => repo.git(['tag', '-f', 'blob', key(repo)]),
    'a note': (repo) => repo.git(['notes', 'add', '-m', `KEY=${secret}`]),
    'the new name of a branch': (repo) => repo.git(['branch', '-m', 'side', secret]),
    'a stash': (repo) => repo.write({ a: `KEY=${secret}\n` }).git('stash -q'),
    'a reflog alone': (repo) =>
      repo
        .commit('key', { k: `KEY=${secret}\n` })
        .git('reset -q --hard HEAD^')
        .git('update-ref -d ORIG_HEAD'),
    'what passes': (repo) => writeFileSync(repo.beside('repo/.git/ORIG_HEAD'), keyCommit(repo)),
    'HEAD alone': (repo) => detach(repo, keyCommit(repo)),
    'HEAD of another work tree': (repo) => detach(repo.at('tree'), keyCommit(repo)),
  };
  test.for(Object.keys(ways))('sees what came in by %s', async (way, { skip }) => {
    skip(!costly && Object.keys(ways).indexOf(way) % 5 !== 1);
    const bring = ways[way]!;
    const repo = aRepo().commit('start', { a: 'a\n' }).commit('more', { b: 'b\n' });
    repo.git('branch side').git('tag blob HEAD:a');
    if (way.includes('another work tree')) repo.git('worktree add -q ../tree');
    // Git adds to logs that are there.
    for (const of of ['', 'worktrees/tree/'])
      rmSync(repo.beside(`repo/.git/${of}logs`), { recursive: true, force: true });
    expect((await audit(repo)).findings).toEqual([]);

    bring(repo);

    const { findings, complete } = await audit(repo);
    expect([findings.length, complete]).toEqual([1, true]);
  });

  rare('sees what a shallow clone lacked, though no ref has moved', async () => {
    const origin = history().git('rm -q .env').commit('gone');
    origin.at('.').git(['clone', '-q', '--depth', '1', `file://${origin.root}`, 'clone']);
    const repo = origin.at('clone');
    const first = await audit(repo);

    const second = await audit(repo.git('fetch -q --unshallow --no-write-fetch-head'));

    expect([exitCodeOf(first), exitCodeOf(second)]).toEqual([2, 1]);
    expect(second.findings).toHaveLength(1);
  });

  rare('sees what was gone only while it was listed', async () => {
    const repo = history().git('update-ref refs/keep HEAD').git('reset -q --hard HEAD^');
    repo.git('reflog expire --expire=now --all').git('update-ref -d ORIG_HEAD');
    const kept = repo.read('rev-parse refs/keep');
    const real = repo.read(['--exec-path']);
    const env = fakeGit(
      repo,
      `case "$*" in *'rev-list --objects'*) '${real}/git' update-ref -d refs/keep ;; esac; exec '${real}/git' "$@"`,
    );
    expect((await audit(repo, { env })).findings).toEqual([]);

    const { findings } = await audit(repo.git(['update-ref', 'refs/keep', kept]));

    expect(findings).toHaveLength(1);
  });

  test('sees what comes in while git tells of the history', async () => {
    const repo = history();
    await audit(repo);
    const late = repo.git('clone -q . ../other').at('other');
    late.commit('late', { 'late.env': `KEY=${fakes().awsKeyId}\n` });
    const pack = late.read('pack-objects -q --revs ../late', { input: 'HEAD\n^HEAD^\n' });
    const real = repo.commit('more').read(['--exec-path']);
    const brings = [
      `'${real}/git' unpack-objects -q <'${repo.beside(`late-${pack}.pack`)}'`,
      `'${real}/git' update-ref refs/late ${late.read('rev-parse HEAD')}`,
    ];
    const env = fakeGit(
      repo,
      `case "$*" in *'rev-list --objects'*) ${brings.join('; ')} ;; esac; exec '${real}/git' "$@"`,
    );

    const { complete, findings } = await audit(repo, { env });

    expect([complete, findings.map(({ appearances }) => appearances[0]?.path)]).toEqual([
      true,
      ['.env', 'late.env'],
    ]);
  });

  rare('sees what nothing led to before', async () => {
    const repo = aRepo().commit('start', { a: 'a\n' });
    const blob = key(repo);
    expect((await audit(repo)).findings).toEqual([]);
    expect((await audit(repo)).findings).toEqual([]);

    repo.git(['update-ref', 'refs/keep', blob]);

    expect((await audit(repo)).findings).toHaveLength(1);
  });

  rare('tells of what only all objects have only where they are asked for', async () => {
    const repo = aRepo().commit('start', { a: 'a\n' });
    key(repo);
    const numbers = [];
    for (const allObjects of [false, true, false, true])
      numbers.push((await audit(repo, { allObjects })).findings.length);

    expect(numbers).toEqual([0, 1, 0, 1]);
  });
});
