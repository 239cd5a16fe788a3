import * as v from 'valibot';
import { fingerprintPattern, keysOf } from '../model/fingerprints.ts';
import { severities } from '../model/severity.ts';
import { UserError } from '../model/user-error.ts';
import type { EarlierReport } from './comparison.ts';
import { dataIn } from './html/data.ts';

const text = v.pipe(v.string(), v.nonEmpty());
const fingerprint = v.pipe(v.string(), v.regex(fingerprintPattern));
const key = v.object({ fingerprint });

/** As much of docs/report.schema.json as is of use here, and all of what an HTML report keeps of itself. */
const schema = v.object({
  schemaVersion: v.literal(1),
  complete: v.boolean(),
  what: v.optional(text),
  ruleSet: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{12}(?:\+[0-9a-f]{12})?$/))),
  started: v.optional(
    v.pipe(
      v.string(),
      v.isoTimestamp(),
      v.transform((date) => Date.parse(date) / 1000),
      v.number(),
    ),
  ),
  findings: v.array(
    v.object({
      ruleId: text,
      description: text,
      severity: v.picklist(severities),
      fingerprint,
      path: text,
      line: v.pipe(v.number(), v.integer(), v.minValue(1)),
      pairedWith: v.optional(key),
      alsoPairedWith: v.optional(v.array(key)),
    }),
  ),
  allowed: v.array(key),
});

/**
 * An earlier report, from a JSON report or an HTML one. Whatever else it holds is left unread.
 *
 * @throws UserError when it is none of keyhalt, damaged, or of a scan that ended before there was a report
 */
export function readEarlier(content: string, name: string): EarlierReport {
  const parsed = v.safeParse(schema, parsedJson(content, name), { abortEarly: true });
  if (!parsed.success) throw foreign(name, placeOf(parsed.issues[0]));
  const { what, ruleSet, complete, started, findings, allowed } = parsed.output;
  if (what === undefined)
    throw new UserError(`${name} tells of a scan that ended before there was a report`, {
      hint: 'Compare with a report of a scan that went through.',
    });
  return {
    what,
    ruleSet,
    complete,
    started,
    findings: findings.map(({ pairedWith, alsoPairedWith, ...finding }) => ({
      ...finding,
      keys: keysOf({ pairedWith, alsoPairedWith }).map((one) => one.fingerprint),
    })),
    allowed: allowed.map((one) => one.fingerprint),
  };
}

function parsedJson(content: string, name: string): unknown {
  const data = dataIn(content) ?? content.replace(/^\ufeff/, '');
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw foreign(name, 'it is no JSON', cause);
  }
}

/** The place alone: a message of the parser would quote what stands there. */
const placeOf = (issue: v.BaseIssue<unknown>): string =>
  `its ${v.getDotPath(issue) ?? 'value'} is not as it must be`;

const foreign = (name: string, why: string, cause?: unknown): UserError =>
  new UserError(`${name} is no report of keyhalt that can be compared with: ${why}`, {
    hint: 'Name a file that keyhalt scan wrote with --output json:FILE or --output html:FILE.',
    cause,
  });
