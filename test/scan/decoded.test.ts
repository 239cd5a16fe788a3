/** What is found by decoding: where it stands, in how many layers, and that none of it is told twice. */
import { describe, expect, test } from 'vitest';
import { allLooks } from '../../src/model/looks.ts';
import { Scanner } from '../../src/scan/scanner.ts';
import { fakes } from '../support/fakes.ts';
import { costly, rare } from '../support/keyhalt.ts';
import { base64, each, halves, hex, wrapped } from '../support/looks.ts';
import { edges, rules, scan, scanInParts, utf16be, utf16le } from '../support/scanning.ts';

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

  test('is believed for what speaks as far away as a rule may look', () => {
    const rule = {
      ...{
        id: 'far',
        description: 'far',
        severity: 'high' as const,
        keywords: ['mark='],
        regex: 'mark=([a-z]{30})',
      },
      admit: [{ context: 'speaks', contextLines: 50 }],
    } as const;
    const { detections } = new Scanner([rule]).scan(
      Buffer.from(`speaks\n${'-'.repeat(5900)} ${base64(`mark=${'x'.repeat(30)}\n`)}\n`),
    );

    expect(detections).toMatchObject([
      { ruleId: 'far', why: ['read through base64', expect.anything(), expect.anything()] },
    ]);
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
      if (!costly) skip(`${name} with KEYHALT_TWINS=all`);
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

  test('is the same one where what an escape ends with and what stands behind it are as long as it is', () => {
    const secret = `W/${fakes('escape')
      .awsSecret.replace(/[^A-Za-z0-9]/g, 'x')
      .slice(2)}`;
    const found = (value: string) =>
      scan(`sqs://${awsKeyId}:${value}@`).detections.map(({ fingerprint }) => fingerprint);

    expect(found(encodeURIComponent(secret))).toEqual(found(secret));
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

test.each(['|', '%7C', '%7c', '\\|', '\\u007C', '\\x7c', '&#124;', '&vert;'])(
  'a refresh token is found with its bar written as %s, and is the same one',
  (bar) => {
    const token = (written: string) => `token=Atzr${written}Iw-EB_r0-${'2snJn_rkQan7-EtckcsxeUK9'.repeat(8)}`;

    const found = [bar, '|'].map((written) => scan(token(written)).detections.map((one) => one.fingerprint));

    expect(found[0]).toHaveLength(1);
    expect(found[0]).toEqual(found[1]);
  },
);
