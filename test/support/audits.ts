/** Audits that no repository holds, as long as one likes. */
import type { Appearance, Exposure, Finding } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import { severities } from '../../src/model/severity.ts';
import { rules } from './scanning.ts';

/** When these audits begin, in seconds since 1970: 2026-09-21. */
export const now = 1_790_000_000;
export const day = 86_400;

const digits = (n: number, length: number): string => n.toString(16).padStart(length, '0');
export const fingerprintOf = (n: number): string => `kh1:${digits(n, 32)}`;

const placeOf = (n: number, more: Partial<Appearance>): Appearance => ({
  path: `app-${n}/settings.env`,
  isFile: true,
  line: 3,
  column: 19,
  width: 20,
  excerpt: 'AWS_ACCESS_KEY_ID=AKIA************WXYZ # of the demo',
  mark: { start: 18, length: 20 },
  commit: digits(n, 40),
  author: `Dev ${n % 7} <dev${n % 7}@example.com>`,
  time: now - 900 * day,
  ...more,
});

/** The n-th finding of an audit: of each severity, state and author there are some. */
export function aFinding(n: number, more: Partial<Finding> = {}, place: Partial<Appearance> = {}): Finding {
  const rule = rules[n % rules.length]!;
  const appearance = placeOf(n, place);
  return {
    ruleId: rule.id,
    description: rule.description,
    severity: severities[n % severities.length]!,
    fingerprint: fingerprintOf(n),
    entropy: 4.5,
    why: ['its format says so', 'entropy 4.5 bits per character'],
    ...(n % 2 === 0 ? { account: `10000000000${n % 10}` } : {}),
    exposure: anExposure(n % 3 === 0 ? 'head' : n % 3 === 1 ? 'elsewhere' : 'gone', {
      author: appearance.author!,
    }),
    appearances: [appearance],
    ...more,
  };
}

/** Brought in 900 days ago; taken out of HEAD, where it was, 400 days later. */
export function anExposure(
  state: 'head' | 'elsewhere' | 'gone',
  { author = 'Ada <ada@example.com>' } = {},
): Exposure {
  const moment = (letter: string, time: number) => ({ commit: letter.repeat(40), author, time });
  const first = moment('a', now - 900 * day);
  return {
    first,
    last: moment('b', now - 700 * day),
    reintroduced: 0,
    isAtHead: state === 'head',
    ...(state === 'head' ? {} : { gone: moment('c', now - 500 * day) }),
    days: state === 'gone' ? 400 : 900,
    refs: ['refs/heads/main'],
    isPushed: false,
  };
}

export const auditOf = (findings: readonly Finding[], more: Partial<Report> = {}): Report => ({
  what: 'the history of this repository',
  complete: true,
  failOn: 'medium',
  findings,
  allowed: [],
  proposed: [],
  policy: { entries: 0, used: 0, unused: [], expired: [] },
  skipped: [],
  errors: [],
  notes: [],
  coverage: { asked: 10, scanned: 10, bytes: 1234, compared: 0, kinds: { blob: 10 }, refs: 3 },
  about: {
    ruleSet: '0123456789ab',
    versions: { keyhalt: '1.2.3', git: '2.39.5', node: '20.19.0' },
    seconds: 1.5,
    started: now,
  },
  ...more,
});

export const manyFindings = (count: number): readonly Finding[] =>
  Array.from({ length: count }, (_, n) => aFinding(n));
