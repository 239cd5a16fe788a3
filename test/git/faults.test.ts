/** What cannot be read is never called clean: damaged repositories, missing objects, half a merge. */
import { chmodSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fake, harmless } from '../support/fakes.ts';
import { attempt } from '../support/hooks.ts';
import { costly, keyhalt, scanStaged } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { canary, incomplete, neverClean } from '../support/stopped.ts';

const content = (secret: string) => `REGION=eu\nKEY=${secret}\n`;

/** Stages a file and spoils the object that holds it. */
function spoiled(repo: Repo, secret: string, spoil: (file: string, bytes: Buffer) => void): Repo {
  repo.stage({ '.env': content(secret) });
  damage(repo, repo.blob(content(secret)), spoil);
  return repo;
}

function damage(repo: Repo, oid: string, spoil: (file: string, bytes: Buffer) => void): void {
  const file = join(repo.root, '.git', 'objects', oid.slice(0, 2), oid.slice(2));
  chmodSync(file, 0o644);
  spoil(file, readFileSync(file));
}

const remove = (repo: Repo, oid: string) =>
  repo.write({ [`.git/objects/${oid.slice(0, 2)}/${oid.slice(2)}`]: null });

describe('a staged object that is', () => {
  incomplete('missing', (repo, secret) =>
    remove(repo.stage({ '.env': content(secret) }), repo.blob(content(secret))),
  );
  incomplete('empty', (repo, secret) => spoiled(repo, secret, (file) => truncateSync(file)));
  incomplete('cut short', (repo, secret) =>
    spoiled(repo, secret, (file, bytes) => truncateSync(file, bytes.length - 9)),
  );
  incomplete('cut short within its header', (repo, secret) =>
    spoiled(repo, secret, (file) => truncateSync(file, 7)),
  );
  incomplete('not deflated', (repo, secret) =>
    spoiled(repo, secret, (file) => writeFileSync(file, 'not zlib')),
  );
  incomplete('of no known type', (repo, secret) =>
    spoiled(repo, secret, (file) => writeFileSync(file, deflateSync(`blub 3\0abc`))),
  );
  incomplete('longer than it says', (repo, secret) =>
    spoiled(repo, secret, (file) => writeFileSync(file, deflateSync(`blob 3\0abcdef`))),
  );
  incomplete('another one under its name', (repo, secret) =>
    spoiled(repo, secret, (file) => writeFileSync(file, deflateSync(`blob 6\0clean\n`))),
  );
  incomplete('a commit under its name', (repo, secret) => {
    const commit = repo.commit('start').read('cat-file commit HEAD');
    const bytes = deflateSync(`commit ${Buffer.byteLength(commit)}\0${commit}`);
    return spoiled(repo, secret, (file) => writeFileSync(file, bytes));
  });
  incomplete('damaged in its pack', (repo, secret) => {
    const oid = repo.stage({ '.env': content(secret) }).blob(content(secret));
    const pack = repo.read('pack-objects -q .git/objects/pack/pack', { input: `${oid}\n` });
    const file = join(repo.git('prune-packed').root, '.git', 'objects', 'pack', `pack-${pack}.pack`);
    const bytes = readFileSync(file);
    chmodSync(file, 0o644);
    writeFileSync(file, bytes.fill(0x55, 14, bytes.length - 20));
    return repo;
  });
  incomplete('only promised by a remote, and nobody is asked for it', (repo, secret) => {
    remove(repo.stage({ '.env': content(secret) }), repo.blob(content(secret)));
    const settings = {
      'core.repositoryFormatVersion': '1',
      'extensions.partialClone': 'origin',
      'remote.origin.promisor': 'true',
      'remote.origin.url': 'ssh://nobody@nowhere.invalid/repo',
      'core.sshCommand': canary(repo),
    };
    for (const [key, value] of Object.entries(settings)) repo.git(['config', key, value]);
    return repo;
  });

  test('missing does not hide the key in another file', async () => {
    const other = harmless().awsKeyId;
    const repo = aRepo().stage({ a: content(other), b: content(fake.awsKeyId), c: 'c\n' });

    const run = await scanStaged(remove(repo, repo.blob(content(other))));

    expect(run.code).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({ complete: false, findings: [{ path: 'b' }] });
    expect(JSON.parse(run.stdout).errors).not.toEqual([]);
  });
});

describe.skipIf(!costly)('damage around it:', () => {
  incomplete('an index that is cut short', (repo, secret) => {
    const index = join(repo.stage({ '.env': content(secret) }).root, '.git', 'index');
    truncateSync(index, 40);
    return repo;
  });
  neverClean('a branch that names a missing commit', (repo, secret) =>
    withBranch(repo.stage({ '.env': content(secret) }), `${'1'.repeat(40)}\n`),
  );
  neverClean('a branch that holds garbage', (repo, secret) =>
    withBranch(repo.commit('start').stage({ '.env': content(secret) }), 'garbage\n'),
  );
  neverClean('the old content of the file is missing', (repo, secret) => {
    repo.commit('start', { '.env': 'old\n' }).stage({ '.env': content(secret) });
    return remove(repo, repo.blob('old\n'));
  });
  neverClean('the tree of HEAD is missing', (repo, secret) => {
    repo.commit('start', { 'sub/a': 'old\n' }).stage({ '.env': content(secret) });
    return remove(repo, repo.read('rev-parse HEAD:sub'));
  });
});

describe('a merge whose other side', () => {
  const side = (repo: Repo, secret: string) =>
    repo
      .commit('start', { a: 'a\n' })
      .branch('side')
      .commit('leak', { '.env': content(secret) })
      .commit('gone', { '.env': null })
      .checkout('main')
      .commit('main', { b: 'b\n' });

  incomplete('has lost a blob on its way', (repo, secret) =>
    attempt(remove(side(repo, secret), repo.blob(content(secret))), 'merge -m x side'),
  );
  incomplete('has a damaged blob on its way', (repo, secret) => {
    damage(side(repo, secret), repo.blob(content(secret)), (file) =>
      writeFileSync(file, deflateSync(`blob 1\0a`)),
    );
    return attempt(repo, 'merge -m x side');
  });
  incomplete('is named by garbage in MERGE_HEAD', (repo, secret) =>
    keyhalt(side(repo, secret).write({ '.git/MERGE_HEAD': 'garbage\n' }), 'hook pre-commit'),
  );
  incomplete('is a commit that is not there', (repo, secret) =>
    keyhalt(side(repo, secret), 'hook pre-merge-commit', { env: { [`GITHEAD_${'1'.repeat(40)}`]: 'side' } }),
  );
  incomplete('is named by nobody, as when something emptied the environment', (repo, secret) =>
    keyhalt(side(repo, secret), 'hook pre-merge-commit'),
  );
});

/** Where git keeps refs in tables by default, they are made files first. */
function withBranch(repo: Repo, text: string): Repo {
  repo.run('git', 'refs migrate --ref-format=files');
  return repo.write({ '.git/refs/heads/main': text });
}
