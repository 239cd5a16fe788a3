import type { Appearance, Finding } from '../../model/finding.ts';
import { keysOf } from '../../model/fingerprints.ts';
import { removal, rotation } from '../advice.ts';
import { exposureLines } from '../exposure.ts';
import { listMarkup, plainList } from './lists.ts';
import { type Content, html, type Markup } from './markup.ts';
import { code, lineMarkup, placeMarkup } from './places.ts';

/** All that is told of one finding, folded below its line. @param command what starts keyhalt */
export function findingDetails(finding: Finding, room: number, command?: string): Markup {
  const { appearances, why, account, exposure, fingerprint, ruleId } = finding;
  const parts: (readonly [string, Content])[] = [
    [
      'Because',
      html`<bdi>${[...why, ...(account === undefined ? [] : [`AWS account ${account}`])].join(', ')}</bdi>`,
    ],
    ...(exposure === undefined
      ? []
      : ([
          [
            'Exposed',
            plainList(exposureLines(exposure, refsNamed).map((line) => html`<bdi>${line.trim()}</bdi>`)),
          ],
        ] satisfies [string, Content][])),
    ['What to do', steps(finding, command)],
    [
      appearances.length === 1 ? 'Where' : `Where (${appearances.length} places)`,
      placesMarkup(appearances, room),
    ],
    ...keysOf(finding).map(({ masked, appearances: places = [] }): [string, Content] => [
      'With the key ID',
      html`${code(masked)}${places.length === 0 ? ', which is allowed' : placesMarkup(places, room)}`,
    ]),
    ['Known as', html`${code(fingerprint)}, rule ${code(ruleId)}`],
  ];
  return html`<details><summary><span class="unseen">What to do and every place of: </span>${lineMarkup(appearances[0]!)}</summary><dl class="facts">${parts.map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl></details>`;
}

const refsNamed = { named: 20, hint: 'the JSON report names all' };

const steps = (finding: Finding, command?: string): Markup =>
  html`<ol><li><b>Rotate:</b> ${rotation([finding], command)}</li><li><b>Remove:</b> ${removal(finding, { command })}</li><li><b>Allow</b> a false positive: <code>fingerprints = ["${finding.fingerprint}"]</code> with a reason in an allow entry of <code>keyhalt.toml</code>.</li></ol>`;

const placesMarkup = (places: readonly Appearance[], room: number): Markup =>
  listMarkup(places, placeMarkup, 'more place', { inSight: 8, inAll: room });
