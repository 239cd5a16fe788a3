import type { Kernel } from '../kernel/search.ts';
import { allLooks, type Looks } from '../model/looks.ts';
import type { Pattern, PatternReader } from '../model/pattern.ts';
import type { Rule } from '../model/rule.ts';
import { visible } from '../model/visible.ts';
import { AnchorFinder } from './anchors.ts';
import { candidatesIn, candidatesOf, Neighbourhood, type Tools } from './candidates.ts';
import { compileRule } from './compile.ts';
import { type Detection, type Draft, draftOf } from './detection.ts';
import { maskedText, spanIn } from './excerpt.ts';
import { type Trace, tracesOn } from './explain.ts';
import { Places } from './lines.ts';
import { compileOwnKeys, type OwnKey } from './own-keys.ts';
import { hasHope, judge } from './pairs.ts';
import { type Revealed, revealedIn } from './reveal.ts';
import { Readings } from './roots.ts';
import { ahead, behind, type Stretch, stretchesOf, windowSize } from './stretches.ts';

/** What one object holds. */
export interface ObjectFindings {
  readonly detections: readonly Detection[];
  /** Fingerprints of all that was believed, also of key IDs that went into a pair. */
  readonly known: readonly string[];
  /** Whether anything looked like a credential, believed or not. */
  readonly suspicious: boolean;
}

/** What a scanner knows beside the built-in rules. */
export interface ScannerOptions {
  /** A user's rules, and what reads their patterns. */
  readonly userRules?: readonly Rule[];
  readonly readPattern?: PatternReader;
  /** A user's patterns for secrets that are harmless; detections name the ones that match. */
  readonly patterns?: readonly Pattern[];
  readonly looks?: Looks;
  readonly ownKeys?: readonly OwnKey[];
  /** What searches for anchors: another one finds the same in another time. */
  readonly kernel?: Kernel | undefined;
}

/**
 * Bytes in, findings out; knows nothing of git or files.
 *
 * Memory is one window, whatever the size of an object. Whether something is a finding depends on bytes at most
 * `ahead` after it and `behind` before it, so the same bytes give the same findings however they are cut.
 */
export class Scanner {
  #tools: Tools;
  readonly #patterns: readonly Pattern[];
  #window: Buffer | undefined;

  constructor(rules: readonly Rule[], options: ScannerOptions = {}) {
    const { userRules = [], readPattern, patterns = [], looks = allLooks, ownKeys = [], kernel } = options;
    const compiled = [
      ...rules.map((rule) => compileRule(rule)),
      ...userRules.map((rule) => compileRule(rule, readPattern)),
      ...compileOwnKeys(ownKeys, rules),
    ];
    if (compiled.length === 0) throw new Error('no rules to scan with');
    this.#patterns = patterns;
    const everywhere = compiled.flatMap(({ isEverywhere }, index) => (isEverywhere ? [index] : []));
    this.#tools = {
      rules: compiled,
      everywhere,
      finder: new AnchorFinder(compiled, looks.glued, kernel),
      readings: new Readings(looks.wide, kernel?.narrow),
      looks,
    };
    // A profile may be called by a key that was pasted in the wrong place.
    const shown = (owner: string) => visible(this.redact(owner));
    const masked = compiled.map((rule) =>
      rule.owner === undefined ? rule : { ...rule, owner: shown(rule.owner) },
    );
    this.#tools = { ...this.#tools, rules: masked };
  }

  /** Scans an object that is in memory as a whole. */
  scan(bytes: Uint8Array): ObjectFindings {
    const object = new ObjectScan(this.#tools, this.#patterns);
    for (const stretch of stretchesOf(asBuffer(bytes))) object.judge(stretch);
    return object.end();
  }

  /** Why what stands on a line of an object is a finding or is none: every match of a rule there, gate by gate. */
  explain(bytes: Uint8Array, line: number): readonly Trace[] {
    const { detections } = this.scan(bytes);
    return tracesOn(this.#tools, asBuffer(bytes), line, detections);
  }

  /** The secret itself, everywhere in an object; for what cannot do without it. */
  reveal(bytes: Uint8Array, fingerprint: string): readonly Revealed[] {
    return this.revealAll(bytes, [fingerprint]).get(fingerprint)!;
  }

  /** The same of many, read once. */
  revealAll(bytes: Uint8Array, fingerprints: readonly string[]): ReadonlyMap<string, readonly Revealed[]> {
    return revealedIn(this.#tools, asBuffer(bytes), fingerprints);
  }

  /** What may quote a repository (a path, what git said) as text that holds no credential any more. */
  redact(quoted: string | Buffer): string {
    const bytes = Buffer.from(quoted);
    const roots = this.#tools.readings.of(bytes, 0);
    const candidates = candidatesIn(this.#tools, roots, { from: 0, to: bytes.length });
    return maskedText(roots[0]!, new Neighbourhood(candidates), 0, bytes.length);
  }

  /** Whether what was detected counts in a file at this path. @param path from the top; empty for what is no file */
  counts({ ruleId, inFiles }: Pick<Detection, 'ruleId' | 'inFiles'>, path: string): boolean {
    const rules = this.#tools.rules.filter(({ rule: { id } }) => id === ruleId);
    if (rules[0]?.path?.test(path) === false) return false;
    return !inFiles || rules.some(({ admissions }) => admissions.some((one) => one.path?.test(path)));
  }

  /** Starts an object that comes in parts. One at a time: the window is shared. */
  begin(): ObjectStream {
    this.#window ??= Buffer.allocUnsafeSlow(windowSize);
    return new ObjectStream(new ObjectScan(this.#tools, this.#patterns), this.#window);
  }
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** An object that is seen through a window that moves along it. */
export class ObjectStream {
  readonly #object: ObjectScan;
  readonly #window: Buffer;
  /** Where the window starts in the object, how much of it is filled, and how much of that is judged. */
  #base = 0;
  #filled = 0;
  #judged = 0;

  constructor(object: ObjectScan, window: Buffer) {
    this.#object = object;
    this.#window = window;
  }

  push(bytes: Uint8Array): void {
    for (let taken = 0; taken < bytes.length; ) {
      const part = bytes.subarray(taken, taken + this.#window.length - this.#filled);
      this.#window.set(part, this.#filled);
      this.#filled += part.length;
      taken += part.length;
      if (this.#filled === this.#window.length) this.#advance();
    }
  }

  end(): ObjectFindings {
    this.#object.judge({
      ...{ bytes: this.#window.subarray(0, this.#filled), base: this.#base },
      ...{ from: this.#judged, to: this.#filled, isLast: true },
    });
    return this.#object.end();
  }

  #advance(): void {
    const until = this.#filled - ahead;
    this.#object.judge({
      ...{ bytes: this.#window, base: this.#base },
      ...{ from: this.#judged, to: until, isLast: false },
    });
    const drop = until - behind;
    this.#window.copyWithin(0, drop, this.#filled);
    this.#base += drop;
    this.#filled -= drop;
    this.#judged = until - drop;
  }
}

/** What is known of one object so far. */
class ObjectScan {
  readonly #tools: Tools;
  readonly #patterns: readonly Pattern[];
  #places: Places | undefined;
  readonly #drafts: Draft[] = [];
  #suspicious = false;

  constructor(tools: Tools, patterns: readonly Pattern[]) {
    this.#tools = tools;
    this.#patterns = patterns;
  }

  /** Judges a stretch; they come from the first to the last. */
  judge(stretch: Stretch): void {
    const { roots, around, candidates } = candidatesOf(this.#tools, stretch);
    // Most objects come as a whole and hold nothing.
    if (stretch.isLast && around.length === 0) return;
    this.#places ??= new Places(stretch.bytes);
    const places = this.#places;
    const others = new Neighbourhood(around);
    for (const candidate of candidates.filter((one) => hasHope(one, others))) {
      const { root } = candidate.view;
      const { start } = spanIn(root, candidate);
      const place = places.placeAt(root, start);
      this.#drafts.push(draftOf(candidate, place, others, this.#matching(candidate.secret)));
    }
    if (candidates.length > 0) this.#suspicious = true;
    if (!stretch.isLast) places.leave(stretch, roots);
  }

  end(): ObjectFindings {
    const { detections, known } = judge(this.#drafts);
    return { detections, known, suspicious: this.#suspicious };
  }

  #matching(secret: string): number[] {
    return this.#patterns.flatMap((pattern, index) => (pattern.test(secret) ? [index] : []));
  }
}
