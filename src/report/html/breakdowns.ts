import type { Finding } from '../../model/finding.ts';
import { keysOf } from '../../model/fingerprints.ts';
import { severities } from '../../model/severity.ts';
import { count } from '../count.ts';
import { type Content, html, type Markup } from './markup.ts';
import { accountOf, authorOf } from './places.ts';

/** How many rows of one are shown before the rest is folded, and how many there are at most. */
const unfolded = 8;
const most = 200;

/** The findings by what they have in common, most of them first. */
export function breakdowns(findings: readonly Finding[]): Markup {
  if (findings.length === 0) return html``;
  return html`<section aria-labelledby="breakdowns"><h2 id="breakdowns">Where they come from</h2>
<div class="breakdowns">${[
    breakdown(
      'By severity',
      findings,
      ({ severity }) => [severity],
      (a, b) => severities.indexOf(b as never) - severities.indexOf(a as never),
    ),
    breakdown('By rule', findings, ({ description }) => [description]),
    breakdown('By path', findings, pathsOf),
    breakdown('By author', findings, (finding) => [authorOf(finding) ?? '']),
    breakdown('By AWS account', findings, (finding) => [accountOf(finding) ?? '']),
  ]}</div></section>
`;
}

const pathsOf = (finding: Finding): readonly string[] =>
  [...finding.appearances, ...keysOf(finding).flatMap(({ appearances = [] }) => appearances)].map(
    ({ path }) => path,
  );

function breakdown(
  title: string,
  findings: readonly Finding[],
  namesOf: (finding: Finding) => readonly string[],
  byName?: (a: string, b: string) => number,
): Markup {
  const numbers = new Map<string, number>();
  for (const finding of findings)
    for (const name of new Set(namesOf(finding))) numbers.set(name, (numbers.get(name) ?? 0) + 1);
  const unknown = numbers.get('') ?? 0;
  numbers.delete('');
  if (numbers.size === 0) return html``;
  const rows = [...numbers].sort((a, b) => byName?.(a[0], b[0]) ?? b[1] - a[1]);
  const largest = rows.reduce((all, [, number]) => Math.max(all, number), 1);
  const table = (some: typeof rows, caption: Content) =>
    html`<table><caption>${caption}</caption><tbody>${some.map(
      ([name, number]) =>
        html`<tr><th scope="row"><bdi>${name}</bdi></th><td>${number}<svg class="share" aria-hidden="true" focusable="false"><rect class="part" width="${((100 * number) / largest).toFixed(1)}%" height="100%"/></svg></td></tr>`,
    )}</tbody></table>`;
  const [first, rest] = [rows.slice(0, unfolded), rows.slice(unfolded, most)];
  return html`<div class="breakdown">${table(first, title)}${
    rest.length === 0
      ? undefined
      : html`<details><summary>${rows.length - unfolded} more</summary>${table(rest, html`<span class="unseen">${title}, the rest</span>`)}${
          rows.length > most
            ? html`<p class="quiet">… and ${rows.length - most} more: the JSON report has all of them.</p>`
            : undefined
        }</details>`
  }${unknown === 0 ? undefined : html`<p class="quiet">Not known of ${count(unknown, 'finding')}.</p>`}</div>
`;
}
