import { endOfLine, type Hunk, linesOf } from './hunk.ts';
import type { FilePatch, Patch } from './patch.ts';

export type Side = 'old' | 'new';

/** A part of a text is handed on when it has so many bytes. */
const partSize = 256 * 1024;

/**
 * What the patch shows of one side of a file, in parts. Between two hunks empty lines stand for what it does not show:
 * few, but so many that what is far apart in the file is far apart here.
 */
export function* sideOf(bytes: Buffer, { hunks }: FilePatch, side: Side): Generator<Buffer> {
  let [lines, size]: [Buffer[], number] = [[], 0];
  for (const text of textsOf(bytes, hunks, side)) {
    lines.push(text.bytes);
    size += text.bytes.length;
    if (size < partSize) continue;
    yield Buffer.concat(lines);
    [lines, size] = [[], 0];
  }
  yield Buffer.concat(lines);
}

/** Which line of the new file the lines of its text are, both from 1. */
export function fileLines(bytes: Buffer, { hunks }: FilePatch): (line: number) => number {
  const lines: number[] = [];
  for (const { line } of textsOf(bytes, hunks, 'new')) lines.push(line);
  return (line) => lines[Math.min(line, lines.length) - 1] ?? 1;
}

/** Lines beyond which nothing speaks for a neighbour. */
const farApart = 6;
const emptyLine = Buffer.from('\n');

function* textsOf(
  bytes: Buffer,
  hunks: readonly Hunk[],
  side: Side,
): Generator<{ bytes: Buffer; line: number }> {
  let next: number | undefined;
  for (const hunk of hunks) {
    let line = side === 'new' ? hunk.newLine : hunk.oldLine;
    const gap = next === undefined ? 0 : line - next;
    const empty = gap < 0 ? farApart : Math.min(gap, farApart);
    for (let more = 0; more < empty; more++) yield { bytes: emptyLine, line };
    for (const { text, isNew, isOld } of linesOf(bytes, hunk)) {
      if (!(side === 'new' ? isNew : isOld)) continue;
      yield { bytes: text, line };
      line += 1;
    }
    next = line;
  }
}

/** All that stands around the hunks but names that were there before, in parts, with an empty line in place of each of these. */
export function* aroundHunks({ bytes, files, knownNames }: Patch): Generator<Buffer> {
  let at = 0;
  const hunks = files.flatMap((file) => file.hunks.map((hunk) => ({ ...hunk, isHunk: true })));
  const names = knownNames.map(({ from, to }) => ({ start: from, from, to, isHunk: false }));
  for (const { start, from, to, isHunk } of [...hunks, ...names].sort((a, b) => a.start - b.start)) {
    yield bytes.subarray(at, start);
    const lines: Buffer[] = isHunk ? [emptyLine] : [];
    for (at = from; at < to; at = endOfLine(bytes, at))
      lines.push(bytes[at] === backslash ? bytes.subarray(at, endOfLine(bytes, at)) : emptyLine);
    yield Buffer.concat(lines);
  }
  yield bytes.subarray(at);
}

const backslash = 0x5c;
