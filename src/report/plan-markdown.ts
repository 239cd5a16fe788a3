import type { Step } from '../model/plan.ts';
import type { Response } from '../model/response.ts';
import { visible } from '../model/visible.ts';
import { exposedLines, ownerLines } from './leak-words.ts';
import { code } from './markdown.ts';
import { undoLines } from './plan-text.ts';

/** The response to a leak as Markdown, for the ticket of an incident: each step is a box to tick. */
export function renderPlanMarkdown({ leak, plan, verified }: Response): string {
  const lists = [
    ['What it opens', plan.means],
    ['What AWS says of it', verified === undefined ? [] : [verified.words]],
    ['Whose it is', ownerLines(leak)],
    ['Who could have read it', exposedLines(leak.finding)],
  ] as const;
  const lines = [
    `## ${plainText(plan.title)}`,
    '',
    code(leak.finding.fingerprint),
    ...lists.flatMap(([title, sentences]) =>
      sentences.length === 0
        ? []
        : ['', `### ${title}`, '', ...sentences.map((sentence) => `- ${plainText(sentence)}`)],
    ),
    '',
    '### What to do, in this order',
    '',
    ...plan.steps.flatMap(stepLines),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function stepLines({ title, why, when, commands, undo }: Step, at: number): string[] {
  const { words, commands: back } = undoLines(undo);
  return [
    `- [ ] **${at + 1}. ${plainText(title)}**${when === undefined ? '' : ` (only ${plainText(when)})`}`,
    '',
    `  ${plainText(why)}`,
    '',
    ...fenced(commands),
    `  ${plainText(words)}`,
    '',
    ...fenced(back),
  ];
}

/** A fence that is longer than any run of backticks in it, so that none of them ends it. */
function fenced(commands: readonly string[]): string[] {
  if (commands.length === 0) return [];
  const lines = commands.map(visible);
  const longest = Math.max(
    2,
    ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)),
  );
  const fence = '`'.repeat(longest + 1);
  return [`  ${fence}sh`, ...lines.map((line) => `  ${line}`), `  ${fence}`, ''];
}

/** Words in which nothing is Markdown or HTML: every sign that may be is written as a number, and letters stay to be read. */
const plainText = (text: string): string =>
  visible(text).replaceAll(
    /[\\`*_{}[\]<>#|~&$@!]|:(?=\/)|(?<=www)\./gi,
    (sign) => `&#${sign.charCodeAt(0)};`,
  );
