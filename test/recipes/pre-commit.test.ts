/** docs/hooks.md: the pre-commit framework, the real one, with this repository as its source. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ourHooks } from '../../src/hooks/names.ts';
import { fakes } from '../support/fakes.ts';
import { costly } from '../support/keyhalt.ts';
import { aProject, inProject, keepKeysOut, patience, recipe } from '../support/recipes.ts';
import { release } from '../support/release.ts';
import type { Args, Repo, Run } from '../support/repo.ts';
import { scratch } from '../support/scratch.ts';
import { orWhyNot, tool } from '../support/tools.ts';

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly stages: readonly string[];
}

const file = '.pre-commit-config.yaml';
const root = join(import.meta.dirname, '..', '..');
const declared: readonly Hook[] = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8'));
const leak = { '.env': `KEY=${fakes('pre-commit').awsKeyId}\n` };
const program = tool('pre-commit');

test('.pre-commit-hooks.yaml has an id for each hook, which calls it at its own stage', () => {
  expect(declared.map(({ id, entry, stages }) => ({ id, entry, stages }))).toEqual(
    ourHooks.map((name) => ({
      id: name === 'pre-commit' ? 'keyhalt' : `keyhalt-${name}`,
      entry: `keyhalt-hook ${name}`,
      stages: [name],
    })),
  );
});

test('the recipe names each id, and has each stage installed', () => {
  const config = parse(recipe('pre-commit')[file]!);

  expect(config.repos[0].hooks).toEqual(declared.map(({ id }) => ({ id })));
  expect(config.default_install_hook_types).toEqual(ourHooks);
});

describe.skipIf(!program)(`pre-commit${orWhyNot('pre-commit')}`, () => {
  let folder = '';
  let config = '';
  const env = () => ({ PRE_COMMIT_HOME: join(folder, 'home'), PRE_COMMIT_COLOR: 'never' });

  beforeAll(() => {
    folder = mkdtempSync(join(scratch, 'keyhalt-pre-commit-'));
    config = from(join(folder, 'release'), release(join(folder, 'release'), { built: true }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

  /** The recipe, with the commit of that repository for its source. */
  const from = (repository: string, commit: string): string =>
    recipe('pre-commit')
      [file]!.replace(/repo: .*/, `repo: ${repository}`)
      .replace(/rev: .*/, `rev: ${commit}`);
  /** A project with the recipe and its hooks in place. Nothing is asked of the registry of npm. */
  const ready = (files = {}, change = (text: string) => text): Repo => {
    const repo = aProject({ [file]: change(config), ...files });
    return done(repo, preCommit(repo, 'install --install-hooks'));
  };
  const preCommit = (repo: Repo, args: Args) => inProject(repo, program!, args, env());
  const git = (repo: Repo, args: Args) => inProject(repo, 'git', args, env());
  const done = (repo: Repo, { code, stdout, stderr }: Run): Repo => {
    expect(code, stdout + stderr).toBe(0);
    return repo;
  };

  keepKeysOut(() => ready(), env);

  test('run on all files it finds what was committed before, and what a range brought', {
    timeout: patience,
  }, () => {
    const repo = ready().commit('leak', leak);

    const all = preCommit(repo, 'run --all-files');
    const range = preCommit(repo, 'run --from-ref HEAD~1 --to-ref HEAD');
    repo.commit('gone', { '.env': null }).commit('more', { 'a.txt': 'a\n' });
    const [cleanFiles, cleanRange, whole] = [
      '--all-files',
      '--from-ref HEAD~1 --to-ref HEAD',
      '--from-ref HEAD~3 --to-ref HEAD',
    ].map((args) => preCommit(repo, `run ${args}`));

    expect(all.stdout).toContain('keyhalt: 1 finding in tracked files. Stopped.');
    expect(range.stdout).toContain('keyhalt: 1 finding in commits ');
    expect([all, range, cleanFiles!, cleanRange!, whole!].map(({ code }) => code)).toEqual([1, 1, 0, 0, 1]);
  });

  test('the first push of all is looked at, and a commit in it that was undone', {
    timeout: patience,
  }, () => {
    const [dirty, clean] = [leak, { 'a.txt': 'a\n' }].map((files) => {
      const repo = ready().commit('some', files).commit('gone', { '.env': null });
      repo
        .git('init -q --bare ../fresh')
        .git('remote set-url origin ../fresh')
        .git('update-ref -d refs/remotes/origin/main');
      return git(repo, 'push origin main');
    });

    expect(dirty!.code).not.toBe(0);
    expect(dirty!.stdout + dirty!.stderr).toContain('keyhalt: 1 finding in what the push sends');
    expect(clean!.code, clean!.stdout + clean!.stderr).toBe(0);
  });

  test('of a push of two branches it tells the first; keyhalt install sees both', {
    timeout: patience,
  }, () => {
    const two = (repo: Repo): Repo =>
      repo
        .branch('first')
        .commit('clean', { 'a.txt': 'a\n' })
        .checkout('main')
        .branch('second')
        .commit('leak', leak);

    const alone = git(two(ready()), 'push origin first second');
    const repo = two(ready({}, (text) => text.replace('      - id: keyhalt-pre-push\n', '')));
    done(repo, inProject(repo, 'keyhalt', 'install'));
    const chained = git(repo, 'push origin first second');

    expect(alone.code, alone.stdout + alone.stderr).toBe(0);
    expect(chained.code).not.toBe(0);
    expect(chained.stdout + chained.stderr).toContain('keyhalt: 1 finding in what the push sends');
  });

  test.skipIf(!costly)('keyhalt doctor sees each of the hooks stop a key', { timeout: patience }, () => {
    const run = inProject(ready(), 'keyhalt', 'doctor', env());

    expect(run.stdout).toMatch(
      new RegExp(ourHooks.map((name) => `^${name} +stops the key$`).join('\n'), 'm'),
    );
  });

  test('files at the top that leave the message out stop the commit, and say so', {
    timeout: patience,
  }, () => {
    const repo = ready({}, (text) => `files: ^src/\n${text}`);

    const run = git(repo, 'commit --allow-empty -m more');

    expect(run.code).not.toBe(0);
    expect(run.stdout + run.stderr).toContain('files and exclude at the top leave it out');
  });

  test.skipIf(!costly)('a commit that is no release is built first', { timeout: 5 * patience }, () => {
    const source = join(folder, 'source');
    const commit = release(source, { built: false });
    const repo = aProject({ [file]: from(source, commit), ...leak });
    const { PATH } = repo.env;
    const whole = { ...process.env, ...env(), PATH };

    const install = repo.run(program!, 'install-hooks', { env: whole, timeout: 4 * patience });
    const run = preCommit(repo, 'run --all-files');

    expect(install.code, install.stdout + install.stderr).toBe(0);
    expect(run.stdout).toContain('keyhalt: 1 finding in tracked files. Stopped.');
  });
});
