/** What Node leaves in git's folder for the gate: a policy that looks for no more, and what was found clean. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../hooks/installed.ts';
import { fakes } from '../support/fakes.ts';
import { bin, costly, keyhaltHook, rare } from '../support/keyhalt.ts';
import { aRepo, type Files, type Repo } from '../support/repo.ts';
import { plain } from './answers.ts';

const key = fakes('notes').awsKeyId;

/** What a hook answers, and whether it asked Node for it: a real one, which notes that. */
function ask(repo: Repo, ...args: readonly string[]): string {
  return askIn(repo, {}, ...args);
}

function askIn(repo: Repo, env: NodeJS.ProcessEnv, ...args: readonly string[]): string {
  const node = repo.beside('noting-node');
  put(node, `#!/bin/sh\necho asked >&2\nexec '${process.execPath}' "$@"\n`);
  const { code, stderr } = keyhaltHook(repo, args, { env: { KEYHALT_NODE: node, ...env } });
  return `${code} ${stderr}`.trim();
}

describe.skipIf(!costly)('with a policy', () => {
  const allows = '[[allow]]\npaths = ["docs/**"]\nreason = "examples"\n';

  const withPolicy = (policy: Files): Repo =>
    aRepo()
      .write({ ...plain, ...policy })
      .git('add .')
      .git('commit -qm one')
      .write({ 'a.txt': 'two\n' })
      .git('add .');

  test.each<readonly [string, Files]>([
    ['only allows', { 'keyhalt.toml': allows }],
    [
      'stops more, and looks for less',
      {
        'keyhalt.toml':
          '[scan]\nfail-on = "low"\ndisable = ["amazon-mws-auth-token"]\n[decode]\nbase64 = 0\n',
      },
    ],
    ['is both', { 'keyhalt.toml': allows, 'keyhalt.baseline': '' }],
  ])('that %s, Node is asked once', (_, policy) => {
    const repo = withPolicy(policy);

    expect([ask(repo, 'pre-commit'), ask(repo, 'pre-commit'), ask(repo, 'pre-commit')]).toEqual([
      '0 asked',
      '0',
      '0',
    ]);
    expect(ask(repo.write({ b: key }).git('add .'), 'pre-commit')).toMatch(/^1 asked\n.*aws-access-key-id/s);
  });

  test.skipIf(!costly)('that is another one, it is asked again', () => {
    const repo = withPolicy({ 'keyhalt.toml': allows });
    expect([ask(repo, 'pre-commit'), ask(repo, 'pre-commit')]).toEqual(['0 asked', '0']);

    repo
      .write({ 'keyhalt.toml': `${allows}# more\n` })
      .git('add .')
      .git('commit -qnm two')
      .write({ 'a.txt': 'three\n' });

    expect([ask(repo.git('add .'), 'pre-commit'), ask(repo, 'pre-commit')]).toEqual(['0 asked', '0']);
    expect(ask(repo.write({ 'keyhalt.toml': `${allows}# staged\n` }).git('add .'), 'pre-commit')).toBe(
      '0 asked',
    );
  });

  rare.each<readonly [string, string]>([
    [
      'brings rules',
      '[[rules]]\nid = "acme"\ndescription = "ACME"\nseverity = "high"\nregex = "acme_[a-z]{9}"\n',
    ],
    ['enables one', '[scan]\nenable = ["aws-account-id"]\n'],
    ['looks for own keys', '[scan]\nown-keys = true\n'],
    ['decodes more', '[decode]\nbase64 = 3\n'],
  ])('that %s, it is asked every time', (_, policy) => {
    const repo = withPolicy({ 'keyhalt.toml': policy });

    expect([ask(repo, 'pre-commit'), ask(repo, 'pre-commit')]).toEqual(['0 asked', '0 asked']);
  });

  test.skipIf(!costly)('that was known to another keyhalt, it is asked', () => {
    const repo = withPolicy({ 'keyhalt.toml': allows });
    ask(repo, 'pre-commit');
    const known = readFileSync(join(repo.root, '.git', 'keyhalt-policy'), 'utf8');

    repo.write({ '.git/keyhalt-policy': known.replace(/^.*/, '000000000000') });

    expect([ask(repo, 'pre-commit'), ask(repo, 'pre-commit')]).toEqual(['0 asked', '0']);
  });

  test.skipIf(!costly)('that cannot be noted, it is asked every time', () => {
    const repo = withPolicy({ 'keyhalt.toml': allows });
    mkdirSync(join(repo.root, '.git', 'keyhalt-policy'));

    expect([ask(repo, 'pre-commit'), ask(repo, 'pre-commit')]).toEqual(['0 asked', '0 asked']);
    // Nor is anything left of the attempt.
    const left = readdirSync(join(repo.root, '.git')).filter((name) => name.startsWith('keyhalt-'));
    expect(left).toEqual(['keyhalt-policy']);
  });
});

describe('what Node has looked at in pre-commit', () => {
  /** A run of forty letters that is no secret. */
  const wide = 'aVeryLongNameOfAFunctionThatNobodyWrites\n';
  const message = ['commit-msg', '../message'] as const;
  function looked(): Repo {
    const repo = aRepo()
      .write(plain)
      .git('add .')
      .git('commit -qm one')
      .write({ 'a.txt': wide })
      .git('add .');
    repo.at('.').write({ message: 'words\n' });
    expect(ask(repo, ...message)).toBe('0 asked');
    expect(ask(repo, 'pre-commit')).toBe('0 asked');
    return repo;
  }

  test('it is not asked for again in the hooks of the message', () => {
    const repo = looked();

    expect([ask(repo, ...message), ask(repo, 'prepare-commit-msg', '../message')]).toEqual(['0', '0']);
    expect(ask(repo, 'pre-commit')).toBe('0 asked');
  });

  rare.each<readonly [string, (repo: Repo) => unknown]>([
    ['something else is staged', (repo) => repo.write({ 'b.txt': wide }).git('add .')],
    [
      'it goes on another commit',
      (repo) => repo.git(['update-ref', 'HEAD', repo.read('commit-tree HEAD^{tree} -p HEAD -m two')]),
    ],
    ['the message is to be looked at', (repo) => repo.at('.').write({ message: wide })],
    ['what is noted is something else', (repo) => repo.write({ '.git/keyhalt-clean': 'another\n' })],
  ])('but it is when %s', (_, change) => {
    const repo = looked();
    change(repo);

    expect(ask(repo, ...message)).toBe('0 asked');
  });

  rare('but it is when it goes on another commit, which no file of that branch says', () => {
    const repo = looked().git('pack-refs --all');
    expect([ask(repo, 'pre-commit'), ask(repo, ...message)]).toEqual(['0 asked', '0']);

    repo.git(['update-ref', 'HEAD', repo.read('commit-tree HEAD^{tree} -p HEAD -m two')]);
    repo.git('pack-refs --all');

    expect(ask(repo, ...message)).toBe('0 asked');
  });

  rare('but it is when it was another keyhalt', () => {
    const repo = looked();
    const [ours, other] = [join(bin, '..'), repo.beside('other keyhalt')];
    for (const part of ['bin/keyhalt-hook', 'dist/gate'])
      cpSync(join(ours, part), join(other, part), { recursive: true });
    writeFileSync(join(other, 'dist', 'hook.cjs'), `require('${join(ours, 'dist', 'hook.cjs')}');\n`);
    const asked = () => {
      const env = { KEYHALT_NODE: repo.beside('noting-node') };
      return repo.run(join(other, 'bin', 'keyhalt-hook'), message, { env }).stderr;
    };
    expect(asked()).toBe('');

    writeFileSync(join(other, 'dist', 'gate', 'engine'), 'another\n');

    expect(asked()).toBe('asked\n');
  });

  rare('but it is when a day is over where allow entries expire, which is by UTC', () => {
    const repo = looked();
    const PATH = `${repo.beside('clock')}:${repo.env.PATH}`;
    const on = (day: string, ...args: readonly string[]) => {
      put(join(repo.beside('clock'), 'date'), `#!/bin/sh\n[ "$1" = -u ] && echo ${day} || echo 2026-01-01\n`);
      return askIn(repo, { PATH }, ...args);
    };
    expect(on('2026-01-01', 'pre-commit')).toBe('0 asked');
    expect(on('2026-01-01', ...message)).toBe('0');

    expect(on('2026-01-02', ...message)).toBe('0 asked');
  });

  rare('but it is when it was looked at again, and not to its end', () => {
    const repo = looked();
    const failing = repo.beside('failing-node');
    put(failing, '#!/bin/sh\nexit 3\n');
    expect(ask(repo, ...message)).toBe('0');

    expect(askIn(repo, { KEYHALT_NODE: failing }, 'pre-commit')).toBe('3');

    expect(ask(repo, ...message)).toBe('0 asked');
  });

  rare('an index without a sum is looked at every time, whatever is noted of it', () => {
    const repo = looked();
    const index = join(repo.root, '.git', 'index');
    // As newer gits write it with index.skipHash.
    const withoutSum = () => {
      const bytes = readFileSync(index);
      writeFileSync(index, bytes.fill(0, bytes.length - 20));
    };
    withoutSum();
    expect([ask(repo, 'pre-commit'), ask(repo, ...message)]).toEqual(['0 asked', '0 asked']);

    repo.write({ 'b.txt': key, '.git/keyhalt-clean': '' }).git('add b.txt');
    withoutSum();

    expect(ask(repo, ...message)).toMatch(/^1 asked/);
  });

  rare('what is staged while Node looks at what was is looked at in the hooks of the message', () => {
    const repo = looked().write({ 'b.txt': key });
    const git = repo.beside('staging-git');
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8', env: repo.env }).trim();
    // Just behind the list that Node is given.
    const after = 'case "$*" in *"diff-index "*" -z HEAD --") "$real" add b.txt ;; esac';
    put(join(git, 'git'), `#!/bin/sh\nreal='${real}'\n"$real" "$@"; code=$?\n${after}\nexit $code\n`);

    expect(askIn(repo, { PATH: `${git}:${repo.env.PATH}` }, 'pre-commit')).toBe('0 asked');
    expect(repo.read('diff --cached --name-only')).toContain('b.txt');

    expect(ask(repo, ...message)).toMatch(/^1 asked/);
  });

  test('that it stopped something is not forgotten', () => {
    const repo = looked().write({ 'b.txt': key }).git('add .');

    expect(ask(repo, 'pre-commit')).toMatch(/^1 asked/);
    expect(ask(repo, ...message)).toMatch(/^1 asked/);
  });
});

test('a pipe in the place of a note is not waited for', () => {
  const repo = aRepo()
    .write({ ...plain, 'keyhalt.toml': '[[allow]]\npaths = ["docs/**"]\nreason = "examples"\n' })
    .git('add .')
    .git('commit -qm one')
    .write({ 'a.txt': 'two\n' })
    .git('add .');
  repo.at('.').write({ message: 'words\n' });
  const asked = () => {
    for (const name of ['keyhalt-policy', 'keyhalt-clean'])
      repo.run('sh', ['-c', `rm -f .git/${name} && mkfifo .git/${name}`]);
    return [ask(repo, 'pre-commit'), ask(repo, 'commit-msg', '../message')];
  };

  expect(asked()).toEqual(['0 asked', '0']);
  repo.write({ 'b.txt': key }).git('add .');
  expect(asked()).toEqual([expect.stringMatching(/^1 asked/), expect.stringMatching(/^1 asked/)]);
});
