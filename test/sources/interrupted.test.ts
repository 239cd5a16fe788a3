/** Whoever ends a scan of files is heard, however fast they come: nothing of them waits for anything. */
import { expect, test } from 'vitest';
import { rules } from '../../src/built-in.ts';
import { defaultLimits } from '../../src/model/archive-limits.ts';
import { Scanner } from '../../src/scan/scanner.ts';
import { scanParts } from '../../src/sources/scan-objects.ts';
import type { Part } from '../../src/sources/source.ts';

/** They do end, so that a scan that hears nothing ends, too, in milliseconds. */
const patience = 5000;

async function* filesWithoutEnd(): AsyncGenerator<Part> {
  const bytes = Buffer.from('an ordinary file\n'.repeat(1000));
  for (let file = 0, end = performance.now() + patience; performance.now() < end; file++)
    yield { oid: `file ${file}`, type: 'file', bytes, size: bytes.length, first: true, last: true };
}

test('a scan that is ended does not go on to its end', async () => {
  const ending = new AbortController();
  setTimeout(() => ending.abort(), 10);

  const { errors } = await scanParts(
    new Scanner(rules),
    filesWithoutEnd(),
    { ...defaultLimits, depth: 0 },
    { signal: ending.signal },
  );

  expect(errors.map(({ message }) => message)).toEqual([expect.stringMatching(/interrupted/)]);
});
