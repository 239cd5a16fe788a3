import { createHash } from 'node:crypto';
import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { dayOf, startOf } from '../date.ts';
import { helpLines } from '../rule-help.ts';
import type { Surroundings } from '../surroundings.ts';
import { breakdowns } from './breakdowns.ts';
import script from './browser/page.script';
import style from './browser/page.style';
import { comparisonSection } from './comparison.ts';
import { dataBlock } from './data.ts';
import { listSections } from './lists.ts';
import { html, type Markup, trusted } from './markup.ts';
import { isLong, numbered } from './numbered.ts';
import { code } from './places.ts';
import { stayOf } from './stay.ts';
import { summary } from './summary.ts';
import { findingsTable } from './table.ts';
import { timeline } from './timeline.ts';

/**
 * The report as one HTML file that asks nobody for anything: its policy lets no request leave it, and lets nothing run
 * but the one script in it, by its hash. All of it can be read without that, which only sorts and filters.
 */
export function renderHtml(
  report: Report,
  { rules, now, version, comparison, command }: Surroundings,
): string {
  const started = Math.floor(startOf(report, now).getTime() / 1000);
  const findings = numbered(report.findings);
  const stateOf = ({ exposure }: Finding) =>
    exposure === undefined ? undefined : stayOf(exposure, started).state;
  const page = html`${trusted('<!doctype html>')}
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(contentPolicy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title(report)}</title>
<style>${trusted(style)}</style></head>
<body><a class="skip" href="#main">Skip to the report</a>
<header><h1>keyhalt ${report.coverage.refs === undefined ? 'report' : 'audit'}</h1>
<p class="quiet"><bdi>${report.what}</bdi>, <time>${dayOf(started)}</time></p></header>
<main id="main" tabindex="-1"${isLong(findings) ? html` class="long"` : undefined}>
${summary(report)}${comparison === undefined ? undefined : comparisonSection(comparison, findings)}${timeline(findings, started)}${breakdowns(report.findings)}${findingsTable(findings, { comparison, stateOf, command })}${advice(report, { rules, command })}${listSections(report)}</main>
<footer><p class="quiet">Made by keyhalt ${version}. No value in this file is a secret: of a key ID four characters at each end are shown, of anything else only what its format fixes.</p></footer>
${dataBlock(report)}
<script>${trusted(script)}</script>
</body></html>
`;
  return page.markup;
}

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const contentPolicy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;

const title = ({ findings, complete }: Report): string =>
  `keyhalt: ${findings.length === 0 ? 'nothing found' : `${findings.length} found`}${complete ? '' : ', NOT complete'}`;

/** What to do about each kind of secret, with where the facts come from. */
function advice({ findings }: Report, { rules, command }: Pick<Surroundings, 'rules' | 'command'>): Markup {
  if (findings.length === 0) return html``;
  const found = new Map(
    findings.map(({ ruleId, description, severity }) => [ruleId, { id: ruleId, description, severity }]),
  );
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  return html`<section aria-labelledby="advice"><h2 id="advice">What to do, by rule</h2>${[
    ...found.values(),
  ].map(
    (rule) =>
      html`<details class="rule"><summary><bdi>${rule.description}</bdi> (${code(rule.id)})</summary><ul>${helpLines(known.get(rule.id) ?? rule, command).map((line) => html`<li><bdi>${line}</bdi></li>`)}</ul></details>`,
  )}</section>
`;
}
