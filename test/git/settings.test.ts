/** Neither attributes nor settings nor the environment hide staged content, and no program that they name is started. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { scanStaged } from '../support/keyhalt.ts';
import type { Repo } from '../support/repo.ts';
import { canary, stopped } from '../support/stopped.ts';

/** A change in a later commit, one folder down, so that prefixes and renames matter. */
const change = (repo: Repo, secret: string) =>
  repo
    .commit('start', { 'sub/a.txt': 'a\n', 'sub/b.txt': 'b\n' })
    .stage({ 'sub/a.txt': `a\nKEY=${secret}\n`, 'sub/b.txt': null, 'sub/c.txt': 'b\n' });

describe('attributes', () => {
  const lines = [
    '-diff',
    'binary',
    '-text',
    'text',
    'diff=x',
    'filter=x',
    'export-ignore',
    'linguist-generated',
    '-merge',
  ];
  for (const attribute of lines) {
    stopped(`.gitattributes says ${attribute}`, (repo, secret) =>
      change(repo.commit('attributes', { '.gitattributes': `* ${attribute}\n` }), secret),
    );
  }
  stopped('the same commit brings them', (repo, secret) =>
    change(repo, secret).stage({ '.gitattributes': '* -diff\n' }),
  );
  stopped('only the work tree has them', (repo, secret) =>
    change(repo, secret).write({ '.gitattributes': '* -diff\n' }),
  );
  stopped('.git/info/attributes has them', (repo, secret) =>
    change(repo, secret).write({ '.git/info/attributes': '* binary\n' }),
  );
  stopped('core.attributesFile has them', (repo, secret) =>
    change(repo, secret)
      .write({ '.git/blind': '* -diff\n' })
      .git(['config', 'core.attributesFile', join(repo.root, '.git', 'blind')]),
  );
});

describe('settings', () => {
  const settings = [
    'diff.noprefix true',
    'diff.mnemonicPrefix true',
    'diff.renames copies',
    'diff.relative true',
    'diff.ignoreSubmodules all',
    'diff.algorithm histogram',
    'diff.context 0',
    'diff.suppressBlankEmpty true',
    'diff.wsErrorHighlight all',
    'diff.orderFile ../no-such-file',
    'color.ui always',
    'color.diff always',
    'core.quotePath true',
    'core.abbrev 4',
    'core.bigFileThreshold 1',
    'core.autocrlf true',
    'core.ignoreCase true',
    'core.untrackedCache true',
    'core.preloadIndex false',
    'core.commitGraph true',
    'core.warnAmbiguousRefs false',
    'core.fileMode false',
    'feature.manyFiles true',
    'index.sparse true',
    'log.showRoot false',
    'submodule.recurse true',
    'extensions.worktreeConfig true',
  ];
  for (const setting of settings) {
    stopped(setting, (repo, secret) =>
      scanStaged(change(repo, secret).git(`config ${setting}`), { cwd: 'sub' }),
    );
  }
});

describe('programs that settings name', () => {
  const settings: Record<string, string[]> = {
    'a file system monitor': ['core.fsmonitor'],
    'a diff program': ['diff.external'],
    'a text converter': ['diff.x.textconv', 'diff.x.command'],
    filters: ['filter.x.clean', 'filter.x.smudge', 'filter.x.process'],
    'a pager': ['core.pager', 'pager.diff-index', 'pager.cat-file', 'pager.rev-parse'],
    'a signature checker': ['gpg.program'],
    'an editor': ['core.editor', 'sequence.editor'],
    'network helpers': ['core.sshCommand', 'core.askPass', 'credential.helper', 'core.alternateRefsCommand'],
    'a hooks folder': ['core.hooksPath'],
  };
  for (const [name, keys] of Object.entries(settings)) {
    stopped(name, (repo, secret) => {
      change(repo, secret).write({ '.git/info/attributes': '* diff=x filter=x\n' });
      for (const key of keys)
        repo.git(['config', key, key === 'core.hooksPath' ? hooksFolder(repo) : canary(repo)]);
      return repo.git('config --file .git/config log.showSignature true');
    });
  }
  stopped('aliases', (repo, secret) => {
    change(repo, secret);
    for (const name of ['diff-index', 'cat-file', 'rev-parse'])
      repo.git(['config', `alias.${name}`, `!${canary(repo)}`]);
    return repo;
  });
});

describe('the environment', () => {
  const variables: Record<string, (repo: Repo) => NodeJS.ProcessEnv> = {
    GIT_EXTERNAL_DIFF: (repo) => ({ GIT_EXTERNAL_DIFF: canary(repo) }),
    GIT_PAGER: (repo) => ({ GIT_PAGER: canary(repo), PAGER: canary(repo) }),
    GIT_SSH_COMMAND: (repo) => ({ GIT_SSH_COMMAND: canary(repo), GIT_ASKPASS: canary(repo) }),
    GIT_DIFF_OPTS: () => ({ GIT_DIFF_OPTS: '--unified=0' }),
    'GIT_TRACE to stderr': () => ({
      GIT_TRACE: '1',
      GIT_TRACE_PACKET: '1',
      GIT_TRACE2: '1',
      GIT_TRACE_SETUP: '1',
    }),
    'GIT_TRACE to stdout': () => ({ GIT_TRACE: '/dev/stdout', GIT_TRACE2_EVENT: '/dev/stdout' }),
    'pathspec switches': () => ({ GIT_GLOB_PATHSPECS: '1', GIT_ICASE_PATHSPECS: '1' }),
    'settings by GIT_CONFIG_COUNT': (repo) => ({
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.fsmonitor',
      GIT_CONFIG_VALUE_0: canary(repo),
    }),
    'settings by GIT_CONFIG_PARAMETERS': (repo) => ({
      GIT_CONFIG_PARAMETERS: `'core.fsmonitor=${canary(repo)}'`,
    }),
    'colours that are forced': () => ({ FORCE_COLOR: '3', CLICOLOR_FORCE: '1', TERM: 'xterm-256color' }),
    'another language': () => ({ LC_ALL: 'de_DE.UTF-8', LANGUAGE: 'de', LANG: 'de_DE.UTF-8' }),
    'a prefix left over': () => ({ GIT_PREFIX: 'sub/' }),
  };
  for (const [name, variable] of Object.entries(variables)) {
    stopped(name, (repo, secret) => scanStaged(change(repo, secret), { env: variable(repo) }));
  }
});

describe('objects that stand in for others', () => {
  stopped('the blob is replaced by a clean one', (repo, secret) => {
    change(repo, secret);
    return repo.git(`replace ${repo.blob(`a\nKEY=${secret}\n`)} ${repo.blob('a\n')}`);
  });
  stopped('HEAD is replaced by a commit that has it already', (repo, secret) => {
    const head = change(repo, secret).read('rev-parse HEAD');
    const stand = repo.read(['commit-tree', '-m', 'stand-in', repo.read('write-tree')]);
    return repo.git(`replace ${head} ${stand}`);
  });
  stopped('a graft changes the history', (repo, secret) => {
    const other = change(repo, secret).read(['commit-tree', '-m', 'other', repo.read('write-tree')]);
    return repo.write({ '.git/info/grafts': `${repo.read('rev-parse HEAD')} ${other}\n` });
  });
  stopped('a stale commit graph', (repo, secret) =>
    repo.commit('start').git('commit-graph write --reachable').commit('later').stage({ 'a.txt': secret }),
  );
});

/** With a program for each event that reading an index could set off. */
function hooksFolder(repo: Repo): string {
  for (const name of ['post-index-change', 'reference-transaction', 'fsmonitor-watchman', 'post-checkout']) {
    repo.at('.').write({ [`programs/${name}`]: '' });
    writeFileSync(repo.beside(`programs/${name}`), `#!/bin/sh\n${canary(repo)}\n`, { mode: 0o755 });
  }
  return repo.beside('programs');
}
