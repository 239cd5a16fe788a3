import type { Keyword } from '../kernel/needles.ts';
import { type Pattern, type PatternReader, readTrusted } from '../model/pattern.ts';
import type { Admission, Gates, Rule } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';
import { nextSetting } from './next-setting.ts';

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

/**
 * What may be glued to the front of a secret: the end of an escape (`\\n` in a JSON string, `%3D`), or of a colour in
 * a pasted log, and the mark of an added line in a patch.
 */
const escapeEnd = String.raw`\\[nrtfvb0]|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2}|=3[dD]|[\[;][0-9]{0,3}m`;
const glue = String.raw`(?<=(?:${escapeEnd})\+{0,2}|(?<![A-Za-z0-9+/])\+{1,2})`;
/** … and to its end: the mark of an added word, `{+…+}`, and the next setting. */
const glueBehind = String.raw`(?=\+\}|${nextSetting})`;

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

/** A group that is counted, or what may hide whether one is. */
const mayCapture = /\((?!\?[:=!]|\?<[=!])|\\/;

/** The pattern of a rule with what may stand around a secret. @param isTrusted whether it is one of ours */
export function boundedPattern(
  { bounds, packed, run }: Pick<Rule, 'bounds' | 'packed' | 'run'>,
  regex: string,
  isTrusted: boolean,
): string {
  if (bounds === undefined) return regex;
  const behind = packed === undefined ? '' : `|(?<=[${packed.before}].{${packed.length}})`;
  // Where the anchor is a run, almost everywhere the first character tells that there is none: looking ahead is less
  // than looking behind. Around a keyword it may be more. What a user's pattern may cost is limited.
  const looksAhead = isTrusted && run !== undefined && !mayCapture.test(regex);
  const ahead = looksAhead ? `(?=${regex})` : '';
  return `${ahead}(?:(?<![${bounds.before}])|${glue})(${regex})(?:(?![${bounds.after}])|${glueBehind}${behind})`;
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
