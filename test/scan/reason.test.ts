/** A reason is shown in every report: it gives away nothing of the secrets around it, however they are written. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { hidden } from '../support/hidden.ts';
import { anyKind, anySet, detect, runs } from '../support/scanning.ts';

const { awsKeyId, awsSecret } = fakes('reason');
const [first, second] = [awsSecret.slice(0, 20), awsSecret.slice(20)];
const reasonsOn = (line: string) => detect(line).map(({ comment }) => comment?.reason);
const reasonFor = (reason: string) => reasonsOn(`aws_secret = ${awsSecret} # keyhalt:allow ${reason}`)[0];
const spelled = (spell: (code: number) => string) =>
  [...awsSecret].map((char) => spell(char.charCodeAt(0))).join('');
const hex = (code: number) => code.toString(16).padStart(2, '0');

describe('a reason', () => {
  test('is shown as it is written', () => {
    for (const words of [
      'the sandbox of team 7, closed in 2026',
      'see https://wiki.example/keys/closed',
      '50% of https://wiki.example/a%20b',
      'R&D & co',
      'as the PRIVATE KEY of the tests',
    ])
      expect(reasonFor(words)).toBe(words);
  });

  test.each([
    ['halves in quotes', `k '${first}' + '${second}'`],
    ['halves in a list', `parts ['${first}','${second}']`],
    ['halves with blanks', `k ${first} ${second}`],
    ['halves of typographic quotes', `k “${first}” + “${second}”`],
    ['quarters', `k ${awsSecret.match(/.{10}/g)?.join(' ')}`],
    ['pieces of eight', `k ${awsSecret.match(/.{8}/g)?.join(' . ')}`],
    ['base64 of it', `k ${Buffer.from(awsSecret).toString('base64')}`],
    ['a part of that', `k ${Buffer.from(awsSecret).toString('base64').slice(0, 30)}`],
    ['it behind an underscore', `k key_${first}_${second}`],
  ])('masks %s', (_, words) => {
    const reason = reasonFor(words);

    expect(hidden(reason!, [['awsSecret', awsSecret]])).toEqual([]);
    expect(reason).not.toContain(Buffer.from(awsSecret).toString('base64').slice(0, 20));
    expect(reason).toMatch(/^[kp]/);
  });

  test.each([
    ['character references', (code: number) => `&#${code};`],
    ['hexadecimal references', (code: number) => `&#x${hex(code)};`],
    ['references with blanks', (code: number) => `&#${code}; `],
    ['percent signs', (code: number) => `%${hex(code)}`],
    ['\\x', (code: number) => `\\x${hex(code)}`],
    ['\\u', (code: number) => `\\u00${hex(code)}`],
    ['octal numbers', (code: number) => `\\${code.toString(8)}`],
    ['every second character', (code: number) => (code % 2 === 0 ? `&#${code};` : String.fromCharCode(code))],
  ])('masks what is spelled by %s', (_, spell) => {
    expect(reasonFor(`it is ${spelled(spell)}`.trim())).toMatch(/^it is \*{4}$/);
  });

  test('masks what is random and belongs to no rule', () => {
    const unknown = fakes('unknown').awsSecret.slice(0, 20);

    expect(reasonFor(`as ${unknown}1aA`)).toBe('as ****');
  });

  test('masks a secret that the end of what is read of it cuts', () => {
    for (let size = 470; size < 515; size++) {
      const reason = reasonFor(`as ${awsSecret} ${'. '.repeat(size / 2)}${awsSecret} is`);

      expect(hidden(reason!, [['awsSecret', awsSecret]])).toEqual([]);
    }
  });

  test('masks what stands in it of the other secrets on the line', () => {
    const line = `id = ${awsKeyId}; aws_secret = ${awsSecret} # keyhalt:allow of ${awsKeyId.slice(2, 18)} and ${first}`;

    expect(new Set(reasonsOn(line))).toEqual(new Set(['of **** and ****']));
  });

  test('gives away no stretch of any secret around it', () => {
    const separator = fc.constantFrom(' ', ', ', ' + ', '-', '_', '/', '" "', 'é', '\u200b');
    fc.assert(
      fc.property(
        anyKind(),
        anySet(),
        fc.nat(30),
        fc.nat(30),
        separator,
        ([kind, label], set, from, size, by) => {
          const parts = [set[kind].slice(from, from + size), set[kind].slice(from + size)];
          const line = `${label}${set[kind]} # keyhalt:allow as ${parts.join(by)}`;

          expect(hidden(reasonsOn(line).join(), [[kind, set[kind]]])).toEqual([]);
        },
      ),
      runs(150),
    );
  });
});
