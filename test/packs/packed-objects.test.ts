/** What is read from packs is what git hands out, in its order, and whatever is not as usual is left to git. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { objectsAtOnce, type ReadObjects } from '../../src/git/object-reader.ts';
import type { Oids } from '../../src/git/oid-list.ts';
import type { Repository } from '../../src/git/process.ts';
import { storedObjects } from '../../src/git/stored-objects.ts';
import { PackedObjects } from '../../src/packs/packed-objects.ts';
import { packIndexes, packsOf } from '../../src/packs/packs.ts';
import { Ring } from '../../src/packs/ring.ts';
import { gzip } from '../archives/build.ts';
import { fakes } from '../support/fakes.ts';
import { costly, keyhalt, leftToCi, rare, sample } from '../support/keyhalt.ts';
import { aRepo, type Repo, type RepoOptions } from '../support/repo.ts';
import { packFile } from './pack-file.ts';

const repositoryOf = (repo: Repo) => ({ cwd: repo.root, env: repo.env });

/** Every object, in order: its name, kind and bytes, or that it is broken. */
async function readBy(read: ReadObjects, oids: Oids): Promise<string[]> {
  const all: string[] = [];
  let content: Buffer[] = [];
  for await (const parts of read(oids))
    for (const part of parts) {
      if ('broken' in part) {
        // Its bytes may have come before.
        if (all.at(-1)?.startsWith(`${part.oid} `)) all.pop();
        all.push(`${part.oid} broken`);
        continue;
      }
      if (part.first) content = [];
      content.push(Buffer.from(part.bytes));
      if (part.last) all.push(`${part.oid} ${part.type} ${Buffer.concat(content).toString('base64')}`);
    }
  return all;
}

async function readByPacks(repository: Repository, git: ReadObjects, oids: Oids): Promise<string[]> {
  const packed = new PackedObjects((width) => packIndexes(packsOf(repository), width), git);
  try {
    return await readBy(packed.read, oids);
  } finally {
    packed.close();
  }
}

/** What packs gave, what git gave for the same, and how many objects git was asked for in between. */
async function compared(repo: Repo) {
  const repository = repositoryOf(repo);
  const oids = await storedObjects(repository);
  const git: ReadObjects = (some) => objectsAtOnce(repository, some);
  const asked: string[] = [];
  const rest: ReadObjects = (some) => {
    asked.push(...some);
    return git(some);
  };
  return {
    ours: await readByPacks(repository, rest, oids),
    theirs: await readBy(git, oids),
    asked,
    oids,
  };
}

/** Files that change line by line, so that there are deltas, and a few of other kinds. */
function history(options: RepoOptions = {}): Repo {
  const lines = Array.from({ length: 200 }, (_, at) => `line ${at} ${(at * 7919) % 1000}`);
  const repo = aRepo(options).commit('start', { empty: '', binary: Buffer.from([0, 1, 2, 255]) });
  for (let at = 0; at < 12; at++) {
    lines[(at * 37) % 200] = `changed ${at}`;
    repo.commit(`step ${at}`, { 'a/b/file.txt': lines.join('\n'), [`other ${at}`]: `${at}\n` });
  }
  return repo.git(['tag', '-a', '-m', 'a tag', 'v1']);
}

const ways: Record<string, (repo: Repo) => Repo> = {
  'one pack with long chains': (repo) => repo.git('repack -q -adf --depth=50 --window=50'),
  'bases by name': (repo) => repo.git('-c repack.useDeltaBaseOffset=false repack -q -adf --depth=50'),
  'no deltas': (repo) => repo.git('repack -q -adf --depth=0'),
  'several packs': (repo) => repo.git('repack -q -d').commit('later', { later: 'x\n' }).git('repack -q -d'),
  'places of eight bytes': (repo) => {
    repo.git('repack -q -ad');
    // As in packs of more than 2 GiB, here from the third hundred of bytes on.
    return repo.git(['index-pack', '--index-version=2,0x12c', packFile(repo, 'pack')]);
  },
  'without compression': (repo) => repo.git('-c core.compression=0 repack -q -adF'),
};

const formats = ['sha1', 'sha256'] as const;

describe.skip.each(leftToCi(formats))('%s:', () => test('whatever the pack is like', () => {}));

describe.each(sample(formats))('%s:', (objectFormat) => {
  test.each(Object.entries(ways))('%s', async (_, pack) => {
    const { ours, theirs, asked, oids } = await compared(pack(history({ objectFormat })));

    expect(ours).toEqual(theirs);
    expect(ours).toHaveLength(oids.length);
    expect(asked).toEqual([]);
  });
});

describe('git is asked for', () => {
  rare('what lies in no pack', async () => {
    const repo = history().git('repack -q -ad').commit('loose', { loose: 'x\n' });

    const { ours, theirs, asked } = await compared(repo);

    expect(ours).toEqual(theirs);
    // The commit, its tree and the blob.
    expect(asked).toHaveLength(3);
  });

  test('what is large', async () => {
    const large = Buffer.alloc(4_200_000, 'not very random words, ');
    const { ours, theirs, asked } = await compared(history().commit('large', { large }).git('repack -q -ad'));

    expect(ours).toEqual(theirs);
    expect(asked).toHaveLength(1);
  });

  rare('nothing that is less large, whether it can be compressed or not', async () => {
    const files = {
      dense: randomBytes(4_190_000),
      sparse: Buffer.alloc(4_190_000, 'not very random words, '),
    };
    const { ours, theirs, asked } = await compared(history().commit('large', files).git('repack -q -ad'));

    expect(ours).toEqual(theirs);
    expect(asked).toEqual([]);
  });

  rare('nothing where a base had to go to make room, and is of use again', async () => {
    const texts = Array.from({ length: 6 }, (_, at) => randomBytes(700_000 + at).toString('latin1'));
    const repo = history();
    // Of each there are three, which are deltas of one another.
    for (const end of ['', 'a', 'b'])
      repo.commit(`with ${end}`, Object.fromEntries(texts.map((text, at) => [`large ${at}`, text + end])));
    repo.git('repack -q -adf --depth=50');
    const repository = repositoryOf(repo);
    const stored = await storedObjects(repository);
    const oids = [...stored].filter((_, place) => stored.sizeAt(place) > 600_000);
    const refused: ReadObjects = (some) => {
      throw new Error(`git was asked for ${[...some].length}`);
    };
    // Bases of all of them do not stay for so long.
    const inTurn = [0, 1, 2].flatMap((nth) => oids.filter((_, at) => at % 3 === nth));

    const read = await readByPacks(repository, refused, inTurn);

    expect(read).toHaveLength(18);
  });

  rare('what is borrowed from another repository', async () => {
    const repo = history().git('repack -q -ad');
    repo.git(['clone', '-q', '--shared', '.', '../borrower']);

    const { ours, theirs, asked, oids } = await compared(repo.at('borrower'));

    expect(ours).toEqual(theirs);
    expect(asked).toHaveLength(oids.length);
  });

  test('all that follows, where packs hold one here and one there', async () => {
    const repo = history();
    for (let at = 0; at < 30; at++) repo.stage({ [`many ${at}`]: `${at} ${at}\n` });
    const packed = repo.read('cat-file --batch-all-objects --batch-check=%(objectname)').split('\n');
    const every = packed.filter((_, at) => at % 2 === 0).join('\n');
    repo.git('pack-objects -q .git/objects/pack/pack', { input: every }).git('prune-packed -q');

    const { ours, theirs, asked } = await compared(repo);

    expect(ours).toEqual(theirs);
    expect(asked.length).toBeGreaterThan(20);
  });

  rare('all, where an index is none or a pack is gone', async () => {
    for (const break_ of [
      (folder: string, name: string) => writeFileSync(join(folder, `${name}.idx`), 'none'),
      (folder: string, name: string) => rmSync(join(folder, `${name}.pack`)),
    ]) {
      const repo = history().git('repack -q -a');
      const folder = join(repo.root, '.git/objects/pack');
      const [idx] = readdirSync(folder).filter((name) => name.endsWith('.idx'));
      const oids = await storedObjects(repositoryOf(repo));
      rmSync(join(folder, idx!), { force: true });
      break_(folder, idx!.slice(0, -4));

      const git: ReadObjects = (some) => objectsAtOnce(repositoryOf(repo), some);
      expect(await readByPacks(repositoryOf(repo), git, oids)).toEqual(await readBy(git, oids));
    }
  });
});

test('lists come one after the other from packs that stay open, until these are closed', async () => {
  const repo = history().git('repack -q -ad');
  const repository = repositoryOf(repo);
  const oids = [...(await storedObjects(repository))];
  const git: ReadObjects = (some) => objectsAtOnce(repository, some);
  const right = await readBy(git, oids);
  const refused: ReadObjects = () => {
    throw new Error('git was asked');
  };
  const packed = new PackedObjects((width) => packIndexes(packsOf(repository), width), refused);

  const first = await readBy(packed.read, oids.slice(0, 10));
  repo.git('repack -q -adf --depth=0');
  const second = await readBy(packed.read, oids.slice(10));
  packed.close();

  expect([...first, ...second]).toEqual(right);
  const again = await readBy(packed.read, oids);
  packed.close();
  packed.close();
  expect(again).toEqual(right);
});

test('a damaged pack gives what is right, or an end that says so', async () => {
  const repo = history().git('repack -q -adf --depth=50');
  const repository = repositoryOf(repo);
  const oids = await storedObjects(repository);
  const git: ReadObjects = (some) => objectsAtOnce(repository, some);
  const right = await readBy(git, oids);
  const path = packFile(repo, 'pack');
  const good = readFileSync(path);
  rmSync(path);
  const places = {
    at: fc.integer({ min: 12, max: good.length - 21 }),
    flip: fc.integer({ min: 1, max: 255 }),
  };
  await fc.assert(
    fc.asyncProperty(fc.record(places), async ({ at, flip }) => {
      const bad = Buffer.from(good);
      bad[at]! ^= flip;
      writeFileSync(path, bad);

      const read = await readByPacks(repository, git, oids).catch((error: Error) => error.message);

      if (typeof read === 'string') expect(read).toMatch(/^git cat-file failed|^object /);
      else {
        const wrong = read.filter((one, place) => one !== right[place] && !one.endsWith('broken'));
        expect([read.length, wrong]).toEqual([right.length, []]);
      }
    }),
    // The first object is a commit, which becomes a blob by this: git gives it out as one.
    { numRuns: costly ? 60 : 10, examples: [[{ at: 12, flip: 0x20 }]] },
  );
});

test('what git packed under the name of something else is not given out', async () => {
  const repo = aRepo().commit('start', { file: 'some words\n', other: 'other words\n' });
  const oid = repo.read('rev-parse HEAD:file');
  const loose = join(repo.root, '.git/objects', oid.slice(0, 2), oid.slice(2));
  rmSync(loose);
  writeFileSync(loose, deflateSync('blob 9\0harmless\n'));
  // It copies what it finds, and compares no name.
  repo.git('repack -q -ad');
  const repository = repositoryOf(repo);
  const git: ReadObjects = (some) => objectsAtOnce(repository, some);

  const read = await readByPacks(repository, git, await storedObjects(repository));

  expect(read.filter((one) => one.startsWith(oid))).toEqual([`${oid} broken`]);
  expect(read).toHaveLength(4);
});

test('where two names begin alike, git is asked for the one whose place is not found', async () => {
  const repo = aRepo().commit('start', { file: 'some words\n', other: 'other words\n' });
  repo.git('repack -q -ad');
  const path = packFile(repo, 'idx');
  const [one, other] = [repo.read('rev-parse HEAD:file'), repo.read('rev-parse HEAD:other')];
  const twin = `${one.slice(0, 16)}${'0'.repeat(24)}`;
  rename(path, other, twin);

  const { ours, theirs, asked, oids } = await compared(repo);

  expect([...oids]).toContain(twin);
  expect(ours).toEqual(theirs);
  expect(ours).toContain(`${twin} broken`);
  expect(asked.sort()).toEqual([one, twin].sort());
});

/** Calls an object something else in an index, whose names stay in order. */
function rename(path: string, name: string, otherwise: string): void {
  const bytes = readFileSync(path);
  const [namesAt, count] = [8 + 4 * 256, bytes.readUInt32BE(8 + 4 * 255)];
  const placesAt = namesAt + 24 * count;
  const entries = Array.from({ length: count }, (_, at) => {
    const own = bytes.toString('hex', namesAt + 20 * at, namesAt + 20 * (at + 1));
    return { name: own === name ? otherwise : own, place: bytes.readUInt32BE(placesAt + 4 * at) };
  }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (let first = 0; first < 256; first++)
    bytes.writeUInt32BE(
      entries.filter((one) => Number.parseInt(one.name.slice(0, 2), 16) <= first).length,
      8 + 4 * first,
    );
  for (const [at, one] of entries.entries()) {
    bytes.write(one.name, namesAt + 20 * at, 'hex');
    bytes.writeUInt32BE(one.place, placesAt + 4 * at);
  }
  rmSync(path);
  writeFileSync(path, bytes);
}

test('where every other object is in no pack, git is asked for all of the rest before long', async () => {
  const repo = aRepo();
  const written = (folder: string) => {
    const files = Array.from({ length: 150 }, (_, nth) => [`${folder}/${nth}`, `${nth} of ${folder}\n`]);
    return repo
      .commit(folder, Object.fromEntries(files))
      .read(['ls-tree', '-r', '--format=%(objectname)', `HEAD:${folder}`])
      .split('\n');
  };
  const packed = written('packed');
  repo.git('repack -q -ad');
  const loose = written('loose');
  const repository = repositoryOf(repo);
  const oids = packed.flatMap((oid, at) => [oid, loose[at]!]);
  let asked = 0;
  const git: ReadObjects = (some) => {
    asked += 1;
    return objectsAtOnce(repository, some);
  };

  const read = await readByPacks(repository, git, oids);

  expect(asked).toBeLessThan(oids.length / 2);
  expect(read.map((one) => one.slice(0, 40))).toEqual(oids);
});

rare('a ring keeps what was written last, and nothing that was written over', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat({ max: 10 }), fc.nat({ max: 300 })), { maxLength: 200 }),
      (sizes) => {
        const ring = new Ring<number>(64, 1000);
        const memory = new Int32Array(64 + 1000).fill(-1);
        const owner = {};
        for (const [key, size] of sizes.entries()) {
          const at = ring.place(size + 16);
          expect(at).toBeGreaterThanOrEqual(64);
          expect(at + size + 16).toBeLessThanOrEqual(1064);
          memory.fill(key, at, at + size + 16);
          ring.keep(owner, key, { at, size, type: key });
          for (let other = 0; other <= key; other++) {
            const kept = ring.get(owner, other);
            if (kept === undefined) expect(other).not.toBe(key);
            else
              expect(memory.subarray(kept.at, kept.at + kept.size).every((byte) => byte === other)).toBe(
                true,
              );
          }
        }
      },
    ),
    { numRuns: costly ? 1000 : 100 },
  );
});

test('a ring knows each of many entries by its owner and its key, also after it had to make room for more', () => {
  const ring = new Ring<string>(0, 100_000);
  const owners = [{}, {}];
  const newest = new Map<string, number>();
  const memory = new Int32Array(100_000).fill(-1);
  for (let nth = 0; nth < 12_000; nth++) {
    // Keys come again, as those of bases do, and many end in the same bits.
    const [owner, key] = [nth % 2, (nth % 7 === 0 ? nth % 50 : nth) * 4096];
    const size = 1 + (nth % 61);
    const at = ring.place(size);
    memory.fill(nth, at, at + size);
    ring.keep(owners[owner]!, key, { at, size, type: `${nth}` });
    newest.set(`${owner} ${key}`, nth);
  }

  const there = new Set(memory);
  const known = [...newest].map(([name, nth]) => {
    const [owner, key] = name.split(' ').map(Number) as [number, number];
    return { nth, kept: ring.get(owners[owner]!, key) };
  });
  const kept = known.filter((one) => one.kept !== undefined);

  expect(kept.length).toBeGreaterThan(2000);
  const isAsKept = ({ nth, kept }: (typeof known)[number]) =>
    kept!.type === `${nth}` && memory.subarray(kept!.at, kept!.at + kept!.size).every((one) => one === nth);
  expect(kept.filter((one) => !isAsKept(one))).toEqual([]);
  const isRight = ({ nth, kept }: (typeof known)[number]) => there.has(nth) === (kept !== undefined);
  expect(known.slice(-2000).filter((one) => !isRight(one))).toEqual([]);
});

rare('what a file in an archive is called is kept, whatever is unpacked after it', () => {
  const repo = aRepo();
  const names = Array.from({ length: 4 }, (_, nth) => `settings-${nth}.env`);
  for (const [nth, name] of names.entries()) {
    const inside = gzip(`KEY=${fakes(name).awsKeyId}\n`, { name });
    const large = Buffer.alloc(3_500_000, `line ${nth} of many that are like it\n`);
    repo.commit(`step ${nth}`, { [`${nth}.gz`]: inside, [`${nth}.txt`]: large });
  }
  repo.git('repack -q -adf --depth=0');

  const { findings } = JSON.parse(
    keyhalt(repo, 'scan --history --no-cache --format json --threads 1').stdout,
  );

  const paths = findings.map((one: { appearances: { path: string }[] }) => one.appearances[0]!.path);
  expect(paths).toEqual(names.map((name, nth) => `${nth}.gz!${name}`));
});
