/**
 * The JSON report, version 1, as types: docs/report.md in words, docs/report.schema.json as a schema. Keys may be added,
 * none is taken away or changes its meaning. No value holds a secret.
 */
import type { Severity } from '../model/severity.ts';

/** What a scan has to say. */
export interface Report {
  readonly schemaVersion: 1;
  /** `false` when something could not be read; then `errors` say what, and no findings means nothing. */
  readonly complete: boolean;
  /** What was scanned, in words. */
  readonly what: string;
  /** The severity from which on a finding stops. */
  readonly failOn: Severity;
  readonly findings: readonly Finding[];
  /** What was set aside. */
  readonly allowed: readonly AllowedFinding[];
  /** Findings that only what is scanned itself would allow. They count. */
  readonly proposed: readonly AllowedFinding[];
  readonly policy: PolicyUse;
  /** What was deliberately not read. */
  readonly skipped: readonly SkippedContent[];
  /** What could not be read. `complete` says whether everything was. */
  readonly errors: readonly Problem[];
  /** Remarks on the configuration. */
  readonly notes: readonly string[];
  readonly coverage: Coverage;
  /** Tells two sets of rules apart; behind + those of the configuration. */
  readonly ruleSet: string;
  readonly versions: Versions;
  /** How long it took. */
  readonly seconds: number;
  /** When it began, in UTC: `2026-11-25T21:40:29Z`. */
  readonly started: string;
}

/** A place, with its line masked. */
export interface Place {
  /** As git has it, with /, from the top; or words for what is no file. Safe to print. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters (code points). */
  readonly column: number;
  /** Where the last character of the secret stands. */
  readonly endLine: number;
  /** Behind the last character, so that what ends on the line where it begins is `endColumn - column` long. */
  readonly endColumn: number;
  /** The line around the secret, with every secret in it masked. */
  readonly excerpt: string;
  /** Of git: 40 or 64 hex digits. */
  readonly blob?: string;
  readonly commit?: string;
  /** Of the commit: `Ada <ada@example.com>`, safe to print. */
  readonly author?: string;
  /** Of the commit, as ISO 8601. */
  readonly date?: string;
}

/** A secret, with its first place. */
export interface Finding extends Place {
  readonly ruleId: string;
  /** Of the rule. */
  readonly description: string;
  readonly severity: Severity;
  /** The same for the same secret under the same rule, wherever it stands: `kh1:` and 32 hex digits. */
  readonly fingerprint: string;
  /** Of the secret, in bits per character. */
  readonly entropy: number;
  /** Why it was believed. */
  readonly why: readonly string[];
  /** The AWS account that it names, 12 digits. */
  readonly account?: string;
  /** The key ID that belongs to the secret. */
  readonly pairedWith?: PairedKeyId;
  /** The other key IDs that stand beside the same secret. */
  readonly alsoPairedWith?: readonly PairedKeyId[];
  /** Of an audit of history. */
  readonly exposure?: Exposure;
  /** All places of the secret, and behind them those of its key IDs. */
  readonly appearances: readonly Appearance[];
}

/** A finding that was set aside. */
export interface AllowedFinding extends Finding {
  /** What allowed it. */
  readonly by: string;
  readonly reason: string;
}

/** A place, and what stands there. */
export interface Appearance extends Place {
  readonly ruleId: string;
  readonly fingerprint: string;
}

/** A key ID that belongs to a secret. */
export interface PairedKeyId {
  readonly ruleId: string;
  readonly fingerprint: string;
  /** Such as `AKIA************WXYZ`. */
  readonly masked: string;
  readonly path?: string;
  readonly line: number;
  readonly blob?: string;
  readonly account?: string;
}

/** Where and how long a secret could be read, as history tells. */
export interface Exposure {
  /** The first and the last commit that brought it in. */
  readonly first: Moment;
  readonly last: Moment;
  /** The last commit that took it out, where HEAD does not hold it. */
  readonly gone?: Moment;
  readonly isAtHead: boolean;
  /** How often it came back after it was gone. */
  readonly reintroduced: number;
  readonly days: number;
  /** Every branch, tag and remote-tracking branch with it in its history. */
  readonly refs: readonly string[];
  /** How many more there are: a million are told for all findings together, and of each 100 in any case. */
  readonly refsLeftOut?: number;
  /** Whether one of them is remembered of a remote. */
  readonly isPushed: boolean;
}

/** A commit that brought a secret in or took it out. */
export interface Moment {
  readonly commit: string;
  readonly author: string;
  readonly date: string;
}

/** What allows findings, and how much of it did so here. */
export interface PolicyUse {
  /** Allow entries and lines of the baseline. */
  readonly entries: number;
  readonly used: number;
  /** Names of those that allowed nothing here. */
  readonly unused: readonly string[];
  readonly expired: readonly string[];
  /** Twelve hex digits that tell two configurations apart. */
  readonly configuration?: string;
}

/** What was deliberately not read. */
export interface SkippedContent {
  readonly path: string;
  /** Such as `submodule`, `git-lfs` or `archive-too-large`. */
  readonly reason: string;
}

/** What went wrong and how to mend it, safe to print. */
export interface Problem {
  readonly message: string;
  readonly hint: string;
}

/** What was read, so that clean can be told from not looked at. */
export interface Coverage {
  /** Objects, files and texts that were asked for, and how many of them were read to their last byte. */
  readonly asked: number;
  readonly scanned: number;
  readonly bytes: number;
  /** Old contents that were read to tell what is new. */
  readonly compared: number;
  /** What was read, by kind. */
  readonly kinds: {
    readonly blob?: number;
    readonly tree?: number;
    readonly commit?: number;
    readonly tag?: number;
    readonly file?: number;
    readonly text?: number;
  };
  /** Of an audit: how many objects an earlier one had found clean. */
  readonly known?: number;
  /** Of an audit: branches, tags and the like. */
  readonly refs?: number;
}

export interface Versions {
  readonly keyhalt: string;
  /** Missing where git was not asked. */
  readonly git?: string;
  readonly node: string;
}
