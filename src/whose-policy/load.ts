import { createHash } from 'node:crypto';
import { existsSync, lstatSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { readNamed } from '../files/read-named.ts';
import { type FileBlob, filesInCommit, stagedFiles } from '../git/files.ts';
import { indexMayHold } from '../git/index-file.ts';
import { objectsNamed } from '../git/named-objects.ts';
import { wholeObject } from '../git/object-reader.ts';
import { plainGitFolder } from '../git/plain-folder.ts';
import type { Repository } from '../git/process.ts';
import { topOf } from '../git/work-tree.ts';
import { fileError } from '../model/file-error.ts';
import type { Oid } from '../model/object.ts';
import type { Rule } from '../model/rule.ts';
import { isUserError, UserError } from '../model/user-error.ts';
import { defaultPolicy, type Policy, type Written } from '../policy/policy.ts';

/** The configuration and the list of known findings, both at the top of the repository. */
export const configurationFile = 'keyhalt.toml';
export const baselineFile = 'keyhalt.baseline';

export interface PolicyOptions {
  /** The built-in rules. */
  readonly rules: readonly Rule[];
  readonly now: Date;
  /** A configuration to use instead of the one of the repository: its file, or what it says. */
  readonly config?: string | Written | undefined;
}

/** The files of a policy; undefined for what is not there. */
interface PolicyFiles {
  readonly configuration?: FileBlob | undefined;
  readonly baseline?: FileBlob | undefined;
}

/** The policy as it is staged at the top, not as it lies in the work tree. */
export async function stagedPolicy(repository: Repository, options: PolicyOptions): Promise<Policy> {
  const names = [configurationFile, baselineFile];
  const files = indexMayHold(repository, names)
    ? stagedFiles(repository, names)
    : new Map<string, FileBlob>();
  const policy = await policyFrom(repository, policyFilesIn(files), options);
  if (policy.isNamed) return policy;
  const { mode, oid, name } = files.get(configurationFile) ?? {};
  return { ...policy, staged: oid === undefined ? '' : `${mode} ${oid} 0\t${name}\n` };
}

/** That another configuration lies in the work tree than the one that is staged, where that one counts: a remark, or none. */
export function unstagedRemarks(repository: Repository, { staged, written }: Policy): readonly string[] {
  if (staged === undefined) return [];
  const lying = lyingText(repository);
  if (lying === undefined || lying.replaceAll('\r\n', '\n') === written?.text.replaceAll('\r\n', '\n'))
    return [];
  return [
    `the ${configurationFile} in the work tree is not the staged one, by which scans and commits go: git add it (and name it in git commit FILE)`,
  ];
}

function lyingText(repository: Repository): string | undefined {
  try {
    // Hooks run at the top, and need not ask.
    const isAtTop = plainGitFolder(repository) !== undefined && repository.env.GIT_WORK_TREE === undefined;
    const top = isAtTop ? repository.cwd : topOf(repository);
    const path = join(top, configurationFile);
    // A pipe would be waited for.
    return statSync(path).isFile() ? utf8(readNamed(path, largestNamed), configurationFile) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The policy as it lies in the work tree, for whoever is writing it.
 *
 * @param top the folder that it lies in @param repository whose `cwd` the name of another configuration is seen from
 */
export function workTreePolicy(
  { cwd }: Pick<Repository, 'cwd'>,
  top: string,
  { rules, now, config }: PolicyOptions,
): Promise<Policy> {
  const configuration =
    config === undefined ? policyFileAt(join(top, configurationFile)) : configurationIn(config, cwd);
  // A baseline is written through a link to nothing.
  const baseline = existsSync(join(top, baselineFile)) ? policyFileAt(join(top, baselineFile)) : undefined;
  return policyOf(configuration, baseline, { rules, now, config });
}

/** The policy of whoever stands in no repository: what a configuration says, where there is one. */
export async function policyApart(folder: string, { rules, now, config }: PolicyOptions): Promise<Policy> {
  const text = config === undefined ? undefined : configurationIn(config, folder);
  return policyOf(text, undefined, { rules, now, config });
}

/** The policy as a commit holds it. */
export function committedPolicy(
  repository: Repository,
  commit: Oid,
  options: PolicyOptions,
): Promise<Policy> {
  const files = filesInCommit(repository, commit, [configurationFile, baselineFile]);
  return policyFrom(repository, policyFilesIn(files), options);
}

/** Which policy each of these commits holds, as a name by which two can be told apart. */
export function policyNames(
  repository: Repository,
  commits: readonly Oid[],
  { config }: Pick<PolicyOptions, 'config'>,
): ReadonlyMap<Oid, string> {
  if (commits.length === 0) return new Map();
  // Where one configuration counts for all of them, only what is known differs.
  const names = [config === undefined ? configurationFile : baselineFile, baselineFile];
  const files = commits.flatMap((commit) => names.map((file) => `${commit}:${file}`));
  const oids = objectsNamed(repository, files).map((oid) => oid ?? 'none');
  return new Map(commits.map((commit, at) => [commit, `${oids[2 * at]} ${oids[2 * at + 1]}`]));
}

const policyFilesIn = (files: ReadonlyMap<string, FileBlob>): PolicyFiles => ({
  configuration: files.get(configurationFile),
  baseline: files.get(baselineFile),
});

async function policyFrom(
  repository: Repository,
  { configuration, baseline }: PolicyFiles,
  options: PolicyOptions,
): Promise<Policy> {
  const { config } = options;
  const text =
    config === undefined ? await textOf(repository, configuration) : configurationIn(config, repository.cwd);
  return policyOf(text, await textOf(repository, baseline), options);
}

async function policyOf(
  text: string | undefined,
  known: string | undefined,
  { rules, now, config }: PolicyOptions,
): Promise<Policy> {
  const file = typeof config === 'object' ? config.file : (config ?? configurationFile);
  const written = text === undefined ? undefined : { text, file };
  const read = await policyAsWritten(written, { rules, now });
  const policy = config === undefined ? read : { ...read, isNamed: true as const };
  if (known === undefined) return policy;
  const { readBaseline } = await import('../policy/baseline.ts');
  return { ...policy, baseline: readBaseline(known, baselineFile) };
}

/** The policy that a configuration makes; without one, the default. */
export async function policyAsWritten(
  written: Written | undefined,
  { rules, now }: Pick<PolicyOptions, 'rules' | 'now'>,
): Promise<Policy> {
  if (written === undefined) return defaultPolicy;
  const { readConfiguration } = await import('../policy/configuration.ts');
  const policy = await readConfiguration(written.text, written.file, rules, now);
  const configuration = createHash('sha256').update(written.text).digest('hex').slice(0, 12);
  return { ...policy, configuration, written };
}

/** A configuration that is named, read at once: for whoever goes on in another folder. */
export const configurationAt = (config: string, { cwd }: Pick<Repository, 'cwd'>): Written => ({
  text: configurationIn(config, cwd),
  file: config,
});

function configurationIn(config: string | Written, folder: string): string {
  if (typeof config !== 'string') return config.text;
  if (config === '')
    throw new UserError('the name of the configuration file is empty', {
      hint: 'Say which one behind --config, or leave that out: then it is the keyhalt.toml of the repository.',
    });
  return namedFile(
    resolve(folder, config),
    `the configuration file ${config}`,
    'Check what stands behind --config, and its permissions.',
  );
}

async function textOf(repository: Repository, file: FileBlob | undefined): Promise<string | undefined> {
  return file === undefined ? undefined : utf8(await wholeObject(repository, file.oid), file.name);
}

/** Undefined where nothing is; a link that leads to nothing is something. */
function policyFileAt(path: string): string | undefined {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  const [name, hint] = [basename(path), 'It must be a file that can be read, or a link to one.'];
  return textFrom(name, hint, () => {
    // Nobody has named it, and would wait for it.
    if (statSync(path).isFIFO()) throw new UserError(`${name} cannot be read: it is a pipe`, { hint });
    return readNamed(path, largestNamed);
  });
}

/** In bytes. */
const largestNamed = 16 * 2 ** 20;

const namedFile = (path: string, name: string, hint: string): string =>
  textFrom(name, hint, () => readNamed(path, largestNamed));

function textFrom(name: string, hint: string, read: () => Buffer): string {
  try {
    return utf8(read(), name);
  } catch (cause) {
    if (isUserError(cause)) throw cause;
    throw fileError(`${name} cannot be read`, cause, hint);
  }
}

/** A byte order mark in front, as Windows editors write it, is no part of the text. */
function utf8(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UserError(`${name} is not UTF-8`, { hint: 'Store it as UTF-8 and git add it.', cause });
  }
}
