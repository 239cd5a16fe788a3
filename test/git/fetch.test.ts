/** What is fetched comes from origin by git itself: a repository's settings start nothing and add nothing. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fetchFromOrigin } from '../../src/git/fetch.ts';
import { place } from '../support/ci.ts';
import { isGit2 } from '../support/git-version.ts';
import { rare } from '../support/keyhalt.ts';
import type { Repo } from '../support/repo.ts';
import { canary } from '../support/stopped.ts';

const branch = '+refs/heads/main:refs/remotes/origin/main';

const ground = () => {
  const { here, up } = place();
  up.commit('start', { 'a.txt': 'a\n' }).git('tag v1');
  return { here, up };
};
const fetched = (here: Repo, env: NodeJS.ProcessEnv = {}) =>
  fetchFromOrigin({ cwd: here.root, env: { ...here.env, ...env } }, [branch]);
const sang = (here: Repo) => existsSync(here.beside('canary-sang'));
const refs = (here: Repo) => here.read(['for-each-ref', '--format=%(refname)']);

describe('a fetch', () => {
  test('brings what it is asked for, and nothing else', () => {
    const { here, up } = ground();
    up.git('branch other').git('bundle create -q ../bundle other');
    for (const [name, value] of [
      ['fetch.bundleURI', here.beside('bundle')],
      ['remote.origin.fetch', '+refs/*:refs/all/*'],
      ['remote.origin.tagOpt', '--tags'],
      ['fetch.prune', 'true'],
    ])
      here.git(['config', name!, value!]);

    fetched(here);

    expect(refs(here)).toBe('refs/remotes/origin/main');
    expect(existsSync(`${here.root}/.git/FETCH_HEAD`)).toBe(false);
  });

  const programs: readonly (readonly [string, (here: Repo, program: string) => unknown])[] = [
    [
      'a hook of its refs',
      (here, program) => {
        here.write({ '.git/hooks/x': '' }).git(['config', 'core.hooksPath', '../hooks']);
        here.at('.').write({ 'hooks/reference-transaction': `#!/bin/sh\nexec ${program}\n` });
        here.run('chmod', ['+x', here.beside('hooks/reference-transaction')]);
      },
    ],
    [
      'a hook of its refs in settings',
      (here, program) =>
        here
          .git(['config', 'hook.reference-transaction.command', 'true'])
          .git(['config', 'hook.its=own name.command', program])
          .git(['config', 'hook.its=own name.event', 'reference-transaction']),
    ],
    ['core.fsmonitor', (here, program) => here.git(['config', 'core.fsmonitor', program])],
    [
      'remote.ADDRESS.uploadpack',
      (here, program) => {
        const url = `file://${here.beside('up')}`;
        here.git(['config', `remote.${url}.url`, url]).git(['config', `remote.${url}.uploadpack`, program]);
      },
    ],
    [
      'remote.origin.uploadpack',
      (here, program) => here.git(['config', 'remote.origin.uploadpack', program]),
    ],
    ['remote.origin.vcs', (here) => here.git(['config', 'remote.origin.vcs', 'ext'])],
    [
      'core.alternateRefsCommand',
      (here, program) => {
        here.git('clone -q --bare ../up ../other').git(['config', 'core.alternateRefsCommand', program]);
        here.write({ '.git/objects/info/alternates': `${here.beside('other')}/objects\n` });
      },
    ],
  ];

  rare.each(programs)('does not start what %s names', (_, set) => {
    const { here } = ground();
    set(here, canary(here));

    fetched(here);

    expect(sang(here)).toBe(false);
    expect(refs(here)).toBe('refs/remotes/origin/main');
  });

  test.for(programs.filter(([name]) => !/vcs|ADDRESS/.test(name)))(
    'of git alone starts what %s names',
    ([name, set], { skip }) => {
      if (name.endsWith('in settings')) skip(!isGit2(54), 'git 2.54 and newer know such hooks');
      const { here } = ground();
      set(here, canary(here));

      here.run('git', ['fetch', '-q', 'origin', branch]);

      expect(sang(here), 'else the test above tells nothing').toBe(true);
    },
  );

  rare('goes no way that starts a program: ext:: is refused, wherever it stands', () => {
    const { here } = ground();
    const program = canary(here);
    here
      .git(['config', 'protocol.ext.allow', 'always'])
      .git(['config', `url.ext::${program} x.insteadOf`, 'file://']);

    expect(() => fetched(here)).toThrow("transport 'ext' not allowed");

    expect(sang(here)).toBe(false);
  });

  test('goes no other way than the environment allows', () => {
    expect(() => fetched(ground().here, { GIT_ALLOW_PROTOCOL: 'https' })).toThrow(
      "transport 'file' not allowed",
    );
  });

  rare('without an origin is an error', () => {
    const { here } = ground();

    expect(() => fetched(here.git('remote remove origin'))).toThrow('there is no origin to fetch from');
  });
});
