import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { indexMayHold } from './git/index-file.ts';
import { readObjects } from './git/object-reader.ts';
import { askGit, type Repository } from './git/process.ts';
import type { Oid } from './model/object.ts';
import type { Rule } from './model/rule.ts';
import { UserError } from './model/user-error.ts';
import { defaultPolicy, type Policy } from './policy/policy.ts';

const fileName = 'keyhalt.toml';

export interface PolicyOptions {
  readonly rules: readonly Rule[];
  readonly now: Date;
  /** A configuration file to use instead of the staged one. */
  readonly config?: string | undefined;
}

/** The policy that counts for a commit: keyhalt.toml as it is staged at the top, not as it lies in the work tree. */
export async function loadPolicy(
  repository: Repository,
  { rules, now, config }: PolicyOptions,
): Promise<Policy> {
  const text =
    config === undefined ? await stagedFile(repository) : namedFile(resolve(repository.cwd, config));
  if (text === undefined) return defaultPolicy;
  const { readConfiguration } = await import('./policy/configuration.ts');
  const ruleIds = rules.map(({ id }) => id);
  return readConfiguration(text, config ?? fileName, ruleIds, now);
}

async function stagedFile(repository: Repository): Promise<string | undefined> {
  if (!indexMayHold(repository, fileName)) return undefined;
  const args = ['ls-files', '--stage', '-z', '--full-name', '--', `:(top,literal)${fileName}`];
  const { stdout } = askGit(repository, args, { env: { GIT_LITERAL_PATHSPECS: '0' } });
  if (stdout.length === 0) return undefined;
  const found = /^100(?:644|755) ([0-9a-f]+) 0\t[^\0]+\0$/.exec(stdout.toString('latin1'));
  if (found === null) {
    throw new UserError(`${fileName} is staged as something else than one plain file`, {
      hint: 'Resolve the conflict or replace the link, and git add it.',
    });
  }
  return utf8(await wholeObject(repository, found[1]!), fileName);
}

async function wholeObject(repository: Repository, oid: Oid): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const part of readObjects(repository, [oid])) {
    if ('broken' in part) throw part.broken;
    chunks.push(Buffer.from(part.bytes));
  }
  return Buffer.concat(chunks);
}

function namedFile(path: string): string {
  try {
    return utf8(readFileSync(path), 'the configuration file');
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code;
    throw new UserError(`the configuration file cannot be read (${code})`, {
      hint: 'Check what stands behind --config, and its permissions.',
      cause,
    });
  }
}

function utf8(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UserError(`${name} is not UTF-8`, { hint: 'Store it as UTF-8 and git add it.', cause });
  }
}
