import type { Repository } from '../../git/process.ts';
import type { PolicyOptions } from '../../whose-policy/load.ts';
import type { AuditMeans } from '../scan-history.ts';

/** What `keyhalt fix` is told, and whom it can ask. */
export interface FixOptions {
  readonly repository: Repository;
  readonly now: Date;
  readonly config?: PolicyOptions['config'];
  /** Whether it is done without asking. */
  readonly yes?: boolean;
  /** Whether it is only shown. */
  readonly dryRun?: boolean;
  readonly replaceText?: boolean;
  /** What masks before it prints. */
  readonly print: (line: string) => void;
  /** The same for lines of files, which are to be shown as they are; as `print`, if not told. */
  readonly printQuoted?: (line: string) => void;
  /** Asks a person; undefined where there is no terminal. */
  readonly ask?: (question: string) => Promise<boolean>;
  /** Does it to its end, whatever signal comes meanwhile. */
  readonly unbroken?: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly means?: AuditMeans;
  /** Where the file for filter-repo goes, where nobody can be asked when it is to go away. */
  readonly replaceFile?: string;
  /**
   * Cleans up whatever ends the program from now on. What it returns waits for a person, and cleans up then. Undefined where
   * there is no terminal.
   */
  readonly untilDone?: (cleanUp: () => void) => (words: string) => Promise<void>;
}
