/** Second looks: a credential is found in every form in which it may stand, and each look can be switched off. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allLooks, type Looks } from '../../src/model/looks.ts';
import { Scanner } from '../../src/scan/scanner.ts';
import { type Fakes, fakes } from '../support/fakes.ts';
import { hidden } from '../support/hidden.ts';
import { costly, rare } from '../support/keyhalt.ts';
import {
  anySet,
  edges,
  kinds,
  rules,
  runs,
  scan,
  scanInParts,
  utf16be,
  utf16le,
} from '../support/scanning.ts';

const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
const each = (text: string, write: (code: number) => string) =>
  [...text].map((char) => write(char.charCodeAt(0))).join('');
const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');
const wrapped = (text: string, length: number, end: string) =>
  text.replace(new RegExp(`.{${length}}(?=.)`, 'g'), (line) => line + end);
const halves = (value: string) => [value.slice(0, 7), value.slice(7, 13), value.slice(13)] as const;

/** How a credential may be written, behind its name. Each takes the credential and gives back the text. */
const forms: Record<
  string,
  { readonly look: keyof Looks; readonly write: (value: string) => string | Buffer }
> = {
  'base64, as in a Kubernetes secret': { look: 'base64', write: (value) => base64(value) },
  'base64 with a line feed at its end': { look: 'base64', write: (value) => base64(`${value}\n`) },
  'base64 of a whole file': {
    look: 'base64',
    write: (value) => base64(`# settings?~\n[default]\naws_secret_access_key = ${value}\nregion = eu\n`),
  },
  'base64 wrapped as in mail': {
    look: 'base64',
    write: (value) =>
      wrapped(base64(`[default]\nregion = eu-central-1\naws_secret_access_key = ${value}\n`), 76, '\n  '),
  },
  'base64 wrapped as in PEM, in a JSON string': {
    look: 'base64',
    write: (value) =>
      wrapped(base64(`[default]\nregion = eu-central-1\naws_secret_access_key = ${value}\n`), 64, '\\n'),
  },
  'base64 wrapped at a length that is no multiple of four': {
    look: 'base64',
    write: (value) =>
      wrapped(base64(`[default]\nregion = eu-central-1\naws_secret_access_key = ${value}\n`), 50, '\n'),
  },
  'base64 wrapped in added lines of a patch': {
    look: 'base64',
    write: (value) =>
      `\n+${wrapped(base64(`[default]\nregion = eu-central-1\naws_secret_access_key = ${value}\n`), 70, '\n+')}`,
  },
  'base64 wrapped in a mail that is quoted': {
    look: 'base64',
    write: (value) =>
      `\n> ${wrapped(base64(`[default]\nregion = eu-central-1\naws_secret_access_key = ${value}\n`), 64, '\n> ')}`,
  },
  'base64 wrapped in texts that are put together': {
    look: 'base64',
    write: (value) =>
      `\n  "${wrapped(base64(`[default]\nregion = eu-central-1\naws_secret_access_key = ${value}\n`), 60, '" +\n  "')}"`,
  },
  'base64 for URLs': {
    look: 'base64',
    write: (value) => Buffer.from(`??>>~~ aws_secret_access_key = ${value} ??>>~~`).toString('base64url'),
  },
  'base64 of UTF-16, as PowerShell takes it': {
    look: 'base64',
    write: (value) => base64(utf16le(`$env:AWS_SECRET_ACCESS_KEY = "${value}"`)),
  },
  'percent-encoding of what URLs do not allow': {
    look: 'percent',
    write: (value) => `a%2F%2B${encodeURIComponent(`?${value}?`)}`,
  },
  'percent-encoding of every character': {
    look: 'percent',
    write: (value) => each(value, (code) => `%${hex(code, 2)}`),
  },
  'percent-encoding of percent-encoding': {
    look: 'percent',
    write: (value) => each(value, (code) => `%25${hex(code, 2)}`),
  },
  'escapes of JSON for every character': {
    look: 'escapes',
    write: (value) => each(value, (code) => `\\u${hex(code, 4)}`),
  },
  'escapes of JSON inside JSON': {
    look: 'escapes',
    write: (value) => each(value, (code) => `\\\\u${hex(code, 4)}`),
  },
  'escapes with x': { look: 'escapes', write: (value) => each(value, (code) => `\\x${hex(code, 2)}`) },
  'escapes with octal digits': {
    look: 'escapes',
    write: (value) => each(value, (code) => `\\${code.toString(8).padStart(3, '0')}`),
  },
  'character references': { look: 'escapes', write: (value) => each(value, (code) => `&#${code};`) },
  'character references with hex digits': {
    look: 'escapes',
    write: (value) => each(value, (code) => `&#x${hex(code, 2)};`),
  },
  'pieces put together with +': { look: 'pieces', write: (value) => `'${halves(value).join("' + '")}'` },
  'pieces over lines': { look: 'pieces', write: (value) => `"${halves(value).join('" +\n    "')}"` },
  'pieces of PHP': { look: 'pieces', write: (value) => `'${halves(value).join("' . '")}'` },
  'pieces of Lua': { look: 'pieces', write: (value) => `"${halves(value).join('" .. "')}"` },
  'pieces of Visual Basic': { look: 'pieces', write: (value) => `"${halves(value).join('" & _\n    "')}"` },
  'pieces of SQL': { look: 'pieces', write: (value) => `'${halves(value).join("' || '")}'` },
  'pieces side by side': { look: 'pieces', write: (value) => `"${halves(value).join('" "')}"` },
  'pieces side by side over lines': {
    look: 'pieces',
    write: (value) => `("${halves(value).join('"\n  "')}")`,
  },
  'a template with texts in it': {
    look: 'pieces',
    write: (value) => {
      const [a, b, c] = halves(value);
      return `\`${a}\${'${b}'}${c}\``;
    },
  },
  'a list that is joined': { look: 'pieces', write: (value) => `["${halves(value).join('", "')}"].join('')` },
  'a list that Python joins': {
    look: 'pieces',
    write: (value) => `''.join(['${halves(value).join("', '")}'])`,
  },
  'a list that CloudFormation joins': {
    look: 'pieces',
    write: (value) => `!Join ['', ['${halves(value).join("', '")}']]`,
  },
  'lines that a backslash continues': { look: 'pieces', write: (value) => `"${halves(value).join('\\\n')}"` },
  'lines that YAML folds': {
    look: 'pieces',
    write: (value) => `>-\n  ${halves(value).join('\n  ')}\nregion: eu`,
  },
  'invisible characters': { look: 'invisible', write: (value) => halves(value).join('\u200b') },
  'a soft hyphen and a byte order mark': {
    look: 'invisible',
    write: (value) => `\ufeff${halves(value).join('\u00ad')}`,
  },
};

/** Invisible characters are looked for in unbroken runs, which these two are not. */
const kindsFor = (look: keyof Looks) =>
  kinds.filter(([kind]) => look !== 'invisible' || (kind !== 'bedrockShort' && kind !== 'mwsToken'));

const without = (look: keyof Looks) =>
  new Scanner(rules, { looks: { ...allLooks, [look]: look === 'base64' ? 0 : false } });

describe.each(Object.entries(forms))('in %s', (_, { look, write }) => {
  test.each(kindsFor(look).map((kind) => [kind[0], kind] as const))(
    '%s is found, and none of it is shown',
    (_, [kind, label, ruleId]) => {
      fc.assert(
        fc.property(anySet(), (set) => {
          const text = `first\n${label}${write(set[kind])}\nlast\n`;

          const { detections } = scan(text);

          expect(detections.map((found) => found.ruleId)).toContain(ruleId);
          expect(hidden(JSON.stringify(detections), [[kind, set[kind]]])).toEqual([]);
        }),
        runs(4),
      );
    },
  );

  rare('a secret is the same finding as in plain text', () => {
    const { awsSecret } = fakes('same');
    const [plain] = scan(`AWS_SECRET_ACCESS_KEY=${awsSecret}`).detections;

    const found = scan(`AWS_SECRET_ACCESS_KEY=${write(awsSecret)}\n`).detections;

    expect(found.map(({ fingerprint }) => fingerprint)).toEqual([plain?.fingerprint]);
    expect(found[0]).toMatchObject({ line: expect.toBeOneOf([1, 2, 3, 4]), severity: 'critical' });
  });

  test('nothing is found when that look is switched off', () => {
    const { awsSecret } = fakes('off');

    const found = without(look).scan(Buffer.from(`AWS_SECRET_ACCESS_KEY=${write(awsSecret)}\n`)).detections;

    expect(found).toEqual([]);
  });
});

describe('wide text', () => {
  const utf32le = (text: string) =>
    Buffer.concat([...text].map((char) => Buffer.from([char.charCodeAt(0), 0, 0, 0])));
  const utf32be = (text: string) => Buffer.from(utf32le(text)).swap32();
  const wide = { 'UTF-16 LE': utf16le, 'UTF-16 BE': utf16be, 'UTF-32 LE': utf32le, 'UTF-32 BE': utf32be };

  rare.each(Object.entries(wide))(
    'in %s gives away every kind, at any offset and beside anything',
    (_, encode) => {
      fc.assert(
        fc.property(
          fc.constantFrom(...kinds),
          anySet(),
          fc.uint8Array({ maxLength: 9 }),
          fc.nat(40),
          ([kind, label, ruleId], set, front, filler) => {
            const bytes = Buffer.concat([
              front,
              encode(`${' '.repeat(filler)}\n${label}${set[kind]}\n`),
              front,
            ]);

            const { detections } = scan(bytes);

            expect(detections.map((found) => found.ruleId)).toContain(ruleId);
            expect(new Set(detections.map(({ fingerprint }) => fingerprint)).size).toBe(1);
          },
        ),
        runs(60),
      );
    },
  );

  test.each(Object.entries(wide))('in %s has the lines of its own text', (_, encode) => {
    expect(scan(encode(`one\ntwo\nKEY=${fakes('wide').awsKeyId}\n`)).detections).toMatchObject([
      { line: 3, column: 5 },
    ]);
  });

  rare('is decoded, too', () => {
    const text = `aws_secret_access_key: ${base64(fakes('wide').awsSecret)}\n`;

    expect(scan(utf16le(text)).detections).toMatchObject([{ ruleId: 'aws-secret-access-key', line: 1 }]);
  });

  test('is not read when that look is switched off', () => {
    const bytes = utf16le(`KEY=${fakes('wide').awsKeyId}`);

    expect(without('wide').scan(bytes).detections).toEqual([]);
  });
});

describe('what stands in one look is looked at again', () => {
  const { awsSecret, awsKeyId } = fakes('nested');
  const file = `[default]\naws_access_key_id = ${awsKeyId}\naws_secret_access_key = ${awsSecret}\n`;
  const levels = (count: number) => new Scanner(rules, { looks: { ...allLooks, base64: count } });
  const ids = (scanner: Scanner, text: string) =>
    scanner
      .scan(Buffer.from(text))
      .detections.map(({ ruleId }) => ruleId)
      .sort();

  rare.each([
    ['percent-encoded base64', encodeURIComponent(base64(file))],
    ['base64 in JSON with escaped slashes', base64(file).replaceAll('/', '\\/').replaceAll('=', '\\u003d')],
    ['base64 of JSON with escapes', base64(JSON.stringify({ file }).replaceAll('/', '\\u002F'))],
    ['base64 of pieces', base64(`secret_key = '${halves(awsSecret).join("' + '")}' # aws ${awsKeyId}`)],
  ])('%s', (_, text) => {
    expect(ids(levels(1), `data: ${text}\n`)).toEqual(['aws-access-key-id', 'aws-secret-access-key']);
  });

  test.each([1, 2, 3])('base64 of base64 as often as is asked for, here %i times', (count) => {
    let text = file;
    for (let i = 0; i < count; i++) text = base64(text);

    expect(ids(levels(count), text)).toEqual(['aws-access-key-id', 'aws-secret-access-key']);
    expect(ids(levels(count - 1), text)).toEqual([]);
  });
});

describe('what is whole', () => {
  const { sessionToken, awsKeyId, bedrockShort } = fakes('whole');

  rare('is not put together with what stands on the next line', () => {
    const token = sessionToken.slice(0, 150);
    const [alone] = scan(`# mine\n\n${token}\n`).detections;
    const [first] = scan(`# mine\n\n${token}\n${awsKeyId}\n`).detections;

    expect(first?.fingerprint).toBe(alone?.fingerprint);
  });

  test('does not give away its contents as findings of their own', () => {
    const signature = Buffer.from(bedrockShort).toString('hex').slice(60, 124);
    const url = `bedrock.amazonaws.com/?X-Amz-Credential=${awsKeyId}%2F20261121%2Feu&X-Amz-Signature=${signature}`;

    expect(scan(`key = bedrock-api-key-${base64(url)}`).detections.map(({ ruleId }) => ruleId)).toEqual([
      'aws-bedrock-short-term-key',
    ]);
    expect(scan(`url = ${base64(url)}`).detections.map(({ ruleId }) => ruleId)).toEqual([
      'aws-presigned-request',
    ]);
  });

  rare('nor where the next line seems to go on with it', () => {
    const inside = ['svc-e51b7f-at-179986910235:W7/A/BF2v', 'og/FCTuv2pGKLo', 'YXnLMSJZtmU48', 'XDrXk++2'];
    const bedrockLong = `AB${'SK'}${base64(inside.join(''))}`;
    const found = scan(`AWS_BEARER_TOKEN_BEDROCK=${bedrockLong}\n0\n`).detections;

    expect(found.map(({ ruleId }) => ruleId)).toEqual(['aws-bedrock-long-term-key']);
  });
});

describe('a secret that a path is glued to', () => {
  const { awsSecret, awsKeyId } = fakes('glued');

  test.each([
    ['behind it', `aws_secret=vault/prod/${awsSecret}`],
    ['in front of it', `aws_secret=${awsSecret}/prod`],
    ['on both sides', `aws_secret=/a/${awsSecret}/b`],
    ['its own ID', `s3://${awsKeyId}/${awsSecret}/bucket`],
  ])('%s is found', (_, text) => {
    expect(scan(text).detections.map(({ ruleId }) => ruleId)).toContain('aws-secret-access-key');
    expect(
      without('glued')
        .scan(Buffer.from(text))
        .detections.map(({ ruleId }) => ruleId),
    ).not.toContain('aws-secret-access-key');
  });

  rare('must look random, for the cut may be wrong', () => {
    const words = 'zaqwsxcd+erfvbgty+hnmjuiklo1+pqazwsxedcrfv'.slice(0, 40);

    expect(scan(`aws_secret=${words}`).detections).toHaveLength(1);
    expect(scan(`aws_secret=dir/${words}`).detections).toEqual([]);
  });

  test('is none when it reads like a path itself', () => {
    expect(scan(`aws_secret=${'/usr/local/share/SecretManager/versions/Current/lib'}`).detections).toEqual(
      [],
    );
  });
});

describe('what is decoded', () => {
  const { awsSecret, awsKeyId } = fakes('places');

  rare('has the place and the width that it takes as it stands', () => {
    const value = base64(`${awsSecret}\n`);

    const [found] = scan(`# note\nkey:\n  aws_secret_access_key: ${value} # end\n`).detections;

    expect(found).toMatchObject({
      line: 3,
      column: 26,
      width: 56,
      excerpt: `  aws_secret_access_key: ${'*'.repeat(40)} # end`,
    });
    expect(found?.why).toContain('read through base64');
  });

  test('has its place in base64 to the group of four characters', () => {
    const text = `[default]\naws_access_key_id=${awsKeyId}\naws_secret_access_key=${awsSecret}\n`;
    const columnOf = (value: string) => 4 + 4 * Math.floor(text.indexOf(value) / 3);

    const found = scan(`x: ${base64(text)}`).detections;

    expect(found.map(({ column }) => column)).toEqual([columnOf(awsKeyId), columnOf(awsSecret)]);
  });

  rare('has its place behind escapes of several lengths, and in them', () => {
    const escaped = `${awsKeyId.slice(0, 10)}%${hex(awsKeyId.charCodeAt(10), 2)}${awsKeyId.slice(11)}`;
    const front = 'a%2F\\u002F%252F';

    expect(scan(`${front} KEY=${awsKeyId}%20`).detections).toMatchObject([{ column: 21, width: 20 }]);
    expect(scan(`${front} KEY=${escaped}%20`).detections).toMatchObject([{ column: 21, width: 22 }]);
    expect(scan(`${front}${escaped}%20`).detections).toMatchObject([{ column: 16, width: 22 }]);
  });

  test('is one pair when both halves are in it', () => {
    const { detections } = scan(
      base64(`[default]\naws_access_key_id=${awsKeyId}\naws_secret_access_key=${awsSecret}\n`),
    );

    expect(detections.find(({ pairedWith }) => pairedWith !== undefined)).toMatchObject({
      ruleId: 'aws-secret-access-key',
      pairedWith: { ruleId: 'aws-access-key-id', line: 1 },
    });
  });

  rare('may be allowed by a comment on its line', () => {
    const [found] = scan(`secret: ${base64(`aws_secret=${awsSecret}`)} # keyhalt:allow of a test`).detections;

    expect(found?.comment).toEqual({ marker: 'keyhalt:allow', reason: 'of a test' });
  });

  const pairs = 600;
  const spread = (): string => {
    const filler = 'An ordinary line of text, as they come.\n'.repeat(16);
    const sets = Array.from({ length: pairs }, (_, n) => fakes(`spread ${n}`));
    return sets
      .map((set) => `${filler}aws_access_key_id = ${set.awsKeyId}\naws_secret = ${set.awsSecret}\n`)
      .join('');
  };
  const manners: Record<string, (text: string) => string | Buffer> = {
    'in one run': (text) => base64(text),
    'wrapped as in mail': (text) => wrapped(base64(text), 76, '\r\n'),
    'wrapped in a JSON string': (text) => JSON.stringify({ file: wrapped(base64(text), 76, '\n') }),
    'wrapped in JSON in JSON': (text) =>
      JSON.stringify(JSON.stringify({ file: wrapped(base64(text), 64, '\n') })),
    'in one run of a UTF-16 file': (text) => utf16le(`x = ${base64(text)}`),
    'of UTF-16': (text) => base64(utf16le(text)),
    'of UTF-16 with its mark': (text) => base64(utf16le(`\ufeff${text}`)),
    'of UTF-16, big endian': (text) => base64(utf16be(text)),
    'all percent-encoded': (text) => each(text, (code) => `%${hex(code, 2)}`),
    'all in escapes of JavaScript': (text) => each(text, (code) => `\\u${hex(code, 4)}`),
  };

  test.for(Object.entries(manners))(
    'is found wherever it stands in a long text: base64, %s',
    ([name, write], { skip }) => {
      if (!costly && name !== 'in one run') skip('all of them with KEYHALT_TWINS=all');
      const bytes = Buffer.from(write(spread()));

      const whole = scan(bytes);

      for (const id of ['aws-access-key-id', 'aws-secret-access-key']) {
        const found = whole.detections.filter(({ ruleId }) => ruleId === id);
        expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(pairs);
        expect(found).toHaveLength(pairs);
      }
      expect(scanInParts(bytes, edges(4))).toEqual(whole);
      expect(scanInParts(bytes, [70_001, 600_003, 1_100_001])).toEqual(whole);
    },
  );

  test('is found in base64 of pieces that are short', () => {
    const text = `secret = '${awsSecret.match(/.{8}/g)!.join("' +\n '")}' # aws\n`;

    expect(scan(base64(text)).detections.map(({ ruleId }) => ruleId)).toEqual(['aws-secret-access-key']);
  });

  rare('is found at the end of lines that were wrapped, whatever line follows', () => {
    const text = `an ordinary line of text, and then aws_secret_key=${awsSecret}`;
    const first = wrapped(base64(text), 76, '\n').replace(/=+$/, '');

    const { detections } = scan(`${first}\n${base64('another text, and its own')}\n`);

    expect(detections.map(({ ruleId }) => ruleId)).toEqual(['aws-secret-access-key']);
  });

  test.each([
    ['begins in another script', 'Это настройки, не показывайте их никому.\n'],
    ['begins with a colour', '\u001b[31;1m'],
    ['stands in packed data', '\u0000\u0001\u0012\u001a\u0007\u00ff\u0080'],
  ])('is found in base64 of a text that %s', (_, start) => {
    const text = `${start}aws_secret_access_key=${awsSecret}\n`;

    expect(scan(base64(text)).detections.map(({ ruleId }) => ruleId)).toEqual(['aws-secret-access-key']);
  });

  rare('is the same in whatever parts the object comes', () => {
    const filler = base64('An ordinary line of text, as they come.\n'.repeat(12_000));
    const value = base64(`aws_secret_access_key=${awsSecret} `);
    const whole = Buffer.from(`x: ${filler}${value}${filler}`);
    const stream = new Scanner(rules).begin();

    for (let at = 0; at < whole.length; at += 50_000) stream.push(whole.subarray(at, at + 50_000));

    expect(stream.end().detections).toEqual(scan(whole).detections);
    expect(scan(whole).detections).toHaveLength(1);
  });
});

describe('a value on lines that go on below', () => {
  const { awsSecret, sessionToken } = fakes('folded');
  const lines = (value: string, ...lengths: number[]): string => {
    let rest = value;
    const parts = lengths.map((length) => {
      const part = rest.slice(0, length);
      rest = rest.slice(length);
      return part;
    });
    return [...parts, rest].map((part) => `  ${part}\n`).join('');
  };

  test.each([
    ['two lines and the end', lines(awsSecret, 20)],
    ['two lines and a word', `${lines(awsSecret, 20)}  EOF\n`],
    ['two lines of other lengths and a word', `${lines(awsSecret, 13)}  EOF\n`],
    ['two lines and two words', `${lines(awsSecret, 20)}  DONE\nexit\n`],
    ['three lines and a word', `${lines(awsSecret, 14, 14)}  EOF\n`],
    ['two lines and a name', `${lines(awsSecret, 20)}region: eu-central-1\n`],
    ['two lines and a long line', `${lines(awsSecret, 20)}${'QmFzZTY0'.repeat(800)}\n`],
  ])('is found: %s', (_, value) => {
    const { detections } = scan(`aws_secret_access_key: >-\n${value}`);

    expect(detections.map(({ ruleId }) => ruleId)).toEqual(['aws-secret-access-key']);
  });

  rare('has one fingerprint, whatever follows', () => {
    const full = sessionToken.slice(0, 5 * 76);
    const long = `${Array.from({ length: 12 }, (_, n) => fakes(`long ${n}`).sessionToken.slice(20)).join('')}\n`;
    for (const [value, ...others] of [
      [sessionToken, 'EOF\n', `${'QmFzZTY0'.repeat(8)}\n`, long],
      [full, long],
    ] as const) {
      const wrappedValue = `token: |\n  ${wrapped(value, 76, '\n  ')}\n`;
      const fingerprints = (rest: string) =>
        scan(wrappedValue + rest).detections.map(({ fingerprint }) => fingerprint);

      expect(fingerprints('')).toHaveLength(1);
      for (const rest of others) expect(fingerprints(rest)).toEqual(fingerprints(''));
    }
  });
});

test.each(['|', '%7C', '%7c', '\\|', '\\u007C', '\\x7c', '&#124;', '&vert;'])(
  'a refresh token is found with its bar written as %s, and is the same one',
  (bar) => {
    const token = (written: string) => `token=Atzr${written}Iw-EB_r0-${'2snJn_rkQan7-EtckcsxeUK9'.repeat(8)}`;

    const found = [bar, '|'].map((written) => scan(token(written)).detections.map((one) => one.fingerprint));

    expect(found[0]).toHaveLength(1);
    expect(found[0]).toEqual(found[1]);
  },
);

describe('harmless text', () => {
  const noise = (set: Fakes) => base64(set.sessionToken.slice(0, 60));

  rare('in base64, escapes or pieces stays harmless', () => {
    fc.assert(
      fc.property(anySet(), (set) => {
        const text = [
          `data: ${base64('The quick brown fox jumps over the lazy dog, and then some more of it.')}`,
          `"integrity": "sha512-${noise(set)}"`,
          "const path = 'src/components/' + 'settings/secret/' + 'index';",
          'const list = ["one", "two", "three"].join("/secret/");',
          'https://example.com/?q=aws%20secret%2Fkey%2Fand%2Fmore%2Fwords%2Fhere',
        ].join('\n');

        expect(scan(text).detections).toEqual([]);
      }),
      runs(20),
    );
  });
});
