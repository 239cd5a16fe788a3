import { isAbsolute, posix, relative, sep } from 'node:path';
import { allRules } from '../built-in.ts';
import { type CheckOptions, judge } from '../commit.ts';
import type { Repository } from '../git/process.ts';
import { standingOf } from '../git/work-tree.ts';
import type { Report } from '../model/report.ts';
import { UserError } from '../model/user-error.ts';
import type { Policy } from '../policy/policy.ts';
import type { ContentPlace, Source } from '../sources/source.ts';
import { stagedPolicy, workTreePolicy } from '../whose-policy/load.ts';

/** Files, folders and standard input: what `keyhalt scan PATH…` and `keyhalt scan -` read. */
export interface InputOptions {
  /** Files and folders; `-` alone is standard input. */
  readonly paths?: readonly string[];
  /** `false` when git is to be asked nothing. */
  readonly git?: boolean;
  /** Whether standard input is a patch. */
  readonly patch?: boolean;
  /** The path by which standard input is known. */
  readonly stdinName?: string;
}

export type Input = AsyncIterable<Uint8Array>;

/** @throws UserError for options that do not go together */
export function demandOneInput(
  { paths = [], git = true, patch, stdinName }: InputOptions,
  others: Readonly<Record<string, unknown>>,
): void {
  const other = Object.keys(others).find((name) => others[name]);
  if (paths.length > 0 && other !== undefined)
    throw excluded(`${other} and PATH`, 'Scan one of them, then the other.');
  const isInput = paths.includes('-');
  if (isInput && paths.length > 1)
    throw excluded('- (standard input) and other paths', 'A file called - is ./-');
  if (patch && !isInput)
    throw alone('--patch', 'git diff | keyhalt scan - --patch, or keyhalt scan - --patch < FILE');
  if (stdinName !== undefined && !isInput)
    throw alone('--stdin-name', 'keyhalt scan - --stdin-name src/config.ts < FILE');
  if (stdinName === '')
    throw new UserError('--stdin-name is empty', { hint: 'Name a path, or leave it out.' });
  if (!git && (paths.length === 0 || isInput))
    throw new UserError('--no-git goes with PATH', { hint: 'keyhalt scan . --no-git reads every file.' });
}

const excluded = (what: string, hint: string): UserError =>
  new UserError(`${what} exclude each other`, { hint });

const alone = (option: string, hint: string): UserError =>
  new UserError(`${option} is for standard input, which is -`, { hint });

/** Scans files and folders, or standard input. */
export async function scanInput(
  repository: Repository,
  options: InputOptions,
  { config, now, watch = {}, kernel, stdin }: CheckOptions & { readonly stdin: () => Input },
): Promise<Report> {
  const { paths = [], git = true } = options;
  const standing = git ? standingOf(repository) : undefined;
  const isInTree = standing?.kind === 'work-tree';
  const fromTop =
    isInTree && standing.prefix.length > 0 ? seenFromTop(standing.prefix, repository.cwd) : undefined;
  const policy = await policyHere(repository, isInTree, { config, now });
  const sources = async () => {
    if (paths.includes('-')) return inputSources(stdin(), options, fromTop);
    const { filesSource } = await import('../sources/files.ts');
    return [filesSource(repository, { paths, git, fromTop, isApart: !isInTree })];
  };
  // Files count as they lie there, and rules that lie beside them do not.
  return judge(repository, { policy }, sources, { watch, kernel, alwaysTellsUnstaged: true });
}

/** In a work tree what is staged there, as for a commit; elsewhere what lies in the folder. */
function policyHere(repository: Repository, isInTree: boolean, options: CheckOptions): Promise<Policy> {
  const all = { rules: allRules, ...options };
  return isInTree ? stagedPolicy(repository, all) : workTreePolicy(repository, repository.cwd, all);
}

async function inputSources(
  stdin: Input,
  { patch, stdinName }: InputOptions,
  fromTop: FromTop | undefined,
): Promise<readonly Source[]> {
  const named = stdinName === undefined ? undefined : fileNamed(stdinName, fromTop);
  const { inputSource, wholeInput } = await import('../sources/standard-input.ts');
  if (!patch) return [inputSource(stdin, named ?? inWords('standard input'))];
  const { patchSources } = await import('../sources/patch.ts');
  return patchSources(await wholeInput(stdin, largestPatch), named ?? inWords('patch'));
}

/** A patch is kept in memory, in bytes. */
const largestPatch = 256 * 1024 * 1024;

type FromTop = (path: Buffer) => Buffer;

/** What turns a path as seen from `cwd` into one from the top. What is not below the top keeps its name. */
export function seenFromTop(prefix: Buffer, cwd: string): FromTop {
  const [way, here] = [prefix.toString('latin1'), Buffer.from(cwd).toString('latin1')];
  return (path) => {
    const name = path.toString('latin1');
    const fromHere = isAbsolute(name) ? relative(here, name).split(sep).join('/') : name;
    const fromTop = posix.join(way, fromHere);
    return /^\.\.(?:\/|$)/.test(fromTop) ? path : Buffer.from(fromTop, 'latin1');
  };
}

function fileNamed(name: string, fromTop: FromTop | undefined): ContentPlace {
  const path = Buffer.from(name.replace(/^\.\//, ''));
  return { path, isFile: true, ...(fromTop === undefined ? {} : { fromTop: fromTop(path) }) };
}

const inWords = (words: string): ContentPlace => ({ path: Buffer.from(words), isFile: false });
