import type { Finding } from '../../model/finding.ts';
import { count } from '../count.ts';
import { dayOf } from '../date.ts';
import { type Axis, axisOf } from './axis.ts';
import { html, type Markup } from './markup.ts';
import type { Numbered } from './numbered.ts';
import { code } from './places.ts';
import { daysWords, type State, type Stay, stateWords, stayOf } from './stay.ts';

/** How many secrets stand in the picture before the rest is folded. */
const unfolded = 40;

/**
 * From when to when each secret could be read. The list says it in words; the bars beside it are the same once more,
 * for the eye.
 *
 * @param now when the audit began, in seconds since 1970
 */
export function timeline(findings: readonly Numbered[], now: number): Markup {
  const rows = findings.flatMap(({ finding, id }) =>
    finding.exposure === undefined ? [] : [{ finding, id, stay: stayOf(finding.exposure, now) }],
  );
  if (rows.length === 0) return html``;
  const axis = axisOf(extreme(rows, 'from', Math.min), Math.max(now, extreme(rows, 'to', Math.max)));
  const items = rows.map((row) => rowMarkup(row, axis));
  const absent = findings.length - rows.length;
  return html`<section aria-labelledby="timeline"><h2 id="timeline">How long each secret could be read</h2>
<p class="quiet">${words(rows)}${absent === 0 ? '' : ` ${count(absent, 'finding')} in no commit ${absent === 1 ? 'is' : 'are'} not in the picture.`}</p>
${legend}
<div class="chart">
${scale(axis)}
<ol role="list" class="spans">${items.slice(0, unfolded)}</ol>
${
  items.length > unfolded
    ? html`<details class="rest"><summary>${count(items.length - unfolded, 'more secret')}</summary><ol role="list" class="spans" start="${unfolded + 1}">${items.slice(unfolded)}</ol></details>`
    : undefined
}
</div></section>
`;
}

interface Row extends Numbered {
  readonly stay: Stay;
}

/** Over any number of rows, which one call with all of them is not. */
const extreme = (rows: readonly Row[], end: 'from' | 'to', pick: (a: number, b: number) => number): number =>
  rows.reduce((all, { stay }) => pick(all, stay[end]), rows[0]!.stay[end]);

function words(rows: readonly Row[]): string {
  const of = (state: State) => rows.filter(({ stay }) => stay.state === state).length;
  const longest = rows.reduce((most, { stay }) => Math.max(most, stay.days), 0);
  return `${count(rows.length, 'secret')}: ${of('head')} still at HEAD, ${of('elsewhere')} in another branch or tag, ${of('gone')} only in history. The longest could be read for ${daysWords(longest)}. What history keeps can be read until it is rewritten.`;
}

const legend = html`<ul class="legend">${(['head', 'elsewhere', 'gone'] as const).map(
  (state) =>
    html`<li><svg class="key" aria-hidden="true" focusable="false"><rect class="bar ${state}" x="1" y="3" width="26" height="8"/></svg> ${stateWords[state]}</li>`,
)}<li><svg class="key" aria-hidden="true" focusable="false"><circle class="event" cx="14" cy="7" r="3.5"/></svg> brought in, first and last</li></ul>
<svg class="patterns" aria-hidden="true" focusable="false"><pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="stripe" width="3" height="6"/></pattern></svg>
`;

const scale = ({ ticks }: Axis): Markup =>
  html`<svg class="scale" aria-hidden="true" focusable="false">${ticks.map(
    ({ at, label }) =>
      html`<line x1="${at}%" x2="${at}%" y1="18" y2="100%"/>${label === '' ? undefined : html`<text x="${at}%" y="12">${label}</text>`}`,
  )}</svg>`;

function rowMarkup({ finding, id, stay }: Row, { place }: Axis): Markup {
  const { state, from, to, days } = stay;
  const [start, end] = [place(from), place(to)];
  const width = Math.max(0, end - start).toFixed(2);
  const last = place(finding.exposure!.last.time);
  return html`<li class="${state}"><p><a href="#${id}">${finding.description}</a> ${whereOf(finding)} <span class="when">${dayOf(from)} to ${
    state === 'gone' ? dayOf(to) : 'now'
  }, ${daysWords(days)}, ${stateWords[state]}${finding.exposure!.isPushed ? ', pushed' : ''}</span></p><svg class="track" aria-hidden="true" focusable="false"><rect class="bar ${state}" x="${start.toFixed(2)}%" y="4" width="${width}%" height="10"/><circle class="event" cx="${start.toFixed(2)}%" cy="9" r="3.5"/>${
    finding.exposure!.last.commit === finding.exposure!.first.commit
      ? undefined
      : html`<circle class="event" cx="${last.toFixed(2)}%" cy="9" r="3.5"/>`
  }</svg></li>
`;
}

const whereOf = ({ appearances: [first] }: Finding): Markup =>
  html`${first === undefined ? undefined : code(first.path)}`;
