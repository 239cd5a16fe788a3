/** Reports in which every text may be an attack on whoever reads it. */
import fc from 'fast-check';
import type { Allowed, Appearance, Finding, PairedKey } from '../../src/model/finding.ts';
import type { Skipped } from '../../src/model/object.ts';
import type { Report } from '../../src/model/report.ts';
import { severities } from '../../src/model/severity.ts';
import { rules } from './scanning.ts';

/** What ends a line, a cell, an attribute, a string or a command in one format or another. */
const attacks = [
  ...[
    '\n',
    '\r',
    '\r\n',
    '\t',
    '\0',
    '\u001b[2J',
    '\u0085',
    '\u2028',
    '\ufffe',
    '\ud800',
    '\udc00x',
    '\u{10ffff}',
  ],
  ...['::error::x', '\n::add-mask::x', '##[command]x', '##[error]', '%0A::debug::x', '%', ':', ',', ';'],
  ...['=cmd|x', '+1', '-1', '@SUM(A1)', '\t=1', '"', '""', "'", '","=1'],
  ...[
    '|',
    '\\|',
    '`',
    '``',
    '<script>',
    '</script>',
    '</code>',
    '<!--',
    '&',
    '&lt;',
    '[x](http://x)',
    '![x](http://x)',
    '*x*',
    '# x',
  ],
  ...['https://example.com', 'www.example.com', '@someone', '\n\n---\n', '~~~', '$x$', '\\', '\\n'],
  ...[']]>', '<![CDATA[', '{0}', '}', '../..', '/', '//', ' ', 'src/a.ts', '日本', '🔑', '\\xff', '\\u{1b}'],
];

/** Made once: each takes fast-check some thirty milliseconds, for it looks at all characters that there are. */
const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...attacks), fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 5 })
  .map((pieces) => pieces.join(''));

export const anyHostileText = (): fc.Arbitrary<string> => hostileText;

const anySome = (): fc.Arbitrary<string> => anyHostileText().map((text) => text || 'x');
const anyHex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const anyFingerprint = (): fc.Arbitrary<string> => anyHex(32).map((hex) => `kh1:${hex}`);
const anyNumber = (): fc.Arbitrary<number> => fc.integer({ min: 1, max: 5000 });
const maybe = { requiredKeys: [] as [] };

const anyPlace = (): fc.Arbitrary<Appearance> =>
  fc
    .tuple(
      fc.record({
        path: anySome(),
        line: anyNumber(),
        column: anyNumber(),
        width: fc.integer({ min: 0, max: 500 }),
        excerpt: anyHostileText(),
        mark: fc.constant({ start: 0, length: 4 }),
      }),
      fc.record(
        {
          isFile: fc.constant(true as const),
          fromTop: anySome(),
          archive: anySome(),
          blob: anyHex(40),
          commit: anyHex(40),
          author: anyHostileText(),
          time: fc.integer(),
        },
        maybe,
      ),
      fc.boolean(),
    )
    .map(([needed, more, isName]) =>
      isName && more.fromTop !== undefined
        ? { ...needed, ...more, path: `file name ${more.fromTop}` }
        : { ...needed, ...more },
    );

const anyPlaces = (): fc.Arbitrary<Appearance[]> => fc.array(anyPlace(), { minLength: 1, maxLength: 3 });

const anyKey = (): fc.Arbitrary<PairedKey> =>
  fc.record(
    {
      ruleId: fc.constant('aws-access-key-id'),
      fingerprint: anyFingerprint(),
      masked: anySome(),
      path: anySome(),
      line: anyNumber(),
      appearances: anyPlaces(),
    },
    { requiredKeys: ['ruleId', 'fingerprint', 'masked', 'line'] },
  );

const anyMoment = () =>
  fc.record({ commit: anyHex(40), author: anyHostileText(), time: fc.integer({ min: 0, max: 2 ** 31 }) });

const anyFinding = (): fc.Arbitrary<Finding> =>
  fc
    .tuple(
      fc.record({
        ruleId: fc.oneof(fc.constantFrom(...rules.map(({ id }) => id)), fc.constant('acme-token')),
        description: anySome(),
        severity: fc.constantFrom(...severities),
        fingerprint: anyFingerprint(),
        entropy: fc.constant(4.5),
        why: fc.array(anySome(), { minLength: 1, maxLength: 3 }),
        appearances: anyPlaces(),
      }),
      fc.record(
        {
          account: fc.constant('123456789012'),
          pairedWith: anyKey(),
          alsoPairedWith: fc.array(anyKey(), { maxLength: 2 }),
          exposure: fc.record({
            first: anyMoment(),
            last: anyMoment(),
            reintroduced: fc.nat(3),
            isAtHead: fc.boolean(),
            days: fc.nat(900),
            refs: fc.array(anySome(), { maxLength: 3 }),
            isPushed: fc.boolean(),
          }),
        },
        maybe,
      ),
    )
    .map(([needed, more]) => ({ ...needed, ...more }));

const anyAllowed = (): fc.Arbitrary<Allowed> =>
  fc
    .record({ finding: anyFinding(), by: anySome(), reason: anyHostileText(), isDocumented: fc.boolean() })
    .map(({ isDocumented, ...rest }) => ({ ...rest, ...(isDocumented ? { isDocumented } : {}) }));

const reasons: readonly Skipped['reason'][] = ['submodule', 'git-lfs', 'archive-damaged'];

/** Everything in it is hostile but what the pipeline computes: hex digits, numbers and the names of built-in rules. */
export const anyHostileReport = (): fc.Arbitrary<Report> =>
  fc
    .tuple(
      fc.record({
        what: anySome(),
        failOn: fc.constantFrom(...severities),
        findings: fc.array(anyFinding(), { maxLength: 14 }),
        allowed: fc.array(anyAllowed(), { maxLength: 3 }),
        proposed: fc.array(anyAllowed(), { maxLength: 2 }),
        policy: fc.record({
          entries: fc.nat(3),
          used: fc.nat(3),
          unused: fc.array(anySome(), { maxLength: 2 }),
          expired: fc.array(anySome(), { maxLength: 2 }),
        }),
        skipped: fc.array(fc.record({ path: anySome(), reason: fc.constantFrom(...reasons) }), {
          maxLength: 5,
        }),
        errors: fc.array(fc.record({ message: anySome(), hint: anySome() }), { maxLength: 13 }),
        notes: fc.array(anySome(), { maxLength: 2 }),
        coverage: fc.constant({ asked: 3, scanned: 3, bytes: 1234, compared: 0, kinds: { blob: 3 } }),
      }),
      fc.boolean(),
    )
    .map(([report, isScan]) => ({
      ...report,
      complete: report.errors.length === 0,
      ...(isScan ? { about } : {}),
    }));

const about = {
  ruleSet: '0123456789ab',
  versions: { keyhalt: '1.2.3', git: '2.39.5', node: '20.19.0' },
  seconds: 1.234,
  started: 1_790_000_000,
};
