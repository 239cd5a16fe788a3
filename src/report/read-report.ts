import * as v from 'valibot';
import { defined } from '../model/defined.ts';
import type { Appearance, Finding, Moment, PairedKey } from '../model/finding.ts';
import { fingerprintPattern } from '../model/fingerprints.ts';
import { oidPattern } from '../model/object.ts';
import { severities } from '../model/severity.ts';
import { UserError } from '../model/user-error.ts';
import { visible } from '../model/visible.ts';

/** Findings of an earlier scan. Where in its excerpt a secret stands is not known any more. */
export interface KnownFindings {
  readonly what: string;
  readonly complete: boolean;
  readonly findings: readonly Finding[];
  readonly allowed: readonly Finding[];
}

/**
 * What a JSON report tells of findings. A file may be anybody's: what it says is made fit to be shown.
 *
 * @param safe takes secrets out of a text
 * @throws UserError when it is no JSON report of keyhalt, or of a scan that ended before there was a report
 */
export function readReport(content: string, name: string, safe: (text: string) => string): KnownFindings {
  const shown = (text: string) => visible(safe(text));
  const parsed = v.safeParse(schemaWith(shown), parsedJson(content, name), { abortEarly: true });
  if (!parsed.success)
    throw foreign(name, `its ${v.getDotPath(parsed.issues[0]) ?? 'value'} is not as it must be`);
  const { what, complete, findings, allowed } = parsed.output;
  const isNowhere = [...findings, ...allowed].some(({ fingerprint, appearances }) =>
    appearances.every((place) => place.fingerprint !== fingerprint),
  );
  if (isNowhere) throw foreign(name, `one of its findings stands at no place`);
  if (what === undefined)
    throw new UserError(`${name} tells of a scan that ended before there was a report`, {
      hint: 'Take the report of a scan that went through.',
    });
  return { what, complete, findings: findings.map(findingOf), allowed: allowed.map(findingOf) };
}

function parsedJson(content: string, name: string): unknown {
  try {
    return JSON.parse(content.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw foreign(name, 'it is no JSON', cause);
  }
}

const foreign = (name: string, why: string, cause?: unknown): UserError =>
  new UserError(`${name} is no JSON report of keyhalt: ${why}`, {
    hint: 'Name a file that keyhalt scan wrote with --format json or --output json:FILE.',
    cause,
  });

const hex = v.pipe(v.string(), v.regex(oidPattern));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const fromOne = v.pipe(v.number(), v.integer(), v.minValue(1));
const fingerprint = v.pipe(v.string(), v.regex(fingerprintPattern));
const account = v.pipe(v.string(), v.regex(/^[0-9]{12}$/));
/** As seconds since 1970. */
const date = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => Date.parse(text) / 1000),
);

/** The findings of docs/report.schema.json, as much as is of use here. */
function schemaWith(shown: (text: string) => string) {
  const text = v.pipe(v.string(), v.nonEmpty(), v.transform(shown));
  const moment = v.object({ commit: hex, author: text, date });
  const key = v.object({
    ruleId: text,
    fingerprint,
    masked: text,
    path: v.optional(text),
    line: fromOne,
    blob: v.optional(hex),
    account: v.optional(account),
  });
  const appearance = v.object({
    ruleId: text,
    fingerprint,
    path: text,
    line: fromOne,
    column: fromOne,
    endColumn: fromOne,
    excerpt: v.pipe(v.string(), v.transform(shown)),
    blob: v.optional(hex),
    commit: v.optional(hex),
    author: v.optional(text),
    date: v.optional(date),
  });
  const exposure = v.object({
    first: moment,
    last: moment,
    gone: v.optional(moment),
    isAtHead: v.boolean(),
    reintroduced: count,
    days: count,
    refs: v.array(text),
    isPushed: v.boolean(),
  });
  const findings = v.array(
    v.object({
      ruleId: text,
      description: text,
      severity: v.picklist(severities),
      fingerprint,
      entropy: v.number(),
      why: v.array(text),
      account: v.optional(account),
      pairedWith: v.optional(key),
      alsoPairedWith: v.optional(v.array(key)),
      exposure: v.optional(exposure),
      appearances: v.array(appearance),
    }),
  );
  return v.object({
    schemaVersion: v.literal(1),
    complete: v.boolean(),
    what: v.optional(text),
    findings,
    allowed: findings,
  });
}

type Parsed = v.InferOutput<ReturnType<typeof schemaWith>>['findings'][number];
type ParsedPlace = Parsed['appearances'][number];
type ParsedKey = NonNullable<Parsed['pairedWith']>;
type ParsedMoment = NonNullable<Parsed['exposure']>['first'];

function findingOf({ appearances, account, pairedWith, alsoPairedWith, exposure, ...rest }: Parsed): Finding {
  const placesOf = (wanted: string) =>
    appearances.filter((place) => place.fingerprint === wanted).map(appearanceOf);
  const keyOf = ({ path, blob, account, ...key }: ParsedKey): PairedKey => ({
    ...key,
    ...defined({ path, blob, account }),
    appearances: placesOf(key.fingerprint),
  });
  return {
    ...rest,
    ...defined({
      account,
      pairedWith: pairedWith && keyOf(pairedWith),
      alsoPairedWith: alsoPairedWith?.map(keyOf),
    }),
    ...(exposure === undefined ? {} : { exposure: exposureOf(exposure) }),
    appearances: placesOf(rest.fingerprint),
  };
}

function appearanceOf({
  ruleId: _,
  fingerprint: __,
  endColumn,
  date,
  blob,
  commit,
  author,
  ...place
}: ParsedPlace): Appearance {
  return {
    ...place,
    width: Math.max(0, endColumn - place.column),
    mark: { start: 0, length: 0 },
    ...defined({ blob, commit, author, time: date }),
  };
}

const exposureOf = ({ first, last, gone, ...rest }: NonNullable<Parsed['exposure']>) => ({
  ...rest,
  first: momentOf(first),
  last: momentOf(last),
  ...(gone === undefined ? {} : { gone: momentOf(gone) }),
});

const momentOf = ({ commit, author, date }: ParsedMoment): Moment => ({ commit, author, time: date });
