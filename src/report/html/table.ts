import { count } from '../count.ts';
import { type Column, type Context, columnsOf } from './columns.ts';
import { filters, type Marks, marking } from './filters.ts';
import { findingDetails } from './finding.ts';
import { html, type Markup } from './markup.ts';
import { isLong, type Numbered } from './numbered.ts';

/** A browser takes this many; what is left out is counted. */
const mostFindings = 10_000;
/** How many places are told in all, and of one finding: a key may stand in ten thousand versions of a file. */
const mostPlaces = { together: 30_000, ofOne: 100, least: 3 };

/** The findings, most urgent first; where scripts run they can be sorted and filtered. */
export function findingsTable(all: readonly Numbered[], context: Context): Markup {
  if (all.length === 0) return html``;
  const findings = all.slice(0, mostFindings);
  const share = Math.floor(mostPlaces.together / findings.length);
  const room = Math.max(mostPlaces.least, Math.min(mostPlaces.ofOne, share));
  const columns = columnsOf(
    findings.map(({ finding }) => finding),
    context,
  );
  const marksOf = marking(findings, context);
  const classes = columns.map(({ name }) => `with-${name}`).join(' ');
  return html`<section aria-labelledby="findings"><h2 id="findings">Findings</h2>
${leftOut(all.length - findings.length, all.length)}
${filters(findings, context)}
${
  isLong(findings)
    ? html`<p class="on-paper">These are too many to unfold all of them on paper: what to do about a finding, and all its places, is printed where it was opened before.</p>`
    : undefined
}
<p id="shown" role="status">${count(findings.length, 'finding')}.</p>
<table id="table" role="table" class="${classes}" aria-labelledby="findings" aria-describedby="shown">
${headRow(columns)}
${findings.map((one) => rows(one, { columns, marks: marksOf(one), room, command: context.command }))}
</table></section>
`;
}

const leftOut = (left: number, all: number): Markup =>
  left === 0
    ? html``
    : html`<p class="warning"><strong>The ${count(left, 'least urgent finding')} had no room in this page: the JSON report has all ${all}.</strong></p>`;

// The style lays rows out as grids, which lets a browser leave out those that are not in sight. Then some of them no
// longer take these elements for a table, unless their roles say so.
const headRow = (columns: readonly Column[]): Markup =>
  html`<thead role="rowgroup"><tr role="row">${columns.map(
    ({ name, title }, at) =>
      html`<th scope="col" role="columnheader" class="${name}"${at === 0 ? html` aria-sort="descending"` : undefined}>${title}</th>`,
  )}</tr></thead>`;

interface RowContext {
  readonly columns: readonly Column[];
  readonly marks: Marks;
  readonly room: number;
  readonly command: string | undefined;
}

/** A finding is a group of two rows, which stay together: what it is, and its line with all the rest folded. */
function rows({ finding, id }: Numbered, { columns, marks, room, command }: RowContext): Markup {
  const cells = columns.map(({ name, cell, value }) => {
    const attributes = html`class="${name}"${value === undefined ? undefined : html` data-value="${value(finding)}"`}`;
    return name === 'what'
      ? html`<th scope="row" role="rowheader" ${attributes}>${cell(finding)}</th>`
      : html`<td role="cell" ${attributes}>${cell(finding)}</td>`;
  });
  const data = Object.entries(marks).map(([mark, value]) => html` data-${mark}="${value}"`);
  return html`<tbody role="rowgroup" id="${id}"${data}><tr role="row" class="finding">${cells}</tr><tr role="row" class="more"><td role="cell" colspan="${columns.length}" aria-colspan="${columns.length}">${findingDetails(finding, room, command)}</td></tr></tbody>
`;
}
