import type { Severity } from '../model/severity.ts';

/** What may be scanned without git: text, which counts as UTF-8, bytes, or bytes as they come in. */
export type Content = string | Uint8Array | AsyncIterable<Uint8Array>;

/** What every scan may be told. */
export interface ScanOptions {
  /** The folder from which git is asked, and from which paths are seen: by default the current one. */
  readonly cwd?: string;
  /** Of git, and where your own keys are looked for: by default that of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A configuration instead of `keyhalt.toml`: a file as seen from `cwd`, or the text of one. */
  readonly config?: string | { readonly toml: string };
  /** The severity from which on a finding stops, instead of the configuration's. */
  readonly failOn?: Severity;
  /** Whether what was deliberately not read makes the scan incomplete. By default it does not. */
  readonly strict?: boolean;
  /** Ends the scan, in practice within a second: its report has what was found so far, and is not complete. */
  readonly signal?: AbortSignal;
  /** The time by which allow entries expire: by default the moment when the scan begins. */
  readonly now?: Date;
  /** Told of every object, file or text that was read, so very often. What it throws ends the scan. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface TextOptions extends ScanOptions {
  /** The path by which the text is known, such as `conf/.env`. */
  readonly path?: string;
}

export interface HistoryOptions extends ScanOptions {
  /** Also objects that no ref, reflog, stash or index leads to. By default they are read and not reported. */
  readonly allObjects?: boolean;
  /** How many threads scan at a time, 1 to 64. By default as many as there are cores, at most 4, and 1 where that is as fast. */
  readonly threads?: number;
  /**
   * Whether what is found clean is remembered, and not read again by the next audit: in the user's cache folder, or
   * in the one that is named. By default nothing is written.
   */
  readonly cache?: boolean | string;
}

/** How far a scan is. */
export interface Progress {
  /** How many objects, files or texts were read. */
  readonly objects: number;
  /** Of how many, where that is known. */
  readonly of?: number;
  /** How many bytes they have in all. */
  readonly bytes: number;
  /** In how many of them something was found. */
  readonly found: number;
}
