import { type Needle, variantsAt, weights } from './needles.ts';

/** How many bytes a keyword is known by. */
export const printLength = 3;

/** Three bytes in a row that a keyword is known by: each of them may be one of these. */
export interface Fingerprint {
  readonly needle: Needle;
  /** Where in the keyword they begin. */
  readonly place: number;
  readonly variants: readonly (readonly number[])[];
}

const anyByte = Array.from({ length: 256 }, (_, byte) => byte);

/** The three bytes in a row of a keyword that are least frequent in text; behind a keyword of two stands any. */
export function fingerprintOf(needle: Needle): Fingerprint {
  const at = (place: number) => (place < needle.text.length ? variantsAt(needle, place) : anyByte);
  let best: Fingerprint | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let place = 0; place === 0 || place + printLength <= needle.text.length; place++) {
    const variants = [at(place), at(place + 1), at(place + 2)];
    const frequency = variants.map(weightOf).reduce((product, weight) => product * weight);
    if (frequency < least) [best, least] = [{ needle, place, variants }, frequency];
  }
  return best!;
}

const weightOf = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum + weights[byte]!, 0);

/** All bytes of which the lower four bits are one of `low` and the upper four one of `high`: a bit for each. */
interface Block {
  readonly low: number;
  readonly high: number;
}

const noBlock: Block = { low: 0, high: 0 };

const blockOf = (bytes: readonly number[]): Block =>
  bytes.reduce(
    ({ low, high }, byte) => ({ low: low | (1 << (byte & 15)), high: high | (1 << (byte >> 4)) }),
    noBlock,
  );

const union = (a: Block, b: Block): Block => ({ low: a.low | b.low, high: a.high | b.high });

/** Eight sets of bytes: the bit of a set is in `low[byte & 15]` and in `high[byte >> 4]` when the byte is in it. */
export interface Sets {
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
}

/** For each of these the least set that holds them: with two bytes also those that have half of one and half of the other. */
export const setsOf = (members: readonly (readonly number[])[]): Sets => setsOfBlocks(members.map(blockOf));

function setsOfBlocks(blocks: readonly Block[]): Sets {
  const table = (half: keyof Block) =>
    Uint8Array.from({ length: 16 }, (_, bits) =>
      blocks.reduce((sets, block, set) => sets | (((block[half] >> bits) & 1) << set), 0),
    );
  return { low: table('low'), high: table('high') };
}

/** Fingerprints that share a bit: the blocks of their first, second and third bytes. */
type Group = readonly Block[];
const groupCount = 8;

/**
 * Sets for the first, the second and the third byte of fingerprints: where all three have a bit in common, one of them
 * may stand. Those share a bit that together let least pass by mistake.
 */
export function groupsOf(prints: readonly Fingerprint[]): readonly Sets[] {
  const groups: Group[] = Array.from({ length: groupCount }, () => [noBlock, noBlock, noBlock]);
  for (const { variants } of prints) {
    const blocks = variants.map(blockOf);
    const joined = groups.map((group) => group.map((block, place) => union(block, blocks[place]!)));
    const more = joined.map((group, index) => frequencyOf(group) - frequencyOf(groups[index]!));
    const best = more.indexOf(Math.min(...more));
    groups[best] = joined[best]!;
  }
  return [0, 1, 2].map((place) => setsOfBlocks(groups.map((group) => group[place]!)));
}

/** How often a group lets something pass, about. */
const frequencyOf = (group: Group): number => group.map(shareOf).reduce((product, share) => product * share);

function shareOf({ low, high }: Block): number {
  let share = 0;
  for (let upper = 0; upper < 16; upper++) {
    if ((high >> upper) % 2 === 0) continue;
    for (let lower = 0; lower < 16; lower++) share += ((low >> lower) & 1) * weights[16 * upper + lower]!;
  }
  return share;
}
