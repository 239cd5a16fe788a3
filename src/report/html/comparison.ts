import type { Comparison, EarlierFinding } from '../comparison.ts';
import { dayOf } from '../date.ts';
import { figureList } from './figures.ts';
import { listMarkup, plainList } from './lists.ts';
import { html, type Markup } from './markup.ts';
import type { Numbered } from './numbered.ts';
import { code } from './places.ts';

/** "since 2026-11-25" */
export const sinceWords = ({ started }: Comparison): string =>
  started === undefined ? 'since an earlier report' : `since ${dayOf(started)}`;

/** What is new and what is gone, and how far that can be believed. */
export function comparisonSection(comparison: Comparison, findings: readonly Numbered[]): Markup {
  const { added, gone, allowedNow, allowedThen, doubts } = comparison;
  const since = sinceWords(comparison);
  const news = findings.filter(({ finding }) => added.has(finding.fingerprint));
  return html`<section aria-labelledby="compared"><h2 id="compared">What changed ${since}</h2>
${
  doubts.length === 0
    ? undefined
    : html`<div class="warning"><p><strong>To be read with care</strong></p>${plainList(doubts.map((doubt) => html`<bdi>${doubt}</bdi>`))}</div>`
}
${figureList([
  { name: `new ${since}`, value: news.length, look: 'head' },
  { name: 'still there', value: findings.length - news.length },
  { name: `gone ${since}`, value: gone.length },
  ...(allowedNow.length === 0 ? [] : [{ name: 'allowed since', value: allowedNow.length }]),
])}
${part(`New ${since}`, news, ({ finding, id }) => html`<a href="#${id}">${finding.description}</a> in ${code(finding.appearances[0]!.path)}, ${finding.severity}${allowedThen.has(finding.fingerprint) ? ', was allowed then' : ''}`)}
${part(`Gone ${since}`, gone, earlierMarkup)}
${part('Found then, allowed now', allowedNow, earlierMarkup)}
</section>
`;
}

const part = <Item>(title: string, items: readonly Item[], shown: (item: Item) => Markup): Markup =>
  items.length === 0 ? html`` : html`<h3>${title}</h3>${listMarkup(items, shown, 'more finding')}`;

const earlierMarkup = ({ description, ruleId, path, line, severity, fingerprint }: EarlierFinding): Markup =>
  html`<bdi>${description}</bdi> (${code(ruleId)}) in <code>${path}:${line}</code>, ${severity} <code class="quiet">${fingerprint}</code>`;
