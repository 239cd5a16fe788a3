import type { Report } from '../../model/report.ts';
import { severities } from '../../model/severity.ts';
import { count } from '../count.ts';
import { leftWords, programWords, readWords } from '../coverage.ts';
import { dateOf } from '../date.ts';
import { figureList } from './figures.ts';
import { listMarkup } from './lists.ts';
import { type Content, html, type Markup } from './markup.ts';
import { accountOf, code } from './places.ts';
import { isAtHead } from './stay.ts';

/** What was found, and how far that can be relied on: the first things that a reader sees. */
export const summary = (report: Report): Markup => html`${incompleteness(report)}
<section aria-labelledby="summary"><h2 id="summary">Summary</h2>
<p class="verdict">${verdict(report)}</p>
${report.findings.length === 0 ? undefined : figures(report)}
</section>
<section aria-labelledby="coverage"><h2 id="coverage">What was read</h2>
${coverage(report)}
</section>
`;

/** Loud, and before all else: without it a short list would pass for good news. */
function incompleteness({ complete, errors, coverage: { asked, scanned } }: Report): Markup {
  if (complete) return html``;
  const unread = asked > scanned ? ` ${count(asked - scanned, 'object')} of ${asked} could not be read.` : '';
  return html`<section class="alarm" aria-labelledby="incomplete"><h2 id="incomplete">This report is NOT complete</h2>
<p>Not everything that was asked for could be looked at.${unread} There may be credentials that are not in this report, and what it calls clean may not be.</p>
${listMarkup(errors, ({ message, hint }) => html`<bdi>${message}</bdi><br><span class="quiet"><bdi>${hint}</bdi></span>`, 'more error')}
</section>`;
}

function verdict({ findings, complete, failOn, what, coverage: { scanned } }: Report): Content {
  if (!complete && scanned === 0) return 'Nothing could be read.';
  if (findings.length === 0)
    return complete
      ? html`Nothing was found in <bdi>${what}</bdi>, and all of it was read.`
      : html`Nothing was found in what could be read of <bdi>${what}</bdi>.`;
  const atHead = findings.filter(isAtHead).length;
  const pushed = findings.filter(({ exposure }) => exposure?.isPushed).length;
  const isAudit = findings.some(({ exposure }) => exposure !== undefined);
  return html`<strong>${count(findings.length, 'credential')}</strong> in <bdi>${what}</bdi>${
    isAudit
      ? html`: <strong>${atHead}</strong> still at HEAD, <strong>${pushed}</strong> in branches of a remote, which others can read.`
      : html`. From severity ${failOn} on a finding stops.`
  }`;
}

function figures({ findings }: Report): Markup {
  const exposed = findings.flatMap(({ exposure }) => exposure ?? []);
  const accounts = new Set(findings.map(accountOf).filter((account) => account !== undefined)).size;
  const longest = exposed.reduce((most, { days }) => Math.max(most, days), 0);
  return figureList([
    ...[...severities].reverse().map((severity) => ({
      name: severity,
      value: findings.filter((one) => one.severity === severity).length,
      look: severity,
    })),
    ...(exposed.length === 0
      ? []
      : [
          { name: 'still at HEAD', value: findings.filter(isAtHead).length, look: 'head' },
          { name: 'pushed', value: exposed.filter(({ isPushed }) => isPushed).length },
          { name: longest === 1 ? 'day exposed at most' : 'days exposed at most', value: longest },
        ]),
    ...(accounts === 0 ? [] : [{ name: accounts === 1 ? 'AWS account' : 'AWS accounts', value: accounts }]),
  ]);
}

function coverage(report: Report): Markup {
  const { about, policy } = report;
  const left = leftWords(report);
  const rows: (readonly [string, Content])[] = [
    ['Scanned', html`<bdi>${report.what}</bdi>`],
    ['Complete', report.complete ? 'yes' : html`<strong>no</strong>`],
    ['Read', readWords(report.coverage)],
    ['Left out', left.length === 0 ? 'nothing' : left.join(', ')],
    ...(about === undefined
      ? []
      : ([
          ['Begun', html`<time>${dateOf(about.started)}</time>, ${about.seconds.toFixed(2)} s`],
          ['With', html`<bdi>${programWords(about)}</bdi>`],
        ] satisfies (readonly [string, Content])[])),
    [
      'Policy',
      policy.entries === 0
        ? 'none'
        : html`${policy.entries} ${policy.entries === 1 ? 'entry' : 'entries'}, ${policy.used} used${
            policy.configuration === undefined ? '' : html`, configuration ${code(policy.configuration)}`
          }`,
    ],
  ];
  return html`<dl class="facts wide">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
