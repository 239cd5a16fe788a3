/** `keyhalt scan --staged` sees what the next commit takes, from wherever it is called and however the index is kept. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stagedSource } from '../../src/sources/staged.ts';
import { fake } from '../support/fakes.ts';
import { keyhalt, scanStaged } from '../support/keyhalt.ts';
import { aRepo } from '../support/repo.ts';
import { incomplete, passes, paths, stopped } from '../support/stopped.ts';

const env = (secret: string) => ({ '.env': `REGION=eu\nKEY=${secret}\n` });
const readme = { 'README.md': '# hi\n' };

describe('what is staged', () => {
  stopped('a new file', (repo, secret) => repo.commit('start', readme).stage(env(secret)));
  stopped('a new line in an old file', (repo, secret) =>
    repo.commit('start', env('none')).stage(env(secret)),
  );
  stopped('the first commit of all', (repo, secret) => repo.stage(env(secret)));
  stopped('gone from the work tree since', (repo, secret) => repo.stage(env(secret)).write({ '.env': null }));
  stopped('one of 2,000 files', (repo, secret) =>
    repo.stage(Array.from({ length: 2000 }, (_, n) => [`many/${n}.txt`, n === 1234 ? secret : `${n}\n`])),
  );
  stopped('a symbolic link that points to a key', (repo, secret) => repo.stage({ latest: { link: secret } }));
  stopped('a file that becomes a link', (repo, secret) =>
    repo.commit('start', { latest: 'v1\n' }).stage({ latest: { link: `/keys/${secret}` } }),
  );
  stopped('a link that becomes a file', (repo, secret) =>
    repo.commit('start', { latest: { link: 'v1' } }).stage({ latest: `${secret}\n` }),
  );
  stopped('a file where a folder was', (repo, secret) =>
    repo.commit('start', { 'keys/a': 'a\n' }).stage({ 'keys/a': null, keys: `${secret}\n` }),
  );
  stopped('an executable file', (repo, secret) =>
    repo.stage(env(secret)).git('update-index --chmod=+x .env'),
  );
  stopped('beside a file that is only announced', (repo, secret) =>
    repo.write({ later: 'later\n' }).git('add --intent-to-add later').stage(env(secret)),
  );
  stopped('marked as unchanged', (repo, secret) =>
    repo.commit('start', env('none')).stage(env(secret)).git('update-index --assume-unchanged .env'),
  );
  stopped('beside a submodule', (repo, secret) =>
    repo.stage(env(secret)).git(`update-index --add --cacheinfo 160000,${'1'.repeat(40)},library`),
  );

  passes('in the work tree only', (repo, secret) => repo.commit('start', env('none')).write(env(secret)));
  passes('announced only', (repo, secret) => repo.write(env(secret)).git('add --intent-to-add .env'));
  passes('made executable', (repo, secret) =>
    repo.commit('start', env(secret)).git('update-index --chmod=+x .env'),
  );

  incomplete('unmerged files', (repo, secret) =>
    repo.git('update-index --index-info', {
      input: [1, 2, 3]
        .map((stage) => `100644 ${repo.blob(`${stage} ${secret}\n`)} ${stage}\t.env\n`)
        .join(''),
    }),
  );

  test('content that git has no object for is an error, be it new or old', async () => {
    const [none, some] = ['0'.repeat(40), '1'.repeat(40)];
    const staged = (old: string, now: string) => {
      const changes = () => Buffer.from(`:100644 100644 ${old} ${now} M\0a\0`);
      return stagedSource({ cwd: '.', env: {}, ahead: { changes, objects: () => undefined } }, []);
    };

    expect(() => staged(some, none)).toThrow('that it has no object for');
    await expect(staged(none, some).before()).rejects.toThrow('that it has no object for');
  });

  test('a submodule is a counted skip', async () => {
    const repo = aRepo().git(`update-index --add --cacheinfo 160000,${'1'.repeat(40)},library`);

    const run = await scanStaged(repo);

    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout).skipped).toEqual([{ path: 'library', reason: 'submodule' }]);
  });

  test('a Git LFS pointer is a counted skip', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab12'.repeat(16)}\nsize 123456\n`;
    const repo = aRepo().stage({ 'film.mp4': pointer });

    const run = await scanStaged(repo);

    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout).skipped).toEqual([{ path: 'film.mp4', reason: 'git-lfs' }]);
  });

  test('what git-annex keeps is a counted skip, be it locked or not', async () => {
    const name = `SHA256E-s9--${'ab12'.repeat(16)}.mp4`;
    const repo = aRepo().stage({
      'locked.mp4': { link: `.git/annex/objects/Xx/z1/${name}/${name}` },
      'below/locked.mp4': { link: `../.git/annex/objects/Xx/z1/${name}/${name}` },
      'of-submodule.mp4': { link: `../.git/modules/x/annex/objects/Xx/z1/${name}/${name}` },
      'unlocked.mp4': `/annex/objects/${name}\n`,
      'other.txt': '/annex/objects/ is where git-annex has its files\n',
    });

    const run = await scanStaged(repo);

    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout).skipped).toEqual(
      ['below/locked.mp4', 'locked.mp4', 'of-submodule.mp4', 'unlocked.mp4'].map((path) => ({
        path,
        reason: 'git-annex',
      })),
    );
  });
});

describe('from elsewhere', () => {
  stopped('a subdirectory', (repo, secret) =>
    scanStaged(repo.stage({ 'deep/down/x': 'x\n', ...env(secret) }), { cwd: 'deep/down' }),
  );
  stopped('a linked work tree', (repo, secret) => {
    repo.commit('start').git('worktree add -q ../linked');
    return scanStaged(repo.at('linked').stage(env(secret)));
  });
  stopped('a work tree whose .git is a file', (repo, secret) => {
    repo.git('init -q --separate-git-dir=../kept-apart');
    return repo.stage(env(secret));
  });
  stopped('GIT_DIR and GIT_WORK_TREE', (repo, secret) => {
    const names = { GIT_DIR: join(repo.root, '.git'), GIT_WORK_TREE: repo.root };
    return scanStaged(repo.stage(env(secret)).at('home'), { env: names });
  });
  stopped('GIT_INDEX_FILE names another index', (repo, secret) => {
    const other = { env: { GIT_INDEX_FILE: join(repo.root, '.git', 'other') } };
    return scanStaged(repo.write(env(secret)).git('update-index --add .env', other), other);
  });

  test('GIT_INDEX_FILE is obeyed although .git/index holds a key', async () => {
    const repo = aRepo().stage(env(fake.awsKeyId));

    const run = await scanStaged(repo, { env: { GIT_INDEX_FILE: join(repo.root, '.git', 'empty') } });

    expect(run.code).toBe(0);
  });
});

describe('kinds of repository and index', () => {
  stopped('SHA-256, first commit', (repo, secret) => repo.stage(env(secret)), { objectFormat: 'sha256' });
  stopped('SHA-256, later', (repo, secret) => repo.commit('start', readme).stage(env(secret)), {
    objectFormat: 'sha256',
  });
  stopped('a split index', (repo, secret) =>
    repo.commit('start', readme).git('update-index --split-index').stage(env(secret)),
  );
  stopped('a version 4 index', (repo, secret) =>
    repo.commit('start', readme).git('update-index --index-version 4').stage(env(secret)),
  );
  stopped('a sparse checkout, inside the cone', (repo, secret) =>
    repo
      .commit('start', { 'in/a': 'a\n', 'out/b': 'b\n' })
      .git('sparse-checkout set --cone in')
      .stage({ 'in/.env': secret }),
  );
  stopped('a sparse checkout, outside the cone', (repo, secret) =>
    repo
      .commit('start', { 'in/a': 'a\n', 'out/b': 'b\n' })
      .git('sparse-checkout set --cone in')
      .index({ 'out/b': secret }),
  );
  stopped('a sparse index', (repo, secret) =>
    repo
      .commit('start', { 'in/a': 'a\n', 'out/deep/b': 'b\n' })
      .git('sparse-checkout set --cone --sparse-index in')
      .stage({ 'in/.env': secret }),
  );
  stopped('a folder that a sparse index has as one', (repo, secret) =>
    repo
      .commit('start', { 'in/a': 'a\n', 'out/deep/b': 'b\n' })
      .commit('more', { 'out/deep/.env': secret })
      .git('sparse-checkout set --cone --sparse-index in')
      .git('reset -q --soft HEAD~1'),
  );
  stopped('packed objects', (repo, secret) =>
    repo.commit('start', readme).stage(env(secret)).git('repack -q -a -d').git('prune-packed'),
  );
  stopped('objects in an alternate store', (repo, secret) => {
    repo.commit('start', readme).git('clone -q --shared . ../borrower');
    const borrower = repo.at('borrower');
    return scanStaged(borrower.git(`update-index --add --cacheinfo 100644,${repo.blob(secret)},.env`));
  });
  stopped('another git holds index.lock', (repo, secret) => {
    writeFileSync(join(repo.stage(env(secret)).root, '.git', 'index.lock'), '');
    return repo;
  });
  stopped('a folder in place of a tracked file', (repo, secret) => {
    repo.stage(env(secret)).write({ '.env': null });
    mkdirSync(join(repo.root, '.env'));
    return repo;
  });
});

test('the findings name file, line, column and rule', async () => {
  const repo = aRepo().stage(env(fake.awsKeyId));

  const { findings, complete, schemaVersion } = JSON.parse((await scanStaged(repo)).stdout);

  expect({ complete, schemaVersion }).toEqual({ complete: true, schemaVersion: 1 });
  expect(findings).toMatchObject([{ path: '.env', line: 2, column: 5, ruleId: 'aws-access-key-id' }]);
  expect(paths(await scanStaged(repo))).toEqual(['.env']);
});

test('the text format names file and line, too', () => {
  const repo = aRepo().stage(env(fake.awsKeyId));

  const { code, stdout } = keyhalt(repo, 'scan --staged');

  expect(code).toBe(1);
  expect(stdout).toMatch(/\.env:2\b.*aws-access-key-id/);
  expect(stdout).not.toContain(fake.awsKeyId);
});
