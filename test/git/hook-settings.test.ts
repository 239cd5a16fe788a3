/** Hooks that settings name, as git 2.54 and newer run them: how they are read, and taken out of what keyhalt starts git for. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hookSettings, withoutSetHooks } from '../../src/git/hook-settings.ts';
import { isGit2 } from '../support/git-version.ts';
import { keyhalt } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { canary } from '../support/stopped.ts';

/** With a hook of that name for changes of an index, and for another event. */
const withHook = (repo: Repo, name: string) =>
  repo
    .git(['config', `hook.${name}.command`, canary(repo)])
    .git(['config', `hook.${name}.event`, 'post-index-change'])
    .git(['config', '--add', `hook.${name}.event`, 'reference-transaction']);

const variables = (repo: Repo, env: NodeJS.ProcessEnv = {}) =>
  withoutSetHooks({ cwd: repo.root, env: { ...repo.env, ...env } });

describe('the variables', () => {
  test('are none where settings name no hook', () => {
    expect(variables(aRepo())).toEqual({});
  });

  test('take all events from each, whatever it is called', () => {
    const repo = withHook(withHook(aRepo(), 'one'), 'an=other One');

    expect(variables(repo)).toEqual({
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'hook.one.event',
      GIT_CONFIG_VALUE_0: '',
      GIT_CONFIG_KEY_1: 'hook.an=other One.event',
      GIT_CONFIG_VALUE_1: '',
    });
  });

  test.skipIf(!isGit2(31))('come after those that are there, as git 2.31 and newer read them', () => {
    const there = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.name', GIT_CONFIG_VALUE_0: 'x' };

    expect(variables(withHook(aRepo(), 'one'), there)).toEqual({
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_1: 'hook.one.event',
      GIT_CONFIG_VALUE_1: '',
    });
  });

  test('cannot be told for a name that is no UTF-8', () => {
    const repo = aRepo().write({
      '.git/config': Buffer.from('[hook "\xff"]\n\tevent = pre-commit\n', 'latin1'),
    });

    expect(() => variables(repo)).toThrow('is no UTF-8');
  });
});

describe('what settings say', () => {
  const read = (text: string) => {
    const repo = aRepo().write({ '.git/more': text }).git('config include.path more');
    const { byEvent, commands, off } = hookSettings({ cwd: repo.root, env: repo.env });
    return { events: Object.fromEntries(byEvent), commands: Object.fromEntries(commands), off: [...off] };
  };

  test('is nothing where they name no hook', () => {
    expect(read('[hook]\njobs = 2\n')).toEqual({ events: {}, commands: {}, off: [] });
  });

  test('of commands the last one counts, of events all, in the order in which they were named last', () => {
    const settings =
      '[hook "a.b C"]\ncommand = one\nevent = pre-commit\nevent = pre-push\n' +
      '[hook "d"]\ncommand = three\nevent = pre-commit\n' +
      '[hook "a.b C"]\ncommand = two\nevent = pre-commit\n';

    expect(read(settings)).toEqual({
      events: { 'pre-commit': ['d', 'a.b C'], 'pre-push': ['a.b C'] },
      commands: { 'a.b C': 'two', d: 'three' },
      off: [],
    });
  });

  test('an empty event takes those before it away, and no one else’s', () => {
    const settings = '[hook "a"]\nevent = pre-commit\n[hook "b"]\nevent = pre-commit\n[hook "a"]\nevent =\n';

    expect(read(settings).events).toEqual({ 'pre-commit': ['b'] });
  });

  test.each([
    ['false', true],
    ['No', true],
    ['0', true],
    ['', true],
    ['false\nenabled = yes', false],
    ['true\nenabled = off', true],
    ['off\nenabled = 1', false],
    ['false\nenabled = perhaps', true],
    ['perhaps', false],
  ])('enabled = %j switches it off: %j', (value, isOff) => {
    expect(read(`[hook "a"]\nenabled = ${value}\n`).off).toEqual(isOff ? ['a'] : []);
  });
});

describe.skipIf(!isGit2(54))('where git, 2.54 or newer, runs such hooks', () => {
  const sang = (repo: Repo) => existsSync(repo.beside('canary-sang'));

  test('it does so for whoever changes the index', () => {
    const repo = withHook(aRepo(), 'one').stage({ a: 'a\n' });

    expect(sang(repo), 'else the tests below tell nothing').toBe(true);
  });

  test.each(['doctor', 'scan --staged', 'scan --history', 'scan .'])('keyhalt %s starts none', (command) => {
    const repo = aRepo().commit('start', { a: 'a\n' });
    keyhalt(repo, 'install');
    withHook(repo, 'one');

    const run = keyhalt(repo, command);

    expect(sang(repo)).toBe(false);
    expect(run.code, run.stderr).toBe(0);
  });
});
