import type { Allowed, Finding } from './finding.ts';
import type { Skipped } from './object.ts';
import type { Severity } from './severity.ts';

/** What was read, so that "clean" can be told from "not looked at". */
export interface Coverage {
  /** Objects, files and texts that were asked for, and how many of them were read to their last byte. */
  readonly asked: number;
  readonly scanned: number;
  readonly bytes: number;
  /** Old contents read to tell what is new; 0 while nothing was found. */
  readonly compared: number;
  /** What was read, by kind; nothing that was not. */
  readonly kinds: Readonly<Partial<Record<Kind, number>>>;
  /** Of them those that were read by an earlier scan by the same rules, which found nothing to tell in them. */
  readonly known?: number;
  /** Branches, tags and the like whose history was asked for. */
  readonly refs?: number;
}

/** Objects that were not read again: an earlier scan by the same rules found nothing to tell in them. */
export interface KnownObjects {
  readonly objects: number;
  readonly kinds: Readonly<Partial<Record<Kind, number>>>;
  readonly bytes: number;
}

export type Kind = 'blob' | 'tree' | 'commit' | 'tag' | 'file' | 'text';

/** By what a scan was made, and how long it took. */
export interface About {
  /** Tells two sets of rules apart: that of the built-in ones, and behind + that of the configuration. */
  readonly ruleSet: string;
  readonly versions: { readonly keyhalt: string; readonly git?: string; readonly node: string };
  readonly seconds: number;
  /** When it began, in seconds since 1970. */
  readonly started: number;
}

/** What went wrong and how to mend it, safe to print. */
export interface Problem {
  readonly message: string;
  readonly hint: string;
}

/** What the policy consists of, and how much of it was of use here. Expired entries do not count. */
export interface PolicySummary {
  /** Allow entries and lines of the baseline, expired ones included. */
  readonly entries: number;
  readonly used: number;
  /** Names of those that pardoned nothing here, such as `keyhalt.toml, allow entry 2`. */
  readonly unused: readonly string[];
  readonly expired: readonly string[];
  /** Twelve hex digits of the SHA-256 of the configuration, where there is one. */
  readonly configuration?: string;
}

/** What the next commit adds, from which `keyhalt fix` takes secrets by itself. */
export interface NextCommit {
  /** What git is in the midst of, such as `merge` or `rebase`: nothing is fixed before that is ended. */
  readonly underWay?: string;
}

/** What a scan has to say; every format is made from this value. */
export interface Report {
  readonly what: string;
  readonly complete: boolean;
  readonly failOn: Severity;
  readonly findings: readonly Finding[];
  readonly allowed: readonly Allowed[];
  /** Findings that only what is scanned itself would pardon. They count; this says what it proposes. */
  readonly proposed: readonly Allowed[];
  /** How a false positive is allowed, where what is scanned has no say in that: the rest of the line "Allow". */
  readonly allowing?: string;
  readonly policy: PolicySummary;
  readonly skipped: readonly Skipped[];
  /** What could not be read, and how to mend that. Without one the scan is complete, unless less was read than was asked for. */
  readonly errors: readonly Problem[];
  /** Remarks on the policy: entries that have expired, comments without a reason, whose policy counts. */
  readonly notes: readonly string[];
  readonly coverage: Coverage;
  /** Where that was looked at and something was found. */
  readonly nextCommit?: NextCommit;
  /** Of `keyhalt scan`; a hook does not tell it. */
  readonly about?: About;
}
