import type { PatternMatch } from '../model/pattern.ts';
import { linearRegExp } from './linear-regexp.ts';
import { linearTree } from './linear-tree.ts';
import { print } from './print.ts';
import type { Node } from './tree.ts';

/** What of a match is the secret. */
export interface Wanted {
  /** The groups of the tree that may be it; without any it is the whole match. */
  readonly groups: readonly number[];
  /** The group must have taken part. Otherwise it is the first that holds something, or else the whole match. */
  readonly strict: boolean;
}

type Span = readonly [start: number, end: number];

/** A way to run a pattern. All of them find the same matches; they differ in the time that it takes. */
export interface Engine {
  /** With the flag `g`. */
  readonly regex: RegExp;
  readonly secretIn: (match: RegExpExecArray) => Span | undefined;
}

export function allIn({ regex, secretIn }: Engine, text: string): PatternMatch[] {
  const matches: PatternMatch[] = [];
  regex.lastIndex = 0;
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
    const [{ length }] = match;
    const secret = secretIn(match);
    if (secret !== undefined) matches.push({ index: match.index, length, start: secret[0], end: secret[1] });
    if (length === 0) regex.lastIndex++;
  }
  return matches;
}

export function exactEngine(tree: Node, wanted: Wanted): Engine {
  const { source, flags, numbers } = print(tree, wanted.groups);
  const regex = new RegExp(source, `${flags}g${wanted.groups.length > 0 ? 'd' : ''}`);
  return {
    regex,
    secretIn: (match) => chosen(wanted, match, (group) => match.indices?.[numbers.get(group)!]),
  };
}

/**
 * The same by the linear engine, if it can run it.
 *
 * @param exact tells where a group stands that is repeated
 */
export function linearEngine(tree: Node, wanted: Wanted, exact: Engine | undefined): Engine | undefined {
  const linear = linearTree(tree, wanted.groups);
  if (linear === undefined) return undefined;
  const { leads } = linear;
  const { source, flags, numbers } = print(linear.tree, [...leads.keys(), ...[...leads.values()].flat()]);
  const regex = linearRegExp(source, `${flags}g`);
  if (regex === undefined) return undefined;

  const textIn = (match: RegExpExecArray, group: number) => match[numbers.get(group)!];
  const spanOf = (match: RegExpExecArray, group: number, lead: readonly number[]): Span | undefined => {
    const text = textIn(match, group);
    if (text === undefined) return undefined;
    const start = lead.reduce((sum, each) => sum + textIn(match, each)!.length, match.index);
    return [start, start + text.length];
  };
  if (wanted.groups.every((group) => leads.has(group)))
    return {
      regex,
      secretIn: (match) => chosen(wanted, match, (group) => spanOf(match, group, leads.get(group)!)),
    };
  return exact && { regex, secretIn: secretBy(exact) };
}

/** Asks another engine, which finds the same match when it looks at the same place. */
function secretBy({ regex, secretIn }: Engine): Engine['secretIn'] {
  const sticky = new RegExp(regex.source, `${regex.flags}y`);
  return (match) => {
    sticky.lastIndex = match.index;
    return secretIn(sticky.exec(match.input)!);
  };
}

function chosen(
  { groups, strict }: Wanted,
  match: RegExpExecArray,
  spanOf: (group: number) => Span | undefined,
): Span | undefined {
  for (const group of groups) {
    const span = spanOf(group);
    if (span !== undefined && (strict || span[1] > span[0])) return span;
  }
  return strict ? undefined : [match.index, match.index + match[0].length];
}
