import { keysOf } from '../../model/fingerprints.ts';
import type { Report } from '../../model/report.ts';
import { dateOf } from '../date.ts';
import { type Markup, trusted } from './markup.ts';

const opening = '<script type="application/json" id="keyhalt-report">';
const closing = '</script>';

/** As much of the JSON report as a later one can be compared with, as a block of data that no browser runs. */
export function dataBlock(report: Report): Markup {
  const { complete, what, findings, allowed, about } = report;
  const key = ({ fingerprint }: { readonly fingerprint: string }) => ({ fingerprint });
  const value = {
    schemaVersion: 1,
    complete,
    what,
    ...(about === undefined ? {} : { ruleSet: about.ruleSet, started: dateOf(about.started) }),
    findings: findings.map((finding) => {
      const { ruleId, description, severity, fingerprint, appearances } = finding;
      const { path, line } = appearances[0]!;
      return {
        ruleId,
        description,
        severity,
        fingerprint,
        path,
        line,
        alsoPairedWith: keysOf(finding).map(key),
      };
    }),
    allowed: allowed.map(({ finding }) => key(finding)),
  };
  return trusted(opening + json(value) + closing);
}

/** The data of a page that `dataBlock` is in; undefined for any other text. */
export function dataIn(page: string): string | undefined {
  const start = page.indexOf(opening);
  if (!/^<!doctype html>/i.test(page) || start < 0) return undefined;
  const end = page.indexOf(closing, start);
  return page.slice(start + opening.length, end < 0 ? page.length : end);
}

/** Nothing in it ends the element, and nothing is a character that a terminal would obey. */
const json = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/[<>&]|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu, (sign) =>
    Array.from(
      { length: sign.length },
      (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
