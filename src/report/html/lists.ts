import type { Allowed } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { count } from '../count.ts';
import { skippedWords } from '../skipped.ts';
import { type Content, html, type Markup } from './markup.ts';
import { code, placeMarkup } from './places.ts';

/** A page that a browser cannot open tells nothing: so much of a list is in sight, and so much is in the page. */
interface Room {
  readonly inSight: number;
  readonly inAll: number;
}

/** As many items as there is room for, most of them folded, and how many there is none for. */
export function listMarkup<Item>(
  items: readonly Item[],
  shown: (item: Item) => Content,
  noun: string,
  { inSight = 10, inAll = 500 }: Partial<Room> = {},
): Markup {
  const left = items.length - Math.min(inAll, items.length);
  const folded = [
    ...items.slice(inSight, inAll).map(shown),
    ...(left === 0 ? [] : [`… and ${count(left, noun)}: the JSON report has all of them.`]),
  ];
  return html`${plainList(items.slice(0, Math.min(inSight, inAll)).map(shown))}${
    folded.length === 0
      ? undefined
      : html`<details><summary>${count(items.length - Math.min(inSight, inAll), noun)}</summary>${plainList(folded)}</details>`
  }`;
}

/** All of a short list. */
export const plainList = (items: readonly Content[]): Markup =>
  html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;

/** What was set aside, not read, or remarked: every list that has something in it. */
export const listSections = ({ proposed, allowed, skipped, notes, policy }: Report): Markup =>
  html`${[
    section({
      id: 'proposed',
      title: 'Proposed: does not count',
      words: 'What was scanned would itself allow these. They are findings all the same.',
      items: proposed,
      shown: pardonMarkup,
    }),
    section({
      id: 'allowed',
      title: 'Allowed',
      words: 'Set aside by the policy. They are not counted as findings.',
      items: allowed,
      shown: pardonMarkup,
    }),
    section({
      id: 'skipped',
      title: 'Not scanned',
      words: 'Deliberately not read: whatever stands in these is not in this report.',
      items: skipped,
      shown: ({ path, reason }) => html`${code(path)}: ${skippedWords[reason][0]}`,
    }),
    section({
      id: 'notes',
      title: 'Notes',
      words: 'On the policy.',
      items: notes,
      shown: (note) => html`<bdi>${note}</bdi>`,
    }),
    section({
      id: 'unused',
      title: 'Policy entries that allowed nothing',
      words: 'They can be taken out, unless they are meant for another scan.',
      items: [...policy.expired.map((name) => html`${code(name)}, expired`), ...policy.unused.map(code)],
      shown: (name) => name,
    }),
  ]}`;

interface Section<Item> {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  readonly items: readonly Item[];
  readonly shown: (item: Item) => Content;
}

function section<Item>({ id, title, words, items, shown }: Section<Item>): Markup {
  if (items.length === 0) return html``;
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title} <span class="count">${items.length}</span></h2>
<p class="quiet">${words}</p>
${listMarkup(items, shown, 'more item')}
</section>
`;
}

const pardonMarkup = ({ finding, by, reason, isDocumented }: Allowed): Markup => {
  const [place] = finding.appearances;
  return html`${place === undefined ? undefined : placeMarkup(place)}: ${finding.description} (${code(finding.ruleId)}), by ${code(by)}${
    reason === '' ? undefined : html`: <bdi>${reason}</bdi>`
  }${isDocumented ? ', an example of AWS’s documentation' : ''}`;
};
