/** What tests of the scanner share: one scanner with the built-in rules, other encodings, cut-up objects. */
import fc from 'fast-check';
import builtIn from '../../rules/aws.toml';
import type { Detection } from '../../src/scan/detection.ts';
import { type ObjectFindings, Scanner } from '../../src/scan/scanner.ts';
import { type Fakes, fakes } from './fakes.ts';
import { costly } from './keyhalt.ts';

/** All rules, and those that count without being enabled. */
export const { rules: allRules } = builtIn;
export const rules = allRules.filter(({ optIn }) => !optIn);
export const scanner = new Scanner(rules);

export const scan = (content: string | Uint8Array): ObjectFindings =>
  scanner.scan(typeof content === 'string' ? Buffer.from(content) : content);

/** As a report shows them: a key ID beside its secret is none of its own. */
export const detect = (content: string | Uint8Array): readonly Detection[] =>
  scan(content).detections.filter(({ belongsTo, isDocumented }) => belongsTo === undefined && !isDocumented);

/** `2:5 aws-access-key-id`, in the order in which they stand. */
export const places = (content: string | Uint8Array): string[] =>
  detect(content).map(({ line, column, ruleId }) => `${line}:${column} ${ruleId}`);

/** As `scan`, with the object handed over in parts that end at these places. */
export function scanInParts(bytes: Uint8Array, cuts: readonly number[], by = scanner): ObjectFindings {
  const stream = by.begin();
  let from = 0;
  for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
    // The scanner may not rely on a part that it was handed before.
    const part = Uint8Array.from(bytes.subarray(from, cut));
    stream.push(part);
    part.fill(0x58);
    from = cut;
  }
  return stream.end();
}

/** Where the scanner's window of 640 KiB ends its stretches: all before is judged, 64 KiB more are seen. */
export const edges = (count: number): number[] =>
  Array.from({ length: count }, (_, n) => (576 + 512 * n) * 1024);

export const utf16le = (text: string): Buffer => Buffer.from(text, 'utf16le');
export const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
/** Of characters that are in Latin-1. */
export const utf32le = (text: string): Buffer =>
  Buffer.concat([...text].map((char) => Buffer.from([char.charCodeAt(0), 0, 0, 0])));
export const utf32be = (text: string): Buffer => utf32le(text).swap32();

/** Runs of a law: a sixth of them in npm test, all in CI, and fifty times as many with KEYHALT_LONG=1. */
export const runs = (many: number): { numRuns: number } => ({
  numRuns: process.env.KEYHALT_LONG === '1' ? many * 50 : costly ? many : Math.ceil(many / 6),
});

export const anySet = (): fc.Arbitrary<Fakes> => fc.nat().map((seed) => fakes(`set ${seed}`));

/** Each kind with the name in front of it that makes it believable. */
export const kinds = [
  ['awsKeyId', 'aws_access_key_id=', 'aws-access-key-id'],
  ['awsTemporaryKeyId', 'aws_access_key_id=', 'aws-access-key-id'],
  ['awsSecret', 'AWS_SECRET_ACCESS_KEY=', 'aws-secret-access-key'],
  ['sessionToken', 'AWS_SESSION_TOKEN=', 'aws-session-token'],
  ['oldSessionToken', 'AWS_SESSION_TOKEN=', 'aws-session-token'],
  ['bedrockLong', 'AWS_BEARER_TOKEN_BEDROCK=', 'aws-bedrock-long-term-key'],
  ['bedrockShort', 'AWS_BEARER_TOKEN_BEDROCK=', 'aws-bedrock-short-term-key'],
  ['mwsToken', 'MWS_AUTH_TOKEN=', 'amazon-mws-auth-token'],
] as const satisfies readonly (readonly [keyof Fakes, string, string])[];

export const anyKind = (): fc.Arbitrary<(typeof kinds)[number]> => fc.constantFrom(...kinds);

/**
 * Lines in which all kinds of credentials stand between words, some of them several on one line. `end` is what
 * lines end with.
 */
export const anyText = (end = '\n'): fc.Arbitrary<string> =>
  fc
    .array(fc.array(anyPiece(), { maxLength: 4 }), { maxLength: 12 })
    .map((lines) => lines.map((pieces) => `${pieces.join('')}${end}`).join(''));

const anyPiece = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(
      'aws ',
      'secret ',
      '"',
      ' = ',
      '# note ',
      'naïve ',
      '日本 ',
      '🔑',
      'x',
      'a/b/c ',
      '\\n',
      '\t',
    ),
    fc
      .tuple(anyKind(), anySet(), fc.boolean(), fc.constantFrom('', ' ', ';', '"'))
      .map(([[kind, label], set, labelled, end]) => `${labelled ? label : ' '}${set[kind]}${end}`),
  );
