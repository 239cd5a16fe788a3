/** Recipes of the documentation, and projects that follow them. */
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { fakes, harmless } from './fakes.ts';
import { bin, leftToCi, sample } from './keyhalt.ts';
import { type Args, aRepo, type Files, type Repo, type Run } from './repo.ts';
import { type ToolName, tool } from './tools.ts';

const root = join(import.meta.dirname, '..', '..');

/** The files that a section of docs/hooks.md spells out, by path. */
export function recipe(heading: string): Record<string, string> {
  const files = filesIn(sectionOf('hooks.md', heading));
  if (files.length === 0) throw new Error(`docs/hooks.md spells out no file under ${heading}`);
  return Object.fromEntries(files);
}

/** What blocks of a page spell out that name a file behind their language, with its path; of one path there may be several. */
export const filesIn = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(/^( *)```\w+ (\S+)\n(.*?)^ *```$/gms)].map(([, indent, path, content]) => [
    path!,
    content!.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  ]);

/** What stands under a heading of any level, as far as the next one. */
export function sectionOf(name: string, heading: string): string {
  const section = page(name)
    .split(/^#+ /m)
    .find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`docs/${name} has no heading ${heading}`);
  return section;
}

export const page = (name: string): string => readFileSync(join(root, 'docs', name), 'utf8');

/** A project with its first commit, and with keyhalt, husky and these tools among its packages. */
export function aProject(files: Files, tools: readonly ToolName[] = []): Repo {
  const repo = aRepo();
  const bins = join(repo.root, 'node_modules', '.bin');
  mkdirSync(bins, { recursive: true });
  for (const name of ['keyhalt', 'keyhalt-hook']) symlinkSync(join(bin, name), join(bins, name));
  symlinkSync(join(root, 'node_modules', 'husky', 'bin.js'), join(bins, 'husky'));
  for (const name of tools) symlinkSync(tool(name)!, join(bins, name));
  return repo
    .commit('start', { '.gitignore': 'node_modules\n', 'package.json': '{}\n', ...files })
    .git('init -q --bare ../server')
    .git('remote add origin ../server')
    .git('push -q origin main');
}

/** For tests of tools that start others, which start Node. In milliseconds. */
export const patience = 120_000;

/** Runs a program of the project as a script of package.json would. */
export const inProject = (repo: Repo, program: string, args: Args, env: NodeJS.ProcessEnv = {}): Run => {
  const path = [join(repo.root, 'node_modules', '.bin'), repo.env.PATH].join(delimiter);
  const quiet = { npm_config_update_notifier: 'false', npm_config_offline: 'true' };
  return repo.run(program, args, { env: { PATH: path, ...quiet, ...env }, timeout: patience });
};

/** What git does to the repository of the other side, or to HEAD, if no hook keeps it from doing so. */
const attempts: Record<string, (repo: Repo, secret: string, git: (args: Args) => Run) => Run> = {
  'a commit': (repo, secret, git) => {
    repo.stage(leak(secret));
    return git('commit -m more');
  },
  'a commit that skips hooks': (repo, secret, git) => {
    repo.stage(leak(secret));
    return git('commit --no-verify -m more');
  },
  'a message': (_, secret, git) => git(['commit', '--allow-empty', '-m', `try ${secret}`]),
  'a merge': (repo, secret, git) => {
    repo.branch('side').commit('side', leak(secret)).checkout('main').commit('more', { 'a.txt': 'a\n' });
    return git('merge --no-ff --no-edit side');
  },
  'a push': (repo, secret, git) => {
    repo.commit('leak', leak(secret)).commit('gone', { '.env': null });
    return git('push origin main');
  },
};

const leak = (secret: string) => ({ '.env': `KEY=${secret}\n` });

/**
 * Tests that hooks in place keep keys out of commits, merges and pushes, and nothing else.
 *
 * @param ready makes a project with hooks in place
 * @param env what git needs in its environment besides
 */
export function keepKeysOut(ready: () => Repo, env: () => NodeJS.ProcessEnv = () => ({})): void {
  const state = (repo: Repo) => repo.read('rev-parse HEAD') + repo.at('server').read('for-each-ref');

  const title = '%s with a key is stopped, one without passes';
  const names = Object.keys(attempts);
  test.skip.each(leftToCi(names, names.length))(title, () => {});
  test.each(sample(names, names.length))(title, { timeout: patience }, (name) => {
    const outcome = (secret: string) => {
      const repo = ready();
      let before = '';
      const run = attempts[name]!(repo, secret, (args) => {
        before = state(repo);
        return inProject(repo, 'git', args, env());
      });
      return { ...run, said: run.stdout + run.stderr, isDone: state(repo) !== before };
    };

    const dirty = outcome(fakes(name).awsKeyId);
    const clean = outcome(harmless(name).awsKeyId);

    expect(dirty.said).toContain('keyhalt: 1 finding in ');
    expect(dirty.said).not.toContain(fakes(name).awsKeyId);
    expect(dirty).toMatchObject({ code: expect.toSatisfy((code) => code !== 0), isDone: false });
    expect(clean, clean.said).toMatchObject({ code: 0, isDone: true });
    expect(clean.said).not.toContain('keyhalt: ');
  });
}
