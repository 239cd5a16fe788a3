/** Hooks that git's settings name, which git runs from 2.54 on. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type HookName, ourHooks } from '../../src/hooks/names.ts';
import { put } from '../hooks/installed.ts';
import { isGit2 } from '../support/git-version.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { aGuardedRepo, allStop, examined, hooksOf, scanners } from './examined.ts';

/** One for each event, besides whatever stands in the folder. */
function withSetHooks(repo: Repo): Repo {
  for (const name of ourHooks)
    setHook(repo, `keyhalt-${name}`, { event: name, command: scanner(repo, name) });
  return repo;
}

function setHook(repo: Repo, name: string, settings: Record<string, string>): Repo {
  for (const [key, value] of Object.entries(settings))
    repo.git(['config', '--add', `hook.${name}.${key}`, value]);
  return repo;
}

/** The command of a hook: a file with a blank in its path, which no folder of hooks holds. */
function scanner(repo: Repo, name: HookName): string {
  const path = repo.beside(`keyhalt scanners/${name}`);
  put(path, `#!/bin/sh\n${scanners[name]}\nexit 0\n`);
  return `'${path}'`;
}

const bySettings = ourHooks.map(
  (name) => `${name.padEnd(20)}stops the key, by hook.keyhalt-${name} of git's settings`,
);

describe.skipIf(!isGit2(54))('hooks that settings name, where git runs them', () => {
  const started = () => aRepo().commit('start', { file: 'text\n' });

  test('are driven as those in a folder are', async () => {
    expect(await examined(withSetHooks(started()))).toEqual({
      code: 0,
      lines: bySettings,
      text: expect.anything(),
    });
  });

  test('one may have several events', async () => {
    const repo = started();
    const command = "git grep --cached -q 'AKI[A]' && exit 1; :";
    setHook(repo, 'both', { event: 'pre-commit', command }).git(
      'config --add hook.both.event prepare-commit-msg',
    );

    const { code, lines } = await examined(repo);

    expect(code).toBe(2);
    expect(lines.filter((line) => line.includes('stops the key'))).toEqual([
      "pre-commit          stops the key, by hook.both of git's settings",
      "prepare-commit-msg  stops the key, by hook.both of git's settings",
    ]);
  });

  test('run wherever core.hooksPath leads', async () => {
    const repo = withSetHooks(started()).git('config core.hooksPath /dev/null');

    expect(await examined(repo)).toMatchObject({ code: 0 });
  });

  test('what is in the folder may stop the key as well', async () => {
    const repo = setHook(aGuardedRepo(), 'other', { event: 'pre-commit', command: 'true' });

    expect(await examined(repo)).toMatchObject({ code: 0, lines: allStop });
  });

  test.each([
    ['false, it does not run', 'keyhalt-pre-commit'],
    ...(isGit2(55) ? [['false for its event, it does not run, either', 'pre-commit']] : []),
  ])('with enabled = %s, and that is said', async (_, name) => {
    const repo = withSetHooks(started()).git(['config', `hook.${name}.enabled`, 'false']);

    const { code, lines } = await examined(repo);

    expect(code).toBe(2);
    expect(lines[0]).toMatch(/^pre-commit +DOES NOT RUN: there is no /);
    expect(lines.slice(1, 5)).toEqual(bySettings.slice(1));
    expect(lines.slice(5)).toEqual([expect.stringContaining(`hook.${name}.enabled is false: git `)]);
  });

  test.each([
    ['has no command', { event: 'post-checkout' }, /STOPS HARMLESS TEXT.*hook\.one\.command is missing/],
    [
      'is not there',
      { event: 'pre-commit', command: 'no-such-program' },
      /STOPS HARMLESS TEXT.*\(hook\.one, exit code 127: /,
    ],
    [
      'is another tool',
      { event: 'pre-commit', command: 'true' },
      /DOES NOT STOP the key: what git's settings name for it is not keyhalt: run keyhalt install$/,
    ],
    [
      'is keyhalt’s for another event',
      { event: 'pre-commit', command: ': keyhalt-hook pre-push' },
      /DOES NOT STOP the key: hook\.one ran and found nothing: its command should be keyhalt-hook pre-commit$/,
    ],
  ])('one that %s', async (_, settings, said) => {
    const { code, lines } = await examined(setHook(started(), 'one', settings));

    expect(code).toBe(2);
    expect(lines[0]).toMatch(said);
  });

  test('what git runs after keyhalt may stage more, which is worth a warning', async () => {
    const repo = setHook(withSetHooks(started()), 'last', { event: 'pre-commit', command: 'true' });
    put(join(hooksOf(repo), 'pre-commit'), '#!/bin/sh\n');

    const { code, lines } = await examined(repo);

    expect(code).toBe(0);
    expect(lines.at(-1)).toMatch(
      /^warning: after keyhalt's hook\.keyhalt-pre-commit git runs hook\.last and .*pre-commit; what they stage is seen by the hooks of the message alone$/,
    );
  });
});

test.skipIf(isGit2(54))(
  'hooks that settings name are passed over by an older git, which is said',
  async () => {
    const repo = setHook(aRepo().commit('start'), 'k', {
      event: 'pre-commit',
      command: 'keyhalt-hook pre-commit',
    });

    const { code, lines } = await examined(repo);

    expect(code).toBe(2);
    expect(lines[0]).toMatch(/^pre-commit +DOES NOT RUN/);
    expect(lines.at(-1)).toMatch(
      /^git version .* passes over hooks that settings name, as hook\.k: 2\.54 and newer run them$/,
    );
  },
);
