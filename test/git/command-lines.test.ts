/** docs/how-it-reads-git.md lists every git that hooks and scans start, as it is started. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CiOptions, ci } from '../../src/commands/ci.ts';
import { fix } from '../../src/commands/fix/fix.ts';
import { type HookCall, runHook } from '../../src/commands/hook.ts';
import { type ScanOptions, scan } from '../../src/commands/scan.ts';
import { gitEnvironment, gitOptions } from '../../src/git/environment.ts';
import { fakes } from '../support/fakes.ts';
import { isGit2 } from '../support/git-version.ts';
import { costly, keyhaltHook } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const { awsKeyId } = fakes('command lines');
const leak = `KEY=${awsKeyId}\n`;
const now = new Date('2026-11-22');
const page = readFileSync(join(import.meta.dirname, '../../docs/how-it-reads-git.md'), 'utf8');

/** What a tag on a tag stands for, which from 2.45 on git tells with the tag. */
const ofLayers = 'cat-file --batch-check=%(objectname) %(objecttype)';

test.skipIf(!costly)(
  'the command lines of git are those that the documentation lists',
  async () => {
    const listed = [...page.matchAll(/^git (.*)$/gm)]
      .map(([, line]) => line!)
      .filter((line) => !(isGit2(45) && line === ofLayers));

    const started = await everythingAsked();

    expect(started).toEqual([...listed].sort());
  },
  120_000,
);

test('the options and the environment of git are those that the documentation names', () => {
  const words = (pattern: RegExp) => pattern.exec(page)![1]!.trim().split(/\s+/);

  expect(words(/```text\n(--no-pager[^`]*)```/)).toEqual(gitOptions);
  expect(words(/```text\n(GIT_NO_[^`]*)```/).sort()).toEqual(
    Object.entries(gitEnvironment({}))
      .map(([name, value]) => `${name}=${value}`)
      .sort(),
  );
});

/** One situation after the other in which another command is needed. */
async function everythingAsked(): Promise<readonly string[]> {
  const repo = aRepo();
  const { env, lines } = recorder(repo);
  const scanIn = (folder: Repo, what: ScanOptions, means = {}) =>
    scan({ cwd: folder.root, env: { ...folder.env, ...env } }, what, { now, means });
  const hook = (folder: Repo, name: string, args: readonly string[], input = '') =>
    runHook({
      ...quiet,
      ...{ name, args, now, readStdin: async () => input },
      repository: { cwd: folder.root, env: { ...folder.env, ...env } },
    });

  repo.stage({ 'a.env': leak });
  await scanIn(repo, { staged: true });
  repo.git('rm -q --cached a.env').commit('start', { a: 'a\n' }).branch('side').commit('other', { c: leak });
  repo.checkout('main').commit('more', { b: leak }).git('branch A HEAD~1').git('branch B');
  repo.stage({ b: 'gone\n', 'a.env': leak });
  keyhaltHook(repo, 'pre-commit', { env });
  repo.git('pack-refs --all');
  keyhaltHook(repo, 'pre-commit', { env });
  repo.stage({ 'keyhalt.toml': '[scan]\nown-keys = false\n', 'sub/x': '' });
  keyhaltHook(repo, 'pre-commit', { env });
  await scanIn(repo.at('repo/sub'), { staged: true });
  repo.at('.').write({ message: `x\n# ${cut} >8 ${cut}\ndiff --git a/b b/b\n+++ b/b\n+${leak}` });
  await hook(repo, 'commit-msg', ['../message']);

  repo.commit('policy').git('merge -q --no-commit --no-ff side');
  await hook(repo, 'pre-commit', []);
  repo.commit('merge');
  await scanIn(repo, { range: 'A..B' });
  await scanIn(repo, { range: 'A...B' });
  await scanIn(repo, { range: 'none..B' }).catch(() => {});
  await scanIn(repo, { paths: ['.'] });

  const head = repo.read('rev-parse HEAD');
  const bare = repo.git('init -q --bare ../remote').git('remote add origin ../remote').at('remote');
  await hook(repo, 'pre-push', ['origin', '../remote'], `refs/heads/main ${head} refs/heads/main ${zero}\n`);
  repo.git('push -q origin A');
  await hook(repo, 'pre-push', ['origin', '../remote'], `refs/heads/main ${head} refs/heads/main ${zero}\n`);
  repo.git('push -q origin main:refs/hidden/main');
  await hook(bare, 'pre-receive', [], `${zero} ${head} refs/heads/main\n`);

  repo.git('tag -a -m x one').git('tag -a -m x two one').git('update-ref refs/worktree/mine HEAD');
  repo.git('tag tree HEAD~1^{tree}');
  const means = { cache: repo.beside('cache') };
  await scanIn(repo, { history: true }, means);
  repo.git('push -q -u origin main');
  await scanIn(repo, { range: 'origin/main~1..origin/main' });
  await fixed(repo, env);
  repo.git('clone -q --depth 1 file://'.concat(repo.root).concat(' ../shallow'));
  await scanIn(repo.at('shallow'), { range: 'HEAD~1..HEAD' }).catch(() => {});
  await askedInCi(repo, env);
  await scanIn(repo.git('worktree add -q ../linked').at('linked').stage({ 'e.env': leak }), { staged: true });
  await scanIn(repo, { history: true }, means);
  return lines();
}

/** A push, a merge request, a job that nobody tells anything, and a shallow clone that is deepened. */
async function askedInCi(repo: Repo, env: NodeJS.ProcessEnv): Promise<void> {
  const asks = (folder: Repo, options: CiOptions, more: NodeJS.ProcessEnv = {}) =>
    ci({ cwd: folder.root, env: { ...folder.env, ...env, ...more } }, options, { now, tell: () => {} }).catch(
      () => {},
    );
  const head = repo.read('rev-parse HEAD');
  const before = repo.read('rev-parse HEAD~1');
  repo.git('push -q origin main').git('fetch -q origin');
  const gitlab = { GITLAB_CI: 'true', CI_COMMIT_SHA: head };
  await asks(
    repo,
    {},
    { ...gitlab, CI_COMMIT_BRANCH: 'main', CI_DEFAULT_BRANCH: 'main', CI_COMMIT_BEFORE_SHA: before },
  );
  await asks(repo, {}, { ...gitlab, CI_MERGE_REQUEST_IID: '1', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' });
  await asks(
    repo,
    {},
    { ...gitlab, CI_COMMIT_BRANCH: 'new', CI_DEFAULT_BRANCH: 'main', CI_COMMIT_BEFORE_SHA: zero },
  );
  await asks(repo, {}, { ...gitlab, CI_COMMIT_TAG: 'one' });
  await asks(repo, { base: 'A', head: 'B' });
  await asks(repo.at('shallow'), { base: 'HEAD~1', deepen: true });
}

/** What is staged, what the last commit brought, and what one before it did. */
async function fixed(repo: Repo, env: NodeJS.ProcessEnv): Promise<void> {
  const here = { cwd: repo.root, env: { ...repo.env, ...env } };
  const go = (words: readonly string[] = []) =>
    fix(words, { repository: here, now, yes: true, print: () => {} });
  const script = `K="${fakes('another').awsKeyId}"\n`;
  repo.stage({ '.env': leak, 'a.sh': script });
  await go();
  repo.git('reset -q --hard').commit('leak', { 'b.sh': script });
  await go();
  repo.commit('leak', { 'c.sh': `K="${fakes('a third').awsKeyId}"\n` }).commit('later', { d: 'd\n' });
  await go(['c.sh']);
}

const zero = '0'.repeat(40);
const cut = '-'.repeat(24);

const quiet: Pick<HookCall, 'print'> = { print: async () => {} };

/** A git in front of the real one that writes down how it was called. */
function recorder(repo: Repo) {
  const folder = repo.beside('recording');
  const log = repo.beside('recorded');
  mkdirSync(folder);
  const real = repo.run('sh', ['-c', 'command -v git']).stdout.trim();
  writeFileSync(join(folder, 'git'), `#!/bin/sh\nprintf '%s\\n' "$*" >>'${log}'\nexec '${real}' "$@"\n`);
  chmodSync(join(folder, 'git'), 0o755);
  const lines = () => {
    const all = readFileSync(log, 'utf8').trimEnd().split('\n').map(plain);
    return [...new Set(all)].sort();
  };
  return { env: { PATH: `${folder}:${process.env.PATH}` }, lines };
}

/** As the page writes it: without the options in front, and with words for what differs. */
const plain = (line: string): string =>
  line
    .replace(`${gitOptions.join(' ')} `, '')
    .replace(/\b[0-9a-f]{40}\b/g, 'COMMIT')
    .replace(/\S+(\^\{commit\}) \S+\^/, 'A$1 B^')
    .replace(/(?<=--end-of-options )[^^]+/, 'A')
    .replace(/(?<= -- )file:\S+ /, 'URL ')
    .replace(/(?<=:\(top,literal\))b$/, 'PATH');
