import { indentOf, sectionLine } from './enclosures.ts';
import { entropy } from './entropy.ts';
import { isPlaceholder } from './placeholders.ts';
import { commonPairs } from './randomness.ts';

/**
 * The ID that goes with a secret, with what its name begins with, whatever it is, and by itself where it is none of AWS.
 * AWS's begin with A, and before 2009 with 0 or 1; MinIO, Ceph, Wasabi and others make 20 characters, too, that begin with
 * anything, and Google's begin with GOOG. Any user counts where the address says that it is another's.
 */
const anyId =
  /(?<![A-Za-z0-9_.-]|<\/)([A-Za-z0-9_.-]{0,40}?)(?:[Aa]ccess|ACCESS)[_.\- ]?(?:[Kk]ey|KEY)(?:[_.\- ]?[Ii][Dd])?["'`\])]{0,3}(?:(?:\s{0,8}(?:=>|:=|[:=,])\s{0,8}|\s{1,8}|(?:>|&gt;)\\?\s{0,8})["'`]?([B-Z2-9][A-Z0-9]{19}|GOOG[A-Z0-9]{16,57})(?![A-Za-z0-9])|\s{0,8}(?:=>|:=|[:=])[ \t]{0,8}(?:(["'`])(?<quoted>\w[\w+/-]{3,59})\3|(?<alone>[a-z][a-z0-9_-]{3,59}|(?=[A-Za-z]{0,15}[0-9])[A-Za-z0-9]{16,60})(?=[ \t]{0,8}(?:[\r\n]|$)|[ \t]{1,8}-))|\s{0,8}(?:=>|:=|[:=])|>|&gt;)/g;
/** The same of the secret … */
const anySecret =
  /(?<![A-Za-z0-9_.-]|<\/)([A-Za-z0-9_.-]{0,40}?)secret[_.\- ]?(?:access[_.\- ]?)?key["'`\])]{0,3}(?:\s{0,8}(?:=>|:=|[:=,])\s{0,8}|\s{1,8}|(?:>|&gt;)\\?\s{0,8})["'`]?/gi;
/** … at the end of what stands in front of it. */
const secretName = new RegExp(`${anySecret.source}$`, 'i');

/** In front of a secret, what MinIO's own client is told by position. */
const toldMinio = /\bNewStaticV[24]\(\s{0,40}"(\w[\w+/-]{3,59})",\s{0,40}"$/;

/** The lines above a value, the last of them up to it, and those below from behind it on. */
export interface Around {
  readonly above: string;
  readonly below: string;
}

/**
 * Whether the ID that goes with a secret is one that AWS would not give: the last above it, else the first below.
 *
 * @param before what stands in front of the secret on its line @param alsoOfAws whether one that is called after AWS counts, and any user
 */
export function isBesideAnotherId(before: string, around: () => Around, alsoOfAws = false): boolean {
  // The lines around it are not read for what stands in no quotes.
  const told = before.endsWith('"') ? toldMinio.exec(around().above)?.[1] : undefined;
  if (told !== undefined) return isUser(told);
  const prefix = secretName.exec(before)?.[1]?.toLowerCase();
  if (prefix === undefined || (!alsoOfAws && /aws|amazon/.test(prefix))) return false;
  const { above, below } = around();
  const isOther = ({ 2: id, groups }: RegExpMatchArray) =>
    isGiven(id) || (alsoOfAws && isUser(groups!.quoted ?? groups!.alone));
  const isAlike = ([, own]: RegExpMatchArray) => own!.toLowerCase() === prefix;
  const idsIn = (text: string) => [...text.matchAll(anyId)].filter(isAlike);
  const secretsIn = (text: string) => [...text.matchAll(anySecret)].filter(isAlike).length;
  const up = idsIn(above).at(-1);
  if (up !== undefined) {
    // The secret itself is in there.
    const between = above.slice(lineOf(above, up.index));
    if (secretsIn(between) === 1 && !leavesBlock(between)) return isOther(up);
  }
  const [down] = idsIn(below);
  if (down === undefined) return false;
  const end = down.index + down[0].length;
  const rest = below.slice(end);
  // It goes with the next secret where that has no other one.
  if (secretsIn(rest) > 0 && idsIn(rest).length === 0) return false;
  const indent = lastLine(above).replace(/\S.*/, '');
  const between = indent + below.slice(0, end);
  return secretsIn(between) === 0 && !leavesBlock(between) && isOther(down);
}

const lineOf = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
const lastLine = (text: string): string => text.slice(text.lastIndexOf('\n') + 1);

/** Whether between the first line of a text and its last one table ends and another begins. */
function leavesBlock(text: string): boolean {
  const lines = text.split('\n');
  const between = lines.slice(1, -1).filter((line) => /\S/.test(line));
  const indent = Math.min(indentOf(lines[0]!), indentOf(lines.at(-1)!));
  if (between.some((line) => indentOf(line) < indent || isBoundary.test(line))) return true;
  let [depth, least] = [0, 0];
  for (const char of text) {
    if (char === '{') depth++;
    if (char === '}') least = Math.min(least, --depth);
  }
  return least < 0 && depth > least;
}

/** A section of INI or TOML, or the next document of YAML. */
const isBoundary = new RegExp(`${sectionLine.source}|^---\\s*$`);

const isGiven = (id: string | undefined): boolean =>
  id !== undefined && (id.startsWith('GOOG') || looksGiven(id));

/** What MinIO's users are called, in words or at random; no ID of AWS, of before 2009, too, nor what stands for one. */
const isUser = (text: string | undefined): boolean =>
  text !== undefined && !/^(?:A[A-Z]{3}|[01][A-Z0-9]{19}$)/.test(text) && !isPlaceholder(text);

/** Random, with a digit, which one in 500 lacks: no word that stands for an ID, nor one that was blacked out. */
const looksGiven = (id: string): boolean =>
  /[0-9]/.test(id) &&
  entropy(id) >= 3 &&
  commonPairs(id) < 9 &&
  !isPlaceholder(id) &&
  !id.includes('EXAMPLE');
