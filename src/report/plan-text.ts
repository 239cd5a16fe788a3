import { Chalk, type ChalkInstance, type ColorSupportLevel } from 'chalk';
import type { Plan, Step, Undo } from '../model/plan.ts';
import type { Response } from '../model/response.ts';
import { visible } from '../model/visible.ts';
import { exposedLines, ownerLines } from './leak-words.ts';

export interface PlanTextOptions {
  readonly color: ColorSupportLevel;
  /** Of the terminal, in columns; lines of a shell are never wrapped. */
  readonly width: number;
  /** Makes of a line that starts keyhalt what its reader types. */
  readonly toReader?: (text: string) => string;
}

/** Wider is harder to read, in columns. */
const widest = 100;

interface Look {
  readonly paint: ChalkInstance;
  readonly room: number;
  readonly shown: (text: string) => string;
}

/** The response to a leak as text, with a line feed at its end. */
export function renderPlanText(
  { leak, plan, verified }: Response,
  { color, width, toReader = (text) => text }: PlanTextOptions,
): string {
  const paint = new Chalk({ level: color });
  const room = Math.max(30, Math.min(width, widest));
  const look = { paint, room, shown: (text: string) => toReader(visible(text)) };
  const blocks = [
    [paint.bold(look.shown(plan.title)), paint.dim(`  ${visible(leak.finding.fingerprint)}`)],
    section('What it opens', plan.means, look),
    section('What AWS says of it', verified === undefined ? [] : [verified.words], look),
    section('Whose it is', ownerLines(leak), look),
    section('Who could have read it', exposedLines(leak.finding), look),
    [paint.bold('What to do, in this order')],
    ...plan.steps.map((step, n) => stepLines(step, n + 1, look)),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .join('\n');
}

const section = (title: string, sentences: readonly string[], { paint, room, shown }: Look): string[] =>
  sentences.length === 0
    ? []
    : [paint.bold(title), ...sentences.flatMap((sentence) => wrapped(shown(sentence), room, '  '))];

function stepLines(
  { title, why, when, commands, undo }: Plan['steps'][number],
  n: number,
  { paint, room, shown }: Look,
): string[] {
  const number = `${n}. `;
  const indent = ' '.repeat(number.length);
  const rest = undoLines(undo);
  // Indented alike, without a prompt: what is selected by lines can be pasted.
  const shellLines = (all: readonly string[]) => all.map((line) => `      ${paint.cyan(shown(line))}`);
  return [
    ...wrapped(`${number}${shown(title)}`, room, '', indent).map((line) => paint.bold(line)),
    ...(when === undefined
      ? []
      : wrapped(`Only ${shown(when)}.`, room, indent).map((line) => paint.yellow(line))),
    ...wrapped(shown(why), room, indent),
    ...shellLines(commands),
    ...wrapped(shown(rest.words), room, indent).map((line) => paint.dim(line)),
    ...shellLines(rest.commands),
  ];
}

/** How a step is taken back, in words and in lines. */
export function undoLines(undo: Undo): { readonly words: string; readonly commands: Step['commands'] } {
  switch (undo.kind) {
    case 'reading':
      return { words: 'Undo: nothing to undo, it only looks.', commands: [] };
    case 'commands':
      return { words: 'Undo:', commands: undo.commands };
    case 'words':
      return { words: `Undo: ${visible(undo.words)}`, commands: [] };
    case 'never':
      return { words: `No undo: ${visible(undo.why)}`, commands: [] };
  }
}

/** Words that do not fit in a line go on in the next one; a longer word stands on a line of its own. */
function wrapped(text: string, room: number, first: string, next = first): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(/ +/)) {
    const isFirst = line === first || line === next;
    if (!isFirst && line.length + 1 + word.length > room) {
      lines.push(line);
      line = next + word;
    } else line = isFirst ? line + word : `${line} ${word}`;
  }
  return [...lines, line];
}
