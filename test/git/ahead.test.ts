/** What git was asked while Node started is used where it is whole, and else asked for again. */
import { closeSync, openSync, type readSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { type Ahead, readAhead } from '../../src/git/ahead.ts';
import { indexChanges } from '../../src/git/changes.ts';
import { readObjects } from '../../src/git/object-reader.ts';
import { parseRawDiff } from '../../src/git/raw-diff.ts';
import { dyingGit } from '../support/dying-git.ts';
import { fakes } from '../support/fakes.ts';
import { costly, keyhaltHook } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const end = 'keyhalt: read to the end\n';

function aheadOf(repo: Repo, listing: string | Buffer, objects: string | Buffer): Ahead {
  const pipes = [listing, objects].map((content, at) => {
    writeFileSync(repo.beside(`pipe-${at}`), content);
    const pipe = openSync(repo.beside(`pipe-${at}`), 'r');
    onTestFinished(() => closeSync(pipe));
    return pipe;
  });
  return readAhead(pipes[0]!, pipes[1]!);
}

const staged = (): Repo =>
  aRepo().write({ a: 'one\n' }).git('add .').git('commit -qm one').write({ a: 'two\n' }).git('add .');
const listingOf = (repo: Repo): string => repo.read('diff-index --cached --raw -z --no-abbrev HEAD');

/** An environment in which git does not answer. */
const noGit = (repo: Repo) => ({ cwd: repo.root, env: { ...repo.env, PATH: '/nowhere' } });

async function contentsOf(
  repository: Parameters<typeof readObjects>[0],
  oids: readonly string[],
): Promise<string[]> {
  const all: string[] = [];
  for await (const part of readObjects(repository, oids))
    all.push('broken' in part ? part.broken.message : part.bytes.toString());
  return all;
}

test('what is staged and its content are read without git', async () => {
  const repo = staged();
  const [newer, older] = [repo.read('rev-parse :a'), repo.read('rev-parse HEAD:a')];
  const answers = `${older} blob 4\none\n\n${newer} blob 4\ntwo\n\n`;
  const ahead = aheadOf(repo, listingOf(repo) + end, answers);
  const repository = { ...noGit(repo), ahead };

  expect(indexChanges(repository)).toEqual(parseRawDiff(Buffer.from(listingOf(repo))));
  expect(await contentsOf(repository, [newer])).toEqual(['two\n']);
  expect(await contentsOf(repository, [older, newer])).toEqual(['one\n', 'two\n']);
});

test.each([
  ['is not whole', (listing: string) => listing],
  ['is empty', () => ''],
  ['is cut', (listing: string) => listing.slice(0, -1) + end.slice(0, -1)],
])('a list that %s is asked for again', (_, made) => {
  const repo = staged();
  const ahead = aheadOf(repo, made(listingOf(repo)), '');

  expect(ahead.changes()).toBeUndefined();
  expect(indexChanges({ cwd: repo.root, env: repo.env, ahead })).toHaveLength(1);
});

test.each<readonly [string, (oid: string) => string]>([
  ['is missing', (oid) => `${oid} missing\n`],
  ['is cut', (oid) => `${oid} blob 4\ntw`],
  ['lacks its last line feed', (oid) => `${oid} blob 4\ntwo\n`],
  ['stands behind what cannot be read', (oid) => `fatal: nothing\n${oid} blob 4\ntwo\n\n`],
])('an object that %s is asked for again', async (_, made) => {
  const repo = staged();
  const oid = repo.read('rev-parse :a');
  const ahead = aheadOf(repo, '', made(oid));

  const answers = await contentsOf({ cwd: repo.root, env: repo.env, ahead }, [oid]);

  expect(answers).toEqual(['two\n']);
});

test('an object that is another is told', async () => {
  const repo = staged();
  const oid = repo.read('rev-parse :a');

  const answers = await contentsOf({ ...noGit(repo), ahead: aheadOf(repo, '', `${oid} blob 4\nsix\n\n`) }, [
    oid,
  ]);

  expect(answers).toEqual(['six\n', expect.stringContaining(oid)]);
});

test('nothing comes through a pipe that is closed', () => {
  const closed = readAhead(999, 998);

  expect(closed.changes()).toBeUndefined();
  expect(closed.objects(['a'.repeat(40)])).toBeUndefined();
});

test.skipIf(!costly)('whatever git dies of, and when, a key is never let through', () => {
  const repo = staged()
    .write({ key: fakes('ahead').awsKeyId })
    .git('add .');
  // The list as it would be without what is staged last, which looks whole.
  const shorter = listingOf(repo).lastIndexOf(':');
  const cuts = { 'exit 128': [30], killed: [30], cut: [0, 30, shorter, 300], 'cut-quietly': [0, 30, 300] };
  for (const kind of ['exit 128', 'killed', 'cut', 'cut-quietly'] as const) {
    for (let call = 1; call <= 6; call++) {
      for (const bytes of cuts[kind]) {
        const { code, stderr } = keyhaltHook(repo, 'pre-commit', {
          env: dyingGit(repo, { kind, call, bytes }),
        });

        // What the gate's own git prints last cannot be known: a git that ends well in the middle is believed there.
        if (kind === 'cut-quietly' && call === 1) continue;
        expect([1, 2], `${kind} ${call} ${bytes}: ${stderr}`).toContain(code);
      }
    }
  }
});

test('Windows tells the end of a pipe by an error, and what came before it counts', () => {
  const pipes = [[`x\0${end}`], [`${'a'.repeat(40)} missing\n`, `${'b'.repeat(40)} blob 2\nhi\n`]].map(
    (parts) => parts.map((part) => Buffer.from(part)),
  );
  const read = ((pipe: number, into: Buffer) => {
    const part = pipes[pipe]!.shift();
    if (part === undefined) throw Object.assign(new Error('EOF: end of file, read'), { code: 'EOF' });
    return part.copy(into);
  }) as typeof readSync;
  const ahead = readAhead(0, 1, read);

  expect(ahead.changes()?.toString()).toBe('x\0');
  expect(ahead.objects(['b'.repeat(40)] as unknown as Parameters<Ahead['objects']>[0])?.toString()).toContain(
    'hi\n',
  );
});
