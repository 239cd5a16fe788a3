import { severities } from '../../model/severity.ts';
import type { Context } from './columns.ts';
import { sinceWords } from './comparison.ts';
import { html, type Markup } from './markup.ts';
import type { Numbered } from './numbered.ts';
import { stateWords } from './stay.ts';

/** What a finding can be filtered by: names without blanks, which the script reads from `data-` attributes. */
export interface Marks {
  readonly severity: string;
  readonly rule: string;
  readonly state: string;
  readonly news?: string;
}

/** Says the marks of a finding. The ID of a rule may hold anything, so each rule has a number. */
export function marking(
  findings: readonly Numbered[],
  { comparison, stateOf }: Context,
): (one: Numbered) => Marks {
  const rules = rulesOf(findings);
  return ({ finding }) => ({
    severity: finding.severity,
    rule: `r${rules.indexOf(finding.ruleId)}`,
    state: [stateOf(finding) ?? 'none', ...(finding.exposure?.isPushed ? ['pushed'] : [])].join(' '),
    ...(comparison === undefined
      ? {}
      : { news: comparison.added.has(finding.fingerprint) ? 'new' : 'known' }),
  });
}

const rulesOf = (findings: readonly Numbered[]): readonly string[] =>
  [...new Set(findings.map(({ finding }) => finding.ruleId))].sort();

/** Hidden until a script is there to serve them. */
export function filters(findings: readonly Numbered[], { comparison }: Context): Markup {
  const isAudit = findings.some(({ finding }) => finding.exposure !== undefined);
  const there = new Set(findings.map(({ finding }) => finding.severity));
  const ofSeverity = [...severities].reverse().filter((severity) => there.has(severity));
  const ofState: Choice[] = [...Object.entries(stateWords), ['pushed', 'pushed'], ['none', 'in no commit']];
  return html`<form id="filters" class="filters" role="search" aria-label="Filter the findings" hidden>
<label>Text <input type="search" id="words" autocomplete="off" spellcheck="false" placeholder="path, author, account, kh1: …"></label>
${choice(
  'severity',
  'Severity',
  ofSeverity.map((severity): Choice => [severity, severity]),
)}
${choice(
  'rule',
  'Rule',
  rulesOf(findings).map((id, at): Choice => [`r${at}`, id]),
)}
${isAudit ? choice('state', 'Now', ofState) : undefined}
${
  comparison === undefined
    ? undefined
    : choice('news', 'Change', [
        ['new', `new ${sinceWords(comparison)}`],
        ['known', 'still there'],
      ])
}
<button type="reset">Clear</button>
<button type="button" id="open-all">Open all</button>
</form>`;
}

type Choice = readonly [value: string, words: string];

/** Where there is one value only, nothing is to be chosen. */
function choice(mark: keyof Marks, title: string, choices: readonly Choice[]): Markup {
  if (choices.length < 2) return html``;
  return html`<label>${title} <select data-by="${mark}"><option value="">all</option>${choices.map(
    ([value, words]) => html`<option value="${value}">${words}</option>`,
  )}</select></label>`;
}
