import type { Finding } from '../../model/finding.ts';
import { severities } from '../../model/severity.ts';
import type { Comparison } from '../comparison.ts';
import { count } from '../count.ts';
import { type Content, html, type Markup } from './markup.ts';
import { accountOf, authorOf, code, dayMarkup } from './places.ts';
import { daysWords, type State, stateWords } from './stay.ts';

/** A column of the table of findings. */
export interface Column {
  /** Its class: the style gives it a width. */
  readonly name: string;
  readonly title: string;
  readonly cell: (finding: Finding) => Content;
  /** What it is sorted by where that is not its text. */
  readonly value?: (finding: Finding) => number;
}

/** What is told of a finding beside itself. */
export interface Context {
  readonly comparison?: Comparison | undefined;
  readonly stateOf: (finding: Finding) => State | undefined;
  /** What starts keyhalt. */
  readonly command?: string | undefined;
}

/** What can be said of any finding, and what is known of at least one of these. */
export function columnsOf(findings: readonly Finding[], context: Context): readonly Column[] {
  return [
    {
      name: 'severity',
      title: 'Severity',
      cell: (finding) => severityMarkup(finding, context),
      value: ({ severity }) => severities.indexOf(severity),
    },
    {
      name: 'what',
      title: 'What',
      cell: ({ description, ruleId }) => html`<bdi>${description}</bdi><br>${code(ruleId)}`,
    },
    { name: 'where', title: 'Where', cell: whereMarkup },
    ...(findings.some(({ exposure }) => exposure !== undefined) ? exposureColumns(context) : []),
    ...knownOf(findings, 'author', 'Author', authorOf),
    ...knownOf(findings, 'account', 'Account', accountOf),
  ];
}

const severityMarkup = ({ severity, fingerprint }: Finding, { comparison }: Context): Markup =>
  html`<span class="badge ${severity}">${severity}</span>${
    comparison?.added.has(fingerprint) ? html` <span class="badge new">new</span>` : undefined
  }`;

function whereMarkup({ appearances: [first, ...others] }: Finding): Markup {
  return html`<code>${first!.path}:${first!.line}:${first!.column}</code>${
    others.length === 0
      ? undefined
      : html`<br><span class="quiet">and ${count(others.length, 'more place')}</span>`
  }`;
}

const exposureColumns = ({ stateOf }: Context): readonly Column[] => [
  {
    name: 'first',
    title: 'First seen',
    cell: ({ exposure }) => (exposure === undefined ? '–' : dayMarkup(exposure.first.time)),
    value: ({ exposure }) => exposure?.first.time ?? 0,
  },
  {
    name: 'days',
    title: 'Exposed',
    cell: ({ exposure }) => (exposure === undefined ? '–' : daysWords(exposure.days)),
    value: ({ exposure }) => exposure?.days ?? -1,
  },
  {
    name: 'now',
    title: 'Now',
    cell: (finding) => {
      const state = stateOf(finding);
      if (state === undefined) return 'in no commit';
      return html`<span class="state ${state}">${stateWords[state]}</span>${finding.exposure?.isPushed ? ', pushed' : ''}`;
    },
  },
];

function knownOf(
  findings: readonly Finding[],
  name: string,
  title: string,
  known: (finding: Finding) => string | undefined,
): readonly Column[] {
  if (findings.every((finding) => known(finding) === undefined)) return [];
  return [{ name, title, cell: (finding) => html`<bdi>${known(finding) ?? '–'}</bdi>` }];
}
