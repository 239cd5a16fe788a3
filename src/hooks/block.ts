import { quote } from '../model/quote.ts';
import type { HookName } from './names.ts';

/** How a block of ours is set into a husky file. Nothing in it names a place on this machine: the team shares it. */
export interface BlockOptions {
  readonly name: HookName;
  /** `node_modules/.bin` from the top of the work tree, where husky itself does not put it into PATH. */
  readonly binFolder?: string;
  /** Git runs the file itself, so it needs a first line that says with what. */
  readonly runsDirectly?: boolean;
}

/** The text of a husky file with our block in it: as its last step, or where it already stands. */
export function withBlock(text: string | undefined, options: BlockOptions): string {
  if (text === undefined) return (options.runsDirectly ? firstLine : '') + block(ownFile, options);
  const found = blockPattern.exec(text);
  if (found !== null) return text.replace(blockPattern, () => block(found[1]!, options));
  if (options.name === 'pre-push') return withBlockFirst(text, options);
  const isEnded = text === '' || text.endsWith('\n');
  return isEnded ? text + block('', options) : `${text}\n${block(newLineAdded, options)}`;
}

/** Steps before ours could read what git says on standard input, and what is sent is fixed already: so ours is first. */
function withBlockFirst(text: string, options: BlockOptions): string {
  const shebang = /^#!.*\n/.exec(text)?.[0] ?? '';
  return shebang + block('', options) + text.slice(shebang.length);
}

/** The text as it was before, or undefined where the file was made for the block and holds nothing else. */
export function withoutBlock(text: string): string | undefined {
  const found = blockPattern.exec(text);
  if (found === null) return text;
  const before = text.slice(0, found.index);
  const after = text.slice(found.index + found[0].length);
  if (found[1] === ownFile && /^(?:#!.*\n)?$/.test(before + after)) return undefined;
  return (found[1] === newLineAdded && after === '' ? before.replace(/\n$/, '') : before) + after;
}

export const hasBlock = (text: string): boolean => blockPattern.test(text);

/** Whether steps follow our block: what they stage is in the commit, and nobody has looked at it. */
export function isFollowed(text: string): boolean {
  const found = blockPattern.exec(text);
  if (found === null) return false;
  const after = text.slice(found.index + found[0].length);
  return after.split('\n').some((line) => !/^\s*(?:#|$)/.test(line));
}

/** The number, from 1, of the first line in front of our block that may end all well before its turn comes. */
export function endsEarlyAt(text: string): number | undefined {
  const found = blockPattern.exec(text);
  const lines = found === null ? [] : text.slice(0, found.index).split('\n');
  const at = lines.findIndex((line) => mayEnd.test(line));
  return at === -1 ? undefined : at + 1;
}

/** A command that ends a script, or, as a trap, says how; not `exit 1`, nor `exec </dev/tty`. */
const mayEnd =
  /^[^#]*?(?:^|[;&|({]|\bthen\b|\belse\b|\bdo\b)\s*(?:(?:exit|return)(?:\s+["']?0["']?)?\s*(?:$|[;&|)}#])|exec\s+[^\s<>&\d]|trap\s.*\bEXIT\b)/;

const firstLine = '#!/usr/bin/env sh\n';

// What the file looked like before is noted in the first line, so that it can be made so again.
const ownFile = ', a file of its own';
const newLineAdded = ', new line added above';
const blockPattern =
  /^# keyhalt start(, a file of its own|, new line added above|)[:\r\n][\s\S]*?^# keyhalt end\r?\n?/m;

/** Standard input can be read once: it is kept, and given to the steps behind again. */
const withInput = [
  'keyhalt_input=$(cat) || exit',
  `printf '%s\\n' "$keyhalt_input" | keyhalt-hook pre-push "$@" || exit`,
  'exec <<KEYHALT_INPUT',
  '$keyhalt_input',
  'KEYHALT_INPUT',
];

/** Every line stops the commit by itself: husky's `sh -e` does not stop at the first half of `a && b`. */
function block(kind: string, { name, binFolder }: BlockOptions): string {
  // On Windows git says C:/…, and a colon parts the PATH.
  const top = '$(cd "$(git rev-parse --show-toplevel)" && pwd -P)';
  const path = binFolder === undefined ? [] : [`PATH="${top}"/${quote(binFolder)}:"$PATH"`];
  const place =
    name === 'pre-push'
      ? 'first, so that it gets standard input'
      : 'last, so that what earlier steps stage is seen';
  return [
    `# keyhalt start${kind}: keep it ${place} ("keyhalt uninstall" takes it out)`,
    ...path,
    // One without content would look at nothing, and end well.
    `[ -s "$(command -v keyhalt-hook)" ] || { echo 'keyhalt is not installed here: run npm install (or that of yarn, pnpm or bun), then try again' >&2; exit 2; }`,
    ...(name === 'pre-push' ? withInput : [`keyhalt-hook ${name} "$@" || exit`]),
    '# keyhalt end\n',
  ].join('\n');
}
