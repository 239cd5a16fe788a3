/** Nothing that looks like a key stands in one piece in this repository, so that no scanner trips over it. */
import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scan, scanner } from './support/scanning.ts';

const root = join(import.meta.dirname, '..');

/** The tests' own idea of keys, wider than the product's: documented examples are no exception. */
const shapes = [
  /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}(?![A-Za-z0-9])/,
  /oJb3JpZ2luX2Vj[A-Za-z0-9+/]{20}|oGZXIvYXdz[A-Za-z0-9+/]{20}|oDYXdz[A-Za-z0-9+/]{20}/,
  /ABSK[A-Za-z0-9+/]{40}|bedrock-api-key-[A-Za-z0-9+/]{40}|amzn\.mws\.[0-9a-f]{8}-[0-9a-f]{4}/,
];

/** What git tracks, and what it would track. */
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => file !== '' && lstatSync(join(root, file), { throwIfNoEntry: false })?.isFile());

test('git names the files', () => {
  expect(files).toContain('package.json');
});

test('no file holds a key in one piece', () => {
  const holding = files.filter((file) => {
    const text = readFileSync(join(root, file), 'latin1');
    return shapes.some((shape) => shape.test(text));
  });

  expect(holding).toEqual([]);
});

test('the scanner finds nothing in any of them, nor in their names', () => {
  const holding = files.filter((file) =>
    // What only files named after AWS say is no finding in others.
    scan(readFileSync(join(root, file))).detections.some((detection) => scanner.counts(detection, file)),
  );

  expect(holding).toEqual([]);
  expect(scan(files.join('\n')).suspicious).toBe(false);
});
