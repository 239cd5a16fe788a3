/** docs/hooks.md: hooks by tools of npm, each run as its recipe has it. */
import { appendFileSync, chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../hooks/installed.ts';
import { fakes } from '../support/fakes.ts';
import { isGit2 } from '../support/git-version.ts';
import { bin, rare } from '../support/keyhalt.ts';
import { aProject, inProject, keepKeysOut, patience, recipe } from '../support/recipes.ts';
import type { Args, Repo } from '../support/repo.ts';
import { orWhyNot, tool } from '../support/tools.ts';

const { awsKeyId } = fakes('recipes');

/** Runs what puts the hooks in place. */
const set = (repo: Repo, program: string, args: Args): Repo => {
  const { code, stdout, stderr } = inProject(repo, program, args);
  expect(code, stdout + stderr).toBe(0);
  return repo;
};

describe("git's own hooks", () => {
  keepKeysOut(() => set(aProject({}), 'keyhalt', 'install'));

  describe('the script that puts them in place', { timeout: patience }, () => {
    const withKeyhalt = (repo: Repo): Repo =>
      repo.write({ 'node_modules/keyhalt': { link: join(bin, '..') } });
    const withoutKeyhalt = (repo: Repo): Repo =>
      repo.write({ 'node_modules/.bin/keyhalt': null, 'node_modules/.bin/keyhalt-hook': null });
    const prepared = (repo: Repo) => inProject(repo, 'npm', 'run prepare');
    const hook = (repo: Repo) => existsSync(join(repo.root, '.git/hooks/pre-commit'));

    test('does so', () => {
      const repo = withKeyhalt(aProject(recipe("git's own hooks")));

      expect(prepared(repo).code).toBe(0);
      expect(hook(repo)).toBe(true);
    });

    test('passes over a keyhalt that is missing, as after npm ci --omit=dev', () => {
      const repo = withoutKeyhalt(aProject(recipe("git's own hooks")));

      expect(prepared(repo)).toMatchObject({ code: 0, stderr: '' });
      expect(hook(repo)).toBe(false);
    });

    rare('fails where keyhalt does', () => {
      const repo = withKeyhalt(aProject(recipe("git's own hooks"))).git('config core.hooksPath /dev/null');

      const { code, stderr } = prepared(repo);

      expect(code).not.toBe(0);
      expect(stderr).toContain('core.hooksPath');
    });
  });
});

describe.skipIf(!isGit2(54))("git's settings", () => {
  const set = (repo: Repo): Repo => {
    const { '.gitconfig': settings = '' } = recipe("git's settings");
    appendFileSync(join(repo.beside('home'), '.gitconfig'), settings);
    return repo;
  };

  keepKeysOut(() => set(aProject({})));

  test('are what keyhalt doctor drives', { timeout: patience }, () => {
    const { code, stdout } = inProject(set(aProject({})), 'keyhalt', 'doctor');

    expect(stdout.match(/stops the key, by hook\.keyhalt-/g)).toHaveLength(5);
    expect(code, stdout).toBe(0);
  });

  test('are passed by nothing that a hook of the folder stages behind them', { timeout: patience }, () => {
    const repo = set(aProject({}));
    put(
      join(repo.root, '.git/hooks/pre-commit'),
      `#!/bin/sh\necho KEY=${awsKeyId} > .env; git add -f .env\n`,
    );

    const { code, stderr } = inProject(repo, 'git', 'commit --allow-empty -m more');

    expect(code).toBe(1);
    expect(stderr).toContain('.env:1');
  });
});

describe('husky', () => {
  keepKeysOut(() => set(aProject(recipe('husky')), 'husky', []));

  test('has the lines that keyhalt install writes', () => {
    const repo = set(set(aProject({}), 'husky', []), 'keyhalt', 'install');

    for (const [path, line] of Object.entries(recipe('husky')))
      expect(readFileSync(join(repo.root, path), 'utf8')).toContain(line.trim());
  });
});

describe.skipIf(!tool('lefthook'))(`lefthook${orWhyNot('lefthook')}`, () => {
  const ready = (files = recipe('lefthook')) => set(aProject(files, ['lefthook']), 'lefthook', 'install');

  keepKeysOut(ready);

  test('keyhalt doctor says when lefthook keeps to itself what is pushed', { timeout: patience }, () => {
    const [whole, lacking] = [
      (text: string) => text,
      (text: string) => text.replace('use_stdin: true', ''),
    ].map((change) =>
      inProject(ready({ 'lefthook.yml': change(recipe('lefthook')['lefthook.yml']!) }), 'keyhalt', 'doctor'),
    );

    expect(whole!.code, whole!.stdout + whole!.stderr).toBe(0);
    expect(whole!.stdout).toMatch(/^pre-push +stops the key$/m);
    expect(lacking!.code).not.toBe(0);
    expect(lacking!.stdout).toMatch(/^pre-push +(?!stops)/m);
  });
});

describe.skipIf(!tool('simple-git-hooks'))(`simple-git-hooks${orWhyNot('simple-git-hooks')}`, () => {
  keepKeysOut(() => set(aProject(recipe('simple-git-hooks'), ['simple-git-hooks']), 'simple-git-hooks', []));
});

describe.skipIf(!tool('lint-staged'))(`lint-staged${orWhyNot('lint-staged')}`, () => {
  const config = JSON.stringify({ 'lint-staged': { '*.txt': '../formatter' } });

  /** A project whose formatter adds a line to every file. */
  const ready = (line: string, hook = recipe('lint-staged')): Repo => {
    const repo = aProject({ ...hook, 'package.json': config }, ['lint-staged']);
    writeFileSync(repo.beside('formatter'), `#!/bin/sh\nfor file; do echo "${line}" >> "$file"; done\n`);
    chmodSync(repo.beside('formatter'), 0o755);
    return set(repo, 'husky', []).stage({ 'a.txt': 'a\n' });
  };

  test('a key that a formatter adds is stopped, and what it formats otherwise is committed', {
    timeout: patience,
  }, () => {
    const [dirty, clean] = [awsKeyId, 'formatted'].map((line) => {
      const repo = ready(line);
      return { repo, ...inProject(repo, 'git', 'commit -m more') };
    });

    expect(dirty!.code).toBe(1);
    expect(dirty!.stderr).toContain('keyhalt: 1 finding in staged content. Stopped.');
    expect(dirty!.repo.read('log --format=%s')).toBe('start');
    expect(clean!.code, clean!.stdout + clean!.stderr).toBe(0);
    expect(clean!.repo.read('show HEAD:a.txt')).toBe('a\nformatted');
  });

  test('before it, keyhalt would not have seen that key', { timeout: patience }, () => {
    const lines = Object.entries(recipe('lint-staged')).map(([path, text]) => [
      path,
      text.split('\n').reverse().join('\n'),
    ]);

    const run = inProject(ready(awsKeyId, Object.fromEntries(lines)), 'git', 'commit -m more');

    expect(run.code, run.stdout + run.stderr).toBe(0);
  });
});
