/** What keyhalt cannot do it refuses with exit code 2 and a reason, and never passes for a clean run. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe } from 'vitest';
import { isGit2, mindsOwners } from '../support/git-version.ts';
import { costly, keyhalt, keyhaltHook } from '../support/keyhalt.ts';
import type { GitOptions, Repo } from '../support/repo.ts';
import { incomplete } from '../support/stopped.ts';

const scan = (repo: Repo, options: GitOptions) => keyhalt(repo, 'scan --staged', options);
const staged = (repo: Repo, secret: string) => repo.stage({ '.env': `KEY=${secret}\n` });

describe('a call that says what does not exist', () => {
  const calls = [
    'scan --staged --no-such-option',
    'scan --stagd',
    'scam --staged',
    'scan --staged --format yaml',
    'scan --staged --fail-on never',
    'scan --staged --config no-such-file.toml',
    'scan --message no-such-file',
    'scan --message',
    'hook pre-comit',
    'hook commit-msg',
    'hook commit-msg no-such-file',
    'hook',
  ];
  for (const call of calls) incomplete(call, (repo, secret) => keyhalt(staged(repo, secret), call));

  incomplete('keyhalt-hook pre-comit', (repo, secret) => keyhaltHook(staged(repo, secret), 'pre-comit'));
  incomplete('keyhalt-hook commit-msg no-such-file', (repo, secret) =>
    keyhaltHook(staged(repo, secret), 'commit-msg no-such-file'),
  );
});

describe.skipIf(!costly)('a configuration that', () => {
  const texts: Record<string, string> = {
    'is no TOML': '[scan\n',
    'has an unknown key': '[scan]\nfailon = "low"\n',
    'has an unknown table': '[[alow]]\npaths = ["**"]\nreason = "x"\n',
    'has an unknown severity': '[scan]\nfail-on = "sometimes"\n',
    'allows without a reason': '[[allow]]\npaths = ["**"]\n',
    'has a pattern that is none': "[[allow]]\nvalues = ['''(''']\nreason = 'x'\n",
    'is not UTF-8': '# \xff\n',
  };
  for (const [name, text] of Object.entries(texts)) {
    const bytes = Buffer.from(text, 'latin1');
    incomplete(`${name}, staged`, (repo, secret) => staged(repo, secret).stage({ 'keyhalt.toml': bytes }));
    incomplete(`${name}, by --config`, (repo, secret) => {
      writeFileSync(repo.beside('bad.toml'), bytes);
      return keyhalt(staged(repo, secret), 'scan --staged --config ../bad.toml');
    });
  }
  incomplete('is a folder', (repo, secret) =>
    keyhalt(staged(repo, secret), 'scan --staged --config ../home'),
  );
  incomplete('is a link to itself', (repo, secret) => {
    symlinkSync('loop.toml', repo.beside('loop.toml'));
    return keyhalt(staged(repo, secret), 'scan --staged --config ../loop.toml');
  });
});

describe('a place where nothing can be scanned', () => {
  incomplete('no repository', (repo) => scan(repo, { cwd: '../home' }));
  incomplete('no repository, for a hook', (repo) => keyhaltHook(repo, 'pre-commit', { cwd: '../home' }));
  incomplete('a bare repository', (repo) => repo, { bare: true });
  incomplete('a GIT_DIR that is not there', (repo, secret) =>
    scan(staged(repo, secret), { env: { GIT_DIR: 'nowhere' } }),
  );
  describe.skipIf(!isGit2(mindsOwners))('that git minds from 2.36 on:', () => {
    incomplete("another user's repository", (repo, secret) =>
      scan(staged(repo, secret), { env: { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' } }),
    );
  });
  incomplete('settings that git cannot read', (repo, secret) =>
    staged(repo, secret).write({ '.git/config': '[core\nbroken' }),
  );
  incomplete('a format that git does not know', (repo, secret) =>
    staged(repo, secret).git('config core.repositoryFormatVersion 99'),
  );
  incomplete('no git on the way', (repo, secret) =>
    scan(staged(repo, secret), { env: { PATH: withoutGit(repo) } }),
  );
  incomplete('no git on the way, for a hook', (repo, secret) =>
    keyhaltHook(staged(repo, secret), 'pre-commit', { env: { PATH: withoutGit(repo) } }),
  );
});

/** A folder of all that a shell script could want, but for git. */
function withoutGit(repo: Repo): string {
  const folder = repo.beside('programs');
  mkdirSync(folder);
  symlinkSync(process.execPath, `${folder}/node`);
  const tools =
    'sh env cat dirname basename readlink sed grep tr uname ls head cut mktemp rm wc test expr printf od';
  const found = execFileSync('sh', ['-c', `for tool in ${tools}; do which $tool; done; true`], {
    encoding: 'utf8',
  });
  for (const tool of found.trim().split('\n')) symlinkSync(tool, `${folder}/${basename(tool)}`);
  return folder;
}
