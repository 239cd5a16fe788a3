/** The labelled lines that live beside the repository; a clone without them says so. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { detect } from '../support/scanning.ts';

const shared = process.env.KEYHALT_SHARED ?? join(import.meta.dirname, '..', '..', '..', 'shared');
const file = join(shared, 'vectors', 'open.jsonl');

interface Vector {
  readonly id: string;
  readonly text: string;
  readonly expect: 'leak' | 'clean';
  readonly kind: string;
}

/** On the others reasonable people differ; `npm run score` counts them apart. */
const isCore = ({ kind }: Vector): boolean => !kind.startsWith('policy-');

describe.skipIf(!existsSync(file))(
  'the open vectors (left out where they are not beside the repository)',
  () => {
    const vectors: Vector[] = existsSync(file)
      ? readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [];

    test('of core kinds are all found', () => {
      const owed = vectors.filter((vector) => vector.expect === 'leak' && isCore(vector));
      const missed = owed.filter(({ text }) => detect(text).length === 0);

      expect(owed.length).toBeGreaterThan(100);
      expect(missed.map(({ id, kind }) => `${id} ${kind}`)).toEqual([]);
    });

    test('that are clean give nothing', () => {
      const clean = vectors.filter((vector) => vector.expect === 'clean' && isCore(vector));
      const wrong = clean.filter(({ text }) => detect(text).length > 0);

      expect(clean.length).toBeGreaterThan(100);
      expect(wrong.map(({ id, kind }) => `${id} ${kind}`)).toEqual([]);
    });
  },
);
