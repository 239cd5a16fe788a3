/** What each key of keyhalt.toml does, beside the schema: the program itself carries none of these words. */
import { defaultLimits } from '../src/model/archive-limits.ts';
import { allLooks } from '../src/model/looks.ts';
import { defaultPolicy } from '../src/policy/policy.ts';

export interface Setting {
  readonly says: string;
  /** As it stands behind `key = ` in TOML, of what can stand alone. */
  readonly example?: string;
  readonly default?: string | number | boolean;
}

const pattern =
  'JavaScript or RE2 (Go) syntax; a character is a byte, so `é` is its two bytes, and `\\p{…}` is not supported';

const gates = (of: string): Readonly<Record<string, Setting>> => ({
  [`${of}.entropy`]: {
    says: 'Least Shannon entropy of the secret, in bits per character.',
    example: '3.0',
  },
  [`${of}.bodyEntropy`]: {
    says: 'The same, of what follows the first `skip` characters: a prefix that is always the same says nothing.',
    example: '{ skip = 4, min = 2.5 }',
  },
  [`${of}.bodyEntropy.skip`]: { says: 'How many characters are left out.' },
  [`${of}.bodyEntropy.min`]: { says: 'Least entropy of the others, in bits per character.' },
  [`${of}.classChanges`]: {
    says: 'How often, at least, a character is of another class (upper case, lower case, digit, symbol) than the one before it.',
    example: '8',
  },
  [`${of}.checks`]: {
    says: 'Tests of the secret’s own shape that must hold; docs/rules.md says what each one is.',
    example: '["not-hex", "not-a-word"]',
  },
});

/** By the way from the top; elements of a list share one. Every key of the schema is here, and no other. */
export const settings: Readonly<Record<string, Setting>> = {
  scan: { says: 'What counts.' },
  'scan.fail-on': {
    says: 'From this severity on a finding stops a commit, a push or a scan. Less severe ones are reported.',
    example: '"high"',
    default: defaultPolicy.failOn,
  },
  'scan.own-keys': {
    says: 'Looks for the exact values of your own AWS credentials, in every encoding, and says whose they are.',
    example: 'true',
    default: defaultPolicy.ownKeys,
  },
  'scan.enable': {
    says: 'Rules that are off by default and are to count. `keyhalt rules list` shows them.',
    example: '["aws-account-id"]',
  },
  'scan.disable': {
    says: 'Rules that are not to count. A rule may not stand in both lists, and one must be left.',
    example: '["private-key"]',
  },

  decode: { says: 'In which other forms than plain text credentials are looked for.' },
  'decode.base64': {
    says: 'How many layers of base64 are opened; 0 opens none.',
    example: '2',
    default: allLooks.base64,
  },
  'decode.percent': { says: 'Reads `%2F` and its likes.', example: 'false', default: allLooks.percent },
  'decode.escapes': {
    says: 'Reads escapes of JSON, XML and programs: `\\/`, `\\u002F`, `\\x2F`, `\\057`, `&#47;`.',
    example: 'false',
    default: allLooks.escapes,
  },
  'decode.pieces': {
    says: 'Joins what code puts together: `"…" + "…"`, continued lines, folded lines.',
    example: 'false',
    default: allLooks.pieces,
  },
  'decode.invisible': {
    says: 'Leaves out characters that no one sees, inside a value.',
    example: 'false',
    default: allLooks.invisible,
  },
  'decode.wide': { says: 'Reads UTF-16 and UTF-32.', example: 'false', default: allLooks.wide },
  'decode.glued': {
    says: 'Finds secrets that a `/` joins to a path.',
    example: 'false',
    default: allLooks.glued,
  },
  'decode.archives': {
    says: 'How deep archives may stand in archives; 1 opens the outermost only, 0 opens none.',
    example: '1',
    default: defaultLimits.depth,
  },
  'decode.archive-bytes': {
    says: 'The most that one file may unpack to in all, in bytes.',
    example: '1000000000',
    default: defaultLimits.bytes,
  },
  'decode.archive-ratio': {
    says: 'How many times larger than packed a member may be, once it is larger than 1 MiB.',
    example: '1000',
    default: defaultLimits.ratio,
  },
  'decode.archive-members': {
    says: 'How many members one file may hold in all, folders and links included.',
    example: '50000',
    default: defaultLimits.members,
  },

  allow: {
    says: 'What is harmless. All criteria that an entry names must hold, and it needs at least one of `paths`, `rules`, `fingerprints` and `values`.',
  },
  'allow.reason': {
    says: 'Why it is harmless, with a word in it. Reports show it.',
    example: '"canary keys of the demo"',
  },
  'allow.paths': {
    says: 'Globs for the whole path from the top, always with `/`; one with `!` in front takes away again.',
    example: '["test/fixtures/**", "!test/fixtures/real/**"]',
  },
  'allow.rules': { says: 'Only findings of these rules.', example: '["aws-access-key-id"]' },
  'allow.fingerprints': {
    says: 'These values, wherever they stand; reports show the number.',
    example: '["kh1:0123456789abcdef0123456789abcdef"]',
  },
  'allow.values': {
    says: `Patterns for the secret alone, never for its line: ${pattern}.`,
    example: "['^AKIA.*DEMO$']",
  },
  'allow.expires': {
    says: 'The last day on which it counts, without quotes and without a time. Then reports say that it has expired.',
    example: '2027-01-31',
  },

  rules: {
    says: 'A rule of your own. It needs a `regex` or a `run`, and a name that no other rule has.',
  },
  'rules.id': {
    says: 'Its name: words of small letters and digits with `-` between them.',
    example: '"acme-token"',
  },
  'rules.description': {
    says: 'As reports show it: one line without control characters.',
    example: '"ACME deploy token"',
  },
  'rules.severity': { says: 'How bad it is.', example: '"critical"' },
  'rules.regex': {
    says: `What the secret looks like: ${pattern}. \`(?i)\`, \`(?P<name>…)\` and \`[[:alnum:]]\` are understood, as in gitleaks’ rule files.`,
    example: "'''\\b(acme_[a-z0-9]{32})\\b'''",
  },
  'rules.secretGroup': {
    says: 'Which group of the pattern is the secret. Without it the first one, or the whole match where there is none.',
    example: '1',
  },
  'rules.bounds': {
    says: 'Characters, as between `[` and `]`, that may not touch the secret. With bounds the whole pattern is the secret.',
    example: '{ before = "A-Za-z0-9", after = "A-Za-z0-9" }',
  },
  'rules.bounds.before': { says: 'In front of it.' },
  'rules.bounds.after': { says: 'Behind it.' },
  'rules.packed': {
    says: 'Where bounds do not count behind the secret: in packed data that says how long a text is. Needs `bounds`.',
    example: "{ before = '\\x00-\\x1f', length = 20 }",
  },
  'rules.packed.before': { says: 'A character of this class stands in front …' },
  'rules.packed.length': { says: '… of exactly so many characters.' },
  'rules.keywords': {
    says: 'The pattern is tried only near one of these, in either case. Without keywords it is tried on all text; `keyhalt rules check` says what that costs.',
    example: '["acme_"]',
  },
  'rules.run': {
    says: 'Instead of a pattern: an unbroken run of exactly so many characters.',
    example: '{ alphabet = "base64", length = 40 }',
  },
  'rules.run.alphabet': { says: 'Of which characters.' },
  'rules.run.length': { says: 'How many.' },
  'rules.longest': {
    says: 'How many characters a match may reach beyond its keyword.',
    example: '2000',
    default: 512,
  },
  ...gates('rules'),
  'rules.admit': {
    says: 'Ways to be believed, one of which must hold. All that one names must hold. Without any, what passes the tests of the rule is believed.',
    example: "[{ label = '(?i)acme' }]",
  },
  'rules.admit.label': {
    says: 'A pattern for a name in front of it: on its line, or on the line that it continues.',
    example: "'(?i)acme'",
  },
  'rules.admit.note': {
    says: 'A pattern for a comment behind it on its line, or alone on the line above.',
    example: "'(?i)deploy token'",
  },
  'rules.admit.context': {
    says: 'A pattern for what stands within five lines or encloses them (`aws:`, `provider "aws" {`), or within as many as `contextLines` says. For the value itself it sees a NUL (`\\0`) on a line of its own.',
    example: "'(?i)acme'",
  },
  'rules.admit.contextLines': { says: 'How far `context` is looked for.', example: '20', default: 5 },
  'rules.admit.near': {
    says: 'A rule that finds something within five lines and 600 characters.',
    example: '"aws-access-key-id"',
  },
  'rules.admit.path': {
    says: 'A pattern for paths, from the top, with `/`: believed only in such files.',
    example: "'(?i)acme-token$'",
  },
  'rules.admit.severity': { says: 'Instead of the rule’s.', example: '"low"' },
  ...gates('rules.admit'),
  'rules.pairsWith': {
    says: 'The rule whose nearest finding belongs to this one: the two become one finding.',
    example: '"aws-access-key-id"',
  },
  'rules.show': {
    says: 'How many characters of the secret may be shown; none without it.',
    example: '{ first = 5, last = 0 }',
  },
  'rules.show.first': { says: 'At its beginning.' },
  'rules.show.last': { says: 'At its end.' },
  'rules.account': {
    says: 'That the secret is an AWS key ID, so that reports name its account.',
    example: '"aws-key-id"',
  },
  'rules.path': {
    says: 'A pattern for paths, from the top, with `/`: only findings in such files count.',
    example: "'\\.env$'",
  },
  'rules.optIn': {
    says: 'Off until `enable` under `[scan]` names it.',
    example: 'true',
    default: false,
  },
  'rules.references': { says: 'Where the facts come from.', example: '["ACME handbook, chapter 3"]' },
  'rules.examples': {
    says: 'Texts on which `keyhalt rules check` tries the rule. A list of pieces is joined, so that the file holds no secret.',
    example: '{ leak = [["deploy: acme_", "0f9a"]], clean = ["acme_documentation"] }',
  },
  'rules.examples.leak': { says: 'In each of them it must find something.' },
  'rules.examples.clean': { says: 'In none of them it may.' },
};
