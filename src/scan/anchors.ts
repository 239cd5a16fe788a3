import type { Keyword } from '../kernel/needles.ts';
import { type Kernel, leastToken, plainKernel, type Search } from '../kernel/search.ts';
import { isHex, runsIn, tokenAt } from '../kernel/tokens.ts';
import { append } from '../model/lists.ts';
import type { CompiledRule } from './compile.ts';
import { candidatesInRun } from './runs.ts';
import { TokenList, tokenReach } from './token-list.ts';

/** What makes a stretch of bytes worth a look. Places are characters of the view. */
export interface Anchors {
  /** Where each rule is to be tried, ascending; by the rule's place among all, and only of those with an anchor. */
  readonly ofRules: ReadonlyMap<number, readonly number[]>;
  /** Those that begin in the stretch and, first, one that began before and reaches into it, which counts as not plain. */
  readonly tokens: TokenList;
  /** Near these a value may stand in pieces. */
  readonly hints: readonly number[];
  /** Character references such as `&#43;`, and other escapes of which the start tells that the whole word matters. */
  readonly references: readonly number[];
}

/** The name that others are full of, too: in a workflow of GitHub `${{ secrets.NAME }}` is kept elsewhere, and no value stands behind it. */
export const secret = 'ecret';
const keptElsewhere = /\{ ?secrets\.$/;
const isKeptElsewhere = (bytes: Buffer, at: number): boolean =>
  keptElsewhere.test(bytes.toString('latin1', Math.max(0, at - 3), at + `${secret}s.`.length));

/**
 * Names and prefixes near which values in pieces are looked for, beside the keywords of all rules: of secrets and access keys, of
 * tokens of sessions, of security, authentication, refreshing and bearers. As much of each as few other words have, such as
 * `cancellationToken` and `process keys`.
 */
export const names: readonly string[] = [
  ...[secret, 'ECRET', 'ccess_ke', 'ccess-ke', 'ccess ke', 'ccessKey', 'CCESS_KE'],
  ...['sion_tok', 'sion-tok', 'sionTok', 'SION_TOK', 'rity_tok', 'rity-tok', 'rityTok', 'RITY_TOK'],
  ...['uth_tok', 'uthTok', 'UTH_TOK', 'esh_tok', 'eshTok', 'ESH_TOK', 'rer_tok', 'RER_TOK'],
  ...["'AK'", '"AK"', "'AS'", '"AS"', "'AKI'", '"AKI"'],
];
/** The start of character references, by number and by name, and of a token with an escape where it has a bar. */
export const references: readonly string[] = ['&#', '&pl', '&so', 'Atzr%', 'Atzr\\', 'Atzr&'];

const noRules: Anchors['ofRules'] = new Map();

/** A rule that looks for runs of one length. */
interface Run {
  readonly rule: number;
  readonly length: number;
  /** Whether its gates let hexadecimal ones pass. */
  readonly mayBeHex: boolean;
}

/** Finds the anchors of all rules in one pass for keywords and one for tokens. */
export class AnchorFinder {
  readonly #search: Search;
  /** For each keyword, the rules that it is an anchor of. */
  readonly #rulesOf: readonly (readonly number[])[];
  readonly #runs: readonly Run[];
  readonly #glued: boolean;
  readonly #tokens = new TokenList();

  constructor(rules: readonly CompiledRule[], glued: boolean, kernel: Kernel = plainKernel) {
    const words = new Map<string, { keyword: Keyword; rules: number[] }>();
    const rulesOf = (keyword: Keyword): number[] => {
      const key = keyword.ignoreCase ? `i${keyword.text.toLowerCase()}` : `c${keyword.text}`;
      const entry = words.get(key) ?? { keyword, rules: [] };
      words.set(key, entry);
      return entry.rules;
    };
    for (const [index, { keywords }] of rules.entries()) {
      for (const keyword of keywords) rulesOf(keyword).push(index);
    }
    for (const text of [...names, ...references]) rulesOf({ text });
    const entries = [...words.values()];
    this.#search = kernel.searchFor(entries.map(({ keyword }) => keyword));
    this.#rulesOf = entries.map((entry) => entry.rules);
    this.#secret = entries.findIndex(({ keyword }) => keyword.text === secret && !keyword.ignoreCase);
    this.#references = new Set(
      entries.flatMap(({ keyword }, index) => (references.includes(keyword.text) ? [index] : [])),
    );
    this.#runs = rules.flatMap(({ rule }, index) =>
      rule.run === undefined
        ? []
        : [{ rule: index, length: rule.run.length, mayBeHex: rule.checks?.includes('not-hex') !== true }],
    );
    this.#glued = glued;
  }
  readonly #references: ReadonlySet<number>;
  /** The keyword of which not every place is a hint. */
  readonly #secret: number;

  /**
   * The anchors that start in [from, to); the tokens among them are good until others are asked for.
   *
   * @param keepAll also those that are known not to pass the gates of their rules
   */
  find(bytes: Buffer, from: number, to: number, keepAll = false): Anchors {
    let ofRules: Map<number, number[]> | undefined;
    const [hints, found]: [number[], number[]] = [[], []];
    const tokens = this.#tokens;
    tokens.clear();
    const open = tokenAt(bytes, from, tokenReach);
    if (open !== undefined) tokens.add(open.start, open.end, false);
    const enter = (rule: number, at: number) => {
      ofRules ??= new Map();
      append(ofRules, rule, at);
    };
    const enterRun = (start: number, end: number, isHexadecimal = isHex(bytes, start, end)) =>
      this.#enterRun(bytes, start, end, isHexadecimal && !keepAll, enter);
    const onKeyword = (at: number, keyword: number) => {
      for (const rule of this.#rulesOf[keyword]!) enter(rule, at);
      if (this.#references.has(keyword)) found.push(at);
      else if (keyword !== this.#secret || !isKeptElsewhere(bytes, at)) hints.push(at);
    };
    const onToken = (start: number, end: number, isPlain: boolean, isHexadecimal: boolean) => {
      tokens.add(start, end, isPlain);
      if (isPlain) enterRun(start, end, isHexadecimal);
      else runsIn(bytes, start, end, leastToken, enterRun);
    };
    this.#search.find(bytes, from, to, onKeyword, onToken);
    if (ofRules !== undefined) for (const places of ofRules.values()) places.sort((a, b) => a - b);
    return { ofRules: ofRules ?? noRules, tokens, hints, references: found };
  }

  /** Whether a rule or a second look would look at something in here. */
  isWorthALook(bytes: Buffer): boolean {
    let isWorth = false;
    const onKeyword = (_: number, keyword: number) => {
      if (this.#rulesOf[keyword]!.length > 0) isWorth = true;
    };
    const onToken = () => {
      isWorth = true;
    };
    this.#search.find(bytes, 0, bytes.length, onKeyword, onToken);
    return isWorth;
  }

  /** Every commit names others by forty hexadecimal digits: where no part of a run can pass the gates, none is tried. */
  #enterRun(
    bytes: Buffer,
    start: number,
    end: number,
    isDigest: boolean,
    enter: (rule: number, at: number) => void,
  ): void {
    for (const { rule, length, mayBeHex } of this.#runs) {
      if (end - start < length || (isDigest && !mayBeHex)) continue;
      for (const at of candidatesInRun(bytes, start, end, length, this.#glued)) enter(rule, at);
    }
  }
}
