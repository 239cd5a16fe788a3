/** Where in an unbroken run a secret of a given length may begin. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areNames, candidatesInRun } from '../../src/scan/runs.ts';
import { runs } from '../support/scanning.ts';

/** The places in the only run of a text that holds `x`, 40 characters long or more. */
function places(text: string, glued = true): number[] {
  const bytes = Buffer.from(text, 'latin1');
  const run = /[A-Za-z0-9+/]{40,}/.exec(text)!;
  return [...candidatesInRun(bytes, run.index, run.index + run[0].length, 40, glued)];
}

const secret = 'x'.repeat(40);

describe('a secret begins', () => {
  test.each([
    ['where its run begins', secret, [0]],
    ['behind an escape, without its letter', `\\n${secret}"`, [2]],
    ['behind the escape of a character', `\\u0022${secret}`, [6]],
    ['behind percent-encoding', `%3D${secret}`, [3]],
    ['behind a colour', `[32m${secret}`, [4]],
    ['behind a colour in brackets of another kind', `;0m${secret}`, [3]],
    ['behind the mark of an added line', `\n+${secret}"`, [2]],
    ['behind the mark of a line that a merge added', `\n++${secret}`, [3]],
    ['behind the mark of an added line in a JSON string', `\\n+${secret}`, [3]],
    ['between the marks of an added word', `-]{+${secret}+}`, [4]],
    ['behind a short option', ` -p${secret}`, [3]],
    ['nowhere behind a hyphen inside a word', `a-p${secret}`, []],
    ['nowhere behind two plus signs in a line', `x ++${secret}`, []],
    ['where its length says so in packed data', `ÿ(${secret}zz`, [2]],
    ['where its length says so in compiled Python', `z(${secret}r`, [2]],
    ['where its length says so in serialized Java', `t\0(${secret}t\0`, [3]],
    ['nowhere in a call', `print(${secret}x`, []],
    ['nowhere in a call of what ends as a type does', `quiz(${secret}longer`, []],
    ['in front of the next setting, where its line has no end', `${secret}AWS_REGION=eu-west-1`, [0]],
    ['in front of the next one of a profile', `${secret}aws_session_token = `, [0]],
    ['in front of a command', `${secret}export S3_BUCKET=x`, [0]],
    ['nowhere in front of what only looks like one', `${secret}AWS_region`, []],
    ['nowhere in front of padding', `${secret}AWS=`, []],
    ['behind a path', `dir/${secret}`, [4]],
    ['in front of a path', `${secret}/dir`, [0]],
    ['inside a path', `a/${secret}/b`, [2]],
    ['nowhere behind a letter that is no escape', `\\x${secret}`, []],
    ['nowhere when a letter is glued to it', `x${secret}`, []],
    ['nowhere when it is padded', `${secret}=`, []],
    ['nowhere in data that is longer than any path', `${'a/'.repeat(110)}${secret}`, []],
    ['nowhere between slashes of what is no path', `XohvFnYff1yf8ql/${secret}/iX`, []],
  ])('%s', (_, text, expected) => {
    expect(places(text)).toEqual(expected);
  });

  test('behind a path only when that is asked for', () => {
    expect(places(`dir/${secret}`, false)).toEqual([]);
  });

  test('between slashes exactly where 40 characters fit between them', () => {
    const parts = fc.array(
      fc.oneof(
        fc.constant(secret),
        fc.constantFrom('a', 'bb', 'v1', 'SRC', 'Src', 'c'.repeat(39), 'd'.repeat(19), 'e'.repeat(20)),
      ),
      {
        minLength: 2,
        maxLength: 5,
      },
    );

    fc.assert(
      fc.property(parts, (names) => {
        const text = names.join('/');
        fc.pre(text.length > 40 && text.length <= 200);

        const expected = [...text].flatMap((_, at) => {
          const begins = at === 0 || text[at - 1] === '/';
          const ends = at + 40 === text.length || text[at + 40] === '/';
          return begins && ends && at + 40 <= text.length ? [at] : [];
        });
        expect(places(text)).toEqual(expected);
      }),
      runs(300),
    );
  });
});

test('names in a path are words, perhaps with a number, and key IDs', () => {
  const name = /^(?:[A-Za-z]?[a-z]*[0-9]{0,4}|[A-Z]*[0-9]{0,4}|[A-Z2-7]{20})$/;
  const part = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'b', 'C', 'D', '1', '9', '+'), maxLength: 7 }),
    fc.constantFrom(
      'Word',
      'word12',
      'WORD1234',
      'Word12345',
      'A'.repeat(20),
      '2'.repeat(20),
      'B'.repeat(19),
      '1',
    ),
  );

  fc.assert(
    fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
      const bytes = Buffer.from(`+/${parts.join('/')}`);

      expect(areNames(bytes, 2, bytes.length)).toBe(
        parts
          .join('/')
          .split('/')
          .every((text) => name.test(text)),
      );
    }),
    runs(1000),
  );
});

// Were each looked at from the beginning of the line, it would take minutes.
test('runs without number on one line, of characters that may begin one', () => {
  const text = `${'bu'.repeat(20)} `.repeat(32_000);
  const bytes = Buffer.from(text);
  const found: number[] = [];
  for (let at = 0; at < bytes.length; at += 41) found.push(...candidatesInRun(bytes, at, at + 40, 40, true));

  expect(found.length).toBe(32_000);
});
