import type { Keyword } from '../kernel/needles.ts';
import { boundedPattern } from '../model/bounded-pattern.ts';
import { type Pattern, type PatternReader, readTrusted } from '../model/pattern.ts';
import type { Admission, Gates, Rule } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';

/** A rule ready to run. Patterns work on Latin-1 text, so that a character is a byte. */
export interface CompiledRule {
  readonly rule: Rule;
  /** Undefined where the anchor is the secret: an unbroken run. */
  readonly pattern?: Pattern | undefined;
  readonly keywords: readonly Keyword[];
  /** Without an anchor the pattern is tried everywhere. */
  readonly isEverywhere: boolean;
  readonly admissions: readonly CompiledAdmission[];
  /** In which files alone it counts. */
  readonly path?: Pattern | undefined;
  /** Whose key it finds, of a rule for one of the user's own. */
  readonly owner?: string;
}

export interface CompiledAdmission {
  readonly label?: Pattern;
  readonly note?: Pattern;
  readonly context?: Pattern;
  readonly contextLines?: number;
  readonly near?: string;
  readonly path?: Pattern;
  readonly severity?: Severity;
  readonly gates: Gates;
}

/** @param read reads the patterns of the rules; those of users are read by another reader than ours */
export const compileRule = (rule: Rule, read: PatternReader = readTrusted): CompiledRule =>
  new LazyRule(rule, read);

/** Most rules are never tried in a scan: what they need is made when they are. */
class LazyRule implements CompiledRule {
  readonly rule: Rule;
  readonly #read: PatternReader;
  #pattern: Pattern | undefined;
  #path: Pattern | undefined;
  #admissions: readonly CompiledAdmission[] | undefined;

  constructor(rule: Rule, read: PatternReader) {
    this.rule = rule;
    this.#read = read;
  }

  get pattern(): Pattern | undefined {
    const { regex, bounds, secretGroup } = this.rule;
    if (regex === undefined) return undefined;
    this.#pattern ??= this.#read(
      boundedPattern(this.rule, regex, this.#isTrusted),
      bounds === undefined ? secretGroup : 1,
    );
    return this.#pattern;
  }

  get path(): Pattern | undefined {
    const { path } = this.rule;
    if (path === undefined) return undefined;
    this.#path ??= this.#read(path);
    return this.#path;
  }

  get admissions(): readonly CompiledAdmission[] {
    this.#admissions ??= (this.rule.admit ?? []).map((admission) => compileAdmission(admission, this.#read));
    return this.#admissions;
  }

  get keywords(): readonly Keyword[] {
    // A user's keywords count in either case, as in the rule files of others; ours are exact.
    const ignoreCase = !this.#isTrusted;
    return (this.rule.keywords ?? []).map((text) => ({ text, ignoreCase }));
  }

  get #isTrusted(): boolean {
    return this.#read === readTrusted;
  }

  get isEverywhere(): boolean {
    return this.rule.keywords === undefined && this.rule.run === undefined;
  }
}

function compileAdmission(admission: Admission, read: PatternReader): CompiledAdmission {
  const { label, note, context, contextLines, near, path, severity, ...gates } = admission;
  return {
    gates,
    ...(label === undefined ? {} : { label: read(label) }),
    ...(note === undefined ? {} : { note: read(note) }),
    ...(context === undefined ? {} : { context: read(context) }),
    ...(contextLines === undefined ? {} : { contextLines }),
    ...(near === undefined ? {} : { near }),
    ...(path === undefined ? {} : { path: read(path) }),
    ...(severity === undefined ? {} : { severity }),
  };
}
