/** What is masked although no rule knows it, and what stays readable. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { maskUnknown } from '../../src/scan/mask.ts';
import { fakes } from '../support/fakes.ts';
import { rare } from '../support/keyhalt.ts';
import { detect, scan } from '../support/scanning.ts';

const { awsKeyId, awsSecret, sessionToken } = fakes('pieces');
const id = fakes('beside').awsKeyId;
const half = awsSecret.slice(0, 20);
const otherHalf = awsSecret.slice(20);

/** Every 16 characters in a row of a secret that a text gives away. */
const givenAway = (said: string, secret: string): string[] =>
  Array.from({ length: secret.length - 15 }, (_, at) => secret.slice(at, at + 16)).filter((part) =>
    said.includes(part),
  );

describe('what looks random', () => {
  test.each([
    ['half a secret', half],
    ['a secret that lacks its end', awsSecret.slice(0, 31)],
    ['the base64 alphabet for URLs', awsSecret.replaceAll('/', '_').replaceAll('+', '-')],
    ['percent-encoded', encodeURIComponent(awsSecret)],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(awsSecret))],
    ['percent-encoded throughout', half.replace(/./g, (char) => `%${hex(char, 2)}`)],
    ['in escapes', half.replace(/./g, (char) => `\\u${hex(char, 4)}`)],
    ['in escapes of JSON in JSON', half.replace(/./g, (char) => `\\\\x${hex(char, 2)}`)],
    [
      'in octal escapes',
      half.replace(/./g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`),
    ],
    ['in character references', half.replace(/./g, (char) => `&#${char.charCodeAt(0)};`)],
    ['in hexadecimal character references', half.replace(/./g, (char) => `&#x${hex(char, 2)};`)],
    ['between invisible characters', [...half].join('\u200b')],
    ['the rest of a key ID', awsKeyId.slice(4)],
    ['a key of small letters and digits', '1a8qk2jz0x7w9v3m5n4b' + '6c8d0e2f4g6h8i1j3k5l7m9n0p2q4r'],
  ])('is masked: %s', (_, secret) => {
    expect(maskUnknown(`"${secret}", and`)).toMatch(/^"\*{16,40}", and$/);
  });

  test('is masked to its end, and a name that touches it stays', () => {
    expect(maskUnknown(`the_secret_of/${half}/in/use`)).toMatch(/^the_secret_of.\*+.in\/use$/);
    expect(maskUnknown(`key=${half}&other=1`)).toMatch(/^key=\*{20}&other=1$/);
  });

  test('is all that follows the prefix of a key ID, whatever it is glued to', () => {
    for (const around of ['id#.env', 'x#x', '_#_', '9#9', '#'])
      expect(maskUnknown(around.replace('#', awsKeyId))).toContain(`AKIA${'*'.repeat(16)}`);
  });

  test('is known in 99 of 100 pieces of 20 characters', () => {
    const pieces = Array.from({ length: 10_000 }, () => randomBytes(15).toString('base64'));

    const missed = pieces.filter((piece) => maskUnknown(`'${piece}'`) === `'${piece}'`);

    expect(missed.length).toBeLessThan(100);
  });
});

describe('what stays readable', () => {
  test.each([
    'AWS_SECRET_ACCESS_KEY',
    '\\nAWS_SECRET_ACCESS_KEY',
    'getUserByIdFromDatabase',
    'readTheSecretAccessKeyFromTheEnvironment',
    'XMLHttpRequestEventTarget',
    'words-with-hyphens-between-them',
    'snake_case_names_that_are_long',
    'src/scan/second-looks/KeyFinder2.test.ts',
    'https://developer.mozilla.org/docs/Web/API/HTMLElement',
    'node_modules/@smithy+shared-ini-file-loader@4.7.2/index.js',
    '0123456789abcdef0123456789abcdef01234567',
    '0123456789ABCDEF0123456789ABCDEF01234567',
    'dist/chunk-0f3a9b7c2d1e.js',
    'dist/parts/baseline-PL3Y7Q2A.mjs',
    '550e8400-e29b-41d4-a716-446655440000',
    '2024-05-01T10:20:30.123Z',
    'arn:aws:iam::123456789012:role/AdminAccess',
    'x86_64-unknown-linux-gnu',
    'THE_WHOLE_NAME_IN_CAPITALS_2_TIMES',
    'Donaudampfschifffahrtsgesellschaft',
    'C:\\Users\\Ada\\Documents\\Projects\\keyhalt',
    '日本語のファイル名です/テスト/資料',
  ])('%s', (text) => {
    expect(maskUnknown(text)).toBe(text);
  });

  // Rules and tests hold pieces of made-up secrets, and these are masked as they should be.
  rare('is nearly every line of sources: 999 of 1,000', () => {
    const folders = ['src', 'bin', 'bench', 'docs', 'node_modules/@types', 'node_modules/@typescript'];
    const lines = folders.flatMap(linesIn);

    const masked = lines.filter((line) => maskUnknown(line) !== line);

    expect(lines.length).toBeGreaterThan(50_000);
    expect(masked.length).toBeLessThan(lines.length / 1000);
  });
});

function linesIn(folder: string): string[] {
  const root = join(import.meta.dirname, '..', '..', folder);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:m?ts|mjs|md)$|hook$/.test(name))
    .flatMap((name) => readFileSync(join(root, name), 'utf8').split('\n'));
}

describe('beside a key ID', () => {
  test.each([
    [
      'a secret broken by a line end',
      `Access key ID ${id} secret key ${awsSecret.slice(0, 28)}\n${awsSecret.slice(28)}`,
    ],
    ['a soft line end of mail', `id ${id} secret ${half}=\n${otherHalf}`],
    ['a list of two strings', `"${id}", ["${half}","${otherHalf}"]`],
    ['a tag between the halves', `${id} ${half}<br>${otherHalf}`],
    ['a tabulator between the halves', `${id}\t${half}\t${otherHalf}`],
    ['a blank that does not break', `${id} ${half}\u00a0${otherHalf}`],
    ['cells of a table', `| ${id} | ${half} | ${otherHalf} |`],
    ['a secret that lacks its end', `${id} ${awsSecret.slice(0, 31)}`],
    ['a percent-encoded secret', `${id}?s=${encodeURIComponent(awsSecret)}`],
    ['the body of an ID on its own', `prefix=${awsKeyId.slice(0, 4)} body=${awsKeyId.slice(4)} in ${id}`],
    ['a token in a URL', `https://x/?id=${id}&X-Amz-Security-Token=${encodeURIComponent(sessionToken)}`],
    [
      'a token cut off by the end of the excerpt',
      `${id} ${'-'.repeat(50)} ${encodeURIComponent(sessionToken)}`,
    ],
  ])('no 16 characters are shown of %s', (_, text) => {
    const said = JSON.stringify(detect(text));

    for (const secret of [awsSecret, awsKeyId.slice(4), sessionToken, encodeURIComponent(sessionToken)])
      expect(givenAway(said, secret)).toEqual([]);
  });

  test('no piece of what looks random is shown because the end of the excerpt cuts it', () => {
    for (let gap = 60; gap < 82; gap++) {
      const [found] = scan(`${half} ${'.'.repeat(gap)} ${id} ${'.'.repeat(gap)} ${half}`).detections;

      expect(found?.excerpt).toMatch(/^\**[ .]+AKIA\*{12}\w{4}[ .]+\**$/);
    }
  });
});

const hex = (char: string, length: number): string => char.charCodeAt(0).toString(16).padStart(length, '0');
