import type { Rule } from '../model/rule.ts';
import { decodeBytes } from '../model/visible.ts';
import { candidatesIn, indexIn, Neighbourhood } from './candidates.ts';
import { type CompiledRule, compileRules } from './compile.ts';
import { type Detection, type Draft, draftOf } from './detection.ts';
import { maskedText } from './excerpt.ts';
import { LineCounter } from './lines.ts';
import { hasHope, judge } from './pairs.ts';
import { markLengths, type Reading, viewsOf } from './views.ts';

/** What one object holds. */
export interface ObjectFindings {
  readonly detections: readonly Detection[];
  /** Fingerprints of all that was believed, also of key IDs that went into a pair. */
  readonly known: readonly string[];
  /** Whether anything looked like a credential, believed or not. */
  readonly suspicious: boolean;
}

/**
 * Bytes in, findings out; knows nothing of git or files.
 *
 * Memory is one window, whatever the size of an object. Whether something is a finding depends on bytes at most
 * `ahead` after it and `behind` before it, so the same bytes give the same findings however they are cut.
 */
export class Scanner {
  readonly #rules: readonly CompiledRule[];
  readonly #patterns: readonly RegExp[];
  #window: Buffer | undefined;

  /** `patterns` are a user's own, tried on secrets, never on lines; detections name the ones that match. */
  constructor(rules: readonly Rule[], patterns: readonly RegExp[] = []) {
    this.#rules = compileRules(rules);
    this.#patterns = patterns;
  }

  /** Scans an object that is in memory as a whole. */
  scan(bytes: Uint8Array): ObjectFindings {
    const object = new ObjectScan(this.#rules, this.#patterns);
    object.judge(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, 0, bytes.byteLength, true);
    return object.end();
  }

  /** What may quote a repository (a path, what git said) as text that holds no credential any more. */
  redact(quoted: string | Buffer): string {
    const bytes = Buffer.from(quoted);
    const [plain] = viewsOf(bytes, 0);
    const candidates = candidatesIn(this.#rules, [plain!], { from: 0, to: bytes.length });
    return candidates.length === 0
      ? decodeBytes(bytes)
      : maskedText(plain!, new Neighbourhood(candidates), 0, bytes.length);
  }

  /** Starts an object that comes in parts. One at a time: the window is shared. */
  begin(): ObjectStream {
    this.#window ??= Buffer.allocUnsafeSlow(windowSize);
    return new ObjectStream(new ObjectScan(this.#rules, this.#patterns), this.#window);
  }
}

const behind = 16 * 1024;
const ahead = 16 * 1024;
const windowSize = 512 * 1024 + behind + ahead;
/** How far beyond a stretch candidates are looked for, in bytes: farther than an excerpt or a pair reaches. */
const vicinity = 4096;

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
    this.#object.judge(this.#window.subarray(0, this.#filled), this.#base, this.#judged, this.#filled, true);
    return this.#object.end();
  }

  #advance(): void {
    const until = this.#filled - ahead;
    this.#object.judge(this.#window, this.#base, this.#judged, until, false);
    const drop = until - behind;
    this.#window.copyWithin(0, drop, this.#filled);
    this.#base += drop;
    this.#filled -= drop;
    this.#judged = until - drop;
  }
}

/** What is known of one object so far. */
class ObjectScan {
  readonly #rules: readonly CompiledRule[];
  readonly #patterns: readonly RegExp[];
  readonly #lines = new Map<Reading, LineCounter>();
  readonly #drafts: Draft[] = [];
  #suspicious = false;

  constructor(rules: readonly CompiledRule[], patterns: readonly RegExp[]) {
    this.#rules = rules;
    this.#patterns = patterns;
  }

  /** Judges all that starts in [from, to) of `bytes`, which begin at `base` in the object. */
  judge(bytes: Buffer, base: number, from: number, to: number, last: boolean): void {
    if (base === 0 && from === 0) this.#startLines(bytes);
    const views = viewsOf(bytes, base);
    // What stands on the same line beyond the stretch is not judged yet, but must be masked already.
    const around = candidatesIn(this.#rules, views, {
      from: base + from - vicinity,
      to: base + to + vicinity,
    });
    const candidates = around.filter(
      ({ matchOffset }) => matchOffset >= base + from && matchOffset < base + to,
    );
    const others = new Neighbourhood(around);
    for (const candidate of candidates.filter((one) => hasHope(one, others))) {
      const { reading, bytes: text, base: start } = candidate.view;
      const place = this.#lines.get(reading)!.lineAt(text, start, start + candidate.start);
      this.#drafts.push(draftOf(candidate, place, others, this.#patterns));
    }
    if (candidates.length > 0) this.#suspicious = true;
    if (last) return;
    for (const view of views) {
      this.#lines.get(view.reading)!.advance(view.bytes, view.base, view.base + indexIn(view, base + to));
    }
  }

  end(): ObjectFindings {
    return { ...judge(this.#drafts), suspicious: this.#suspicious };
  }

  #startLines(bytes: Buffer): void {
    for (const [reading, mark] of Object.entries(markLengths(bytes))) {
      this.#lines.set(reading as Reading, new LineCounter(mark));
    }
  }
}
