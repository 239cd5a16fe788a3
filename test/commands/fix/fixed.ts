/** `keyhalt fix` in a test repository, the key that it is to take out, and what became of the files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { fix } from '../../../src/commands/fix/fix.ts';
import type { FixOptions } from '../../../src/commands/fix/options.ts';
import { fingerprintOf } from '../../../src/scan/detection.ts';
import { fakes } from '../../support/fakes.ts';
import { aRepo, type Repo } from '../../support/repo.ts';

export const { awsKeyId: key, awsSecret: secret } = fakes('fix');
/** The fingerprint of the key. */
export const one = fingerprintOf('aws-access-key-id', key);
/** A line with the key in it, and what becomes of it. */
export const js = `const k = "${key}";\n`;
export const fixedJs = 'const k = process.env.AWS_ACCESS_KEY_ID;\n';

/** What a fix says that was told nothing and found nothing. */
export const nothingBare = [
  'keyhalt: nothing to fix in what is not yet committed, nor in the last commit.',
  '         keyhalt fix . looks at all files here, and keyhalt fix kh1:… for one secret wherever it stands.',
].join('\n');

/** How `keyhalt fix` ended in this process. */
interface Outcome {
  readonly code: number;
  readonly said: string;
  readonly problem?: string;
}

/** Runs `keyhalt fix`, with a yes unless told otherwise. Nothing that it says holds the key or the secret. */
export async function run(
  repo: Repo,
  words: readonly string[] = [],
  more: Partial<FixOptions> & { cwd?: string } = {},
): Promise<Outcome> {
  const lines: string[] = [];
  const { cwd = '.', ...options } = more;
  const repository = { cwd: join(repo.root, cwd), env: repo.env };
  const end = (outcome: Omit<Outcome, 'said'>): Outcome => {
    const said = lines.join('\n');
    expect(said + (outcome.problem ?? '')).not.toContain(key);
    expect(said + (outcome.problem ?? '')).not.toContain(secret);
    return { ...outcome, said };
  };
  try {
    const code = await fix(words, {
      repository,
      now: new Date(),
      yes: true,
      print: (line) => lines.push(line),
      ...options,
    });
    return end({ code });
  } catch (error) {
    return end({ code: 2, problem: `${(error as Error).message}: ${(error as { hint?: string }).hint}` });
  }
}

/** What stands in the work tree, byte by byte. */
export const content = (repo: Repo, path: string) => readFileSync(join(repo.root, path), 'latin1');
/** What stands in the index, without the last line end. */
export const staged = (repo: Repo, path: string) => repo.read(['show', `:${path}`]);
/** A repository with one commit, which is clean. */
export const started = () => aRepo().commit('start', { 'README.md': '# hi\n' });
