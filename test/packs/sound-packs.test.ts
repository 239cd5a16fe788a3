/** A pack is sound as git wrote it, and no other one is: then nothing in it is compared with its name. */
import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { soundPacks } from '../../src/packs/sound-packs.ts';
import { costly } from '../support/keyhalt.ts';
import { aRepo, type RepoOptions } from '../support/repo.ts';

/** A repository with two packs, what is asked of it, and where its packs are, without their endings. */
function packed(options: RepoOptions = {}) {
  const repo = aRepo(options).commit('start', { file: 'some words\n' }).git('repack -q -d');
  repo.commit('later', { file: 'some other words\n', more: 'and more\n' }).git('repack -q -d');
  const folder = join(repo.root, '.git/objects/pack');
  const paths = readdirSync(folder).flatMap((name) =>
    name.endsWith('.pack') ? [join(folder, name.slice(0, -5))] : [],
  );
  const repository = { cwd: repo.root, env: repo.env };
  const sound = async (signal?: AbortSignal) => [
    ...(await soundPacks(signal === undefined ? repository : { ...repository, signal })),
  ];
  return { sound, paths: paths as [string, string] };
}

test.each([{}, { objectFormat: 'sha256' }] as RepoOptions[])(
  'packs are, as git wrote them: %o',
  async (options) => {
    const { sound, paths } = packed(options);

    expect(paths).toHaveLength(2);
    expect((await sound()).sort()).toEqual([...paths].sort());
  },
);

test('one is not in which a byte is another one, or missing', async () => {
  const { sound, paths } = packed();
  const [path, other] = paths;
  const damages = fc.record({
    ending: fc.constantFrom('.pack', '.idx'),
    at: fc.nat(),
    flip: fc.integer({ min: 0, max: 255 }),
  });
  const isUnsoundBy = async ({ ending, at, flip }: { ending: string; at: number; flip: number }) => {
    const good = readFileSync(`${path}${ending}`);
    const place = at % good.length;
    const bad = flip === 0 ? good.subarray(0, place) : Buffer.from(good);
    if (flip !== 0) bad[place]! ^= flip;
    rmSync(`${path}${ending}`);
    writeFileSync(`${path}${ending}`, bad);
    try {
      expect(await sound()).toEqual([other]);
    } finally {
      writeFileSync(`${path}${ending}`, good);
    }
  };
  const ends = ['.pack', '.idx'].flatMap((ending) => {
    const { length } = readFileSync(`${path}${ending}`);
    return [0, 4, length - 41, length - 40, length - 21, length - 20, length - 1].map((at) => ({
      ending,
      at,
      flip: 1,
    }));
  });

  await fc.assert(fc.asyncProperty(damages, isUnsoundBy), {
    numRuns: costly ? 300 : 30,
    examples: ends.map((end) => [end]),
  });
  expect(await sound()).toHaveLength(2);
});

test('one is not that another index speaks of, that is gone, or that is called by no digest', async () => {
  const { sound, paths } = packed();
  const [path, other] = paths;
  const good = readFileSync(`${path}.idx`);

  rmSync(`${path}.idx`);
  copyFileSync(`${other}.idx`, `${path}.idx`);
  expect(await sound()).toEqual([other]);

  rmSync(`${path}.idx`);
  writeFileSync(`${path}.idx`, good);
  renameSync(`${path}.pack`, `${path}.gone`);
  expect(await sound()).toEqual([other]);

  renameSync(`${path}.gone`, `${path}.pack`);
  expect(await sound()).toHaveLength(2);
  for (const ending of ['.pack', '.idx']) renameSync(`${path}${ending}`, `${path}x${ending}`);
  expect(await sound()).toEqual([other]);
});

test('none is once it is to end', async () => {
  expect(await packed().sound(AbortSignal.abort())).toEqual([]);
});
