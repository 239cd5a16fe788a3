import type { SimpleGitOptions } from 'simple-git';
import { gitEnvironment } from './environment.ts';
import { explainFailure } from './failure.ts';
import { notStarted, placeRefused } from './not-started.ts';
import type { Repository } from './process.ts';
import { gitProgram } from './program.ts';

/**
 * Asks git a short question and returns its answer; '' where git says by exit code 1 and no word that there is none.
 *
 * For answers of a few lines. It takes 50 ms to load and reads everything into one string, so hooks ask in other ways.
 */
export async function ask(repository: Repository, words: readonly string[]): Promise<string> {
  const { simpleGit } = await import('simple-git');
  const env = withoutHelpers(gitEnvironment(repository.env));
  const binary = gitProgram(repository.env);
  if (binary === undefined) throw notStarted('ENOENT', repository.cwd);
  let failure: Error | undefined;
  try {
    const git = simpleGit({
      ...{ baseDir: repository.cwd, binary },
      // Without this simple-git takes GIT_INDEX_FILE and its like away: under `git commit -a` nothing would be staged.
      allowEnvironment: Object.keys(env),
      unsafe: ownSettings,
      config: ['core.fsmonitor=false', 'core.quotePath=false'],
      errors: (_, result) => {
        failure = failureOf(words, result, repository.cwd);
        return failure;
      },
    });
    return await git.env(env).raw([...words]);
  } catch (error) {
    // It looks at the folder before it starts git.
    throw failure ?? placeRefused(repository.cwd) ?? error;
  }
}

/** A question starts no editor, pager or prompt, so what names them can stay away. */
function withoutHelpers(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const helper =
    /^(?:EDITOR|VISUAL|PAGER|PREFIX|(?:GIT|SSH)_ASKPASS|GIT_(?:SEQUENCE_)?EDITOR|GIT_PAGER|GIT_SSH.*)$/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !helper.test(name)));
}

interface Result {
  /** null when a signal ended git; simple-git itself takes that for a success. */
  readonly exitCode: number | null;
  readonly stdOut: readonly Buffer[];
  readonly stdErr: readonly Buffer[];
}

function failureOf(words: readonly string[], result: Result, cwd: string): Error | undefined {
  const stderr = Buffer.concat(result.stdErr).toString();
  const isSilent = stderr === '' && result.stdOut.length === 0;
  if (result.exitCode === 0 || (result.exitCode === 1 && isSilent)) return undefined;
  const [, unstarted] = /\bspawn \S* ?(E[A-Z0-9]+)/.exec(stderr) ?? [];
  if (unstarted !== undefined) return notStarted(unstarted, cwd);
  return explainFailure({ command: words[0] ?? '', code: result.exitCode, signal: null, stderr });
}

/**
 * Settings from the environment are the user's own, and the words are ours: what simple-git guards against, words
 * and settings from elsewhere, does not occur.
 */
const ownSettings: NonNullable<SimpleGitOptions['unsafe']> = {
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  // On Windows its path has blanks in it.
  allowUnsafeCustomBinary: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeEditor: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafePack: true,
  allowUnsafeSshCommand: true,
  allowUnsafeGitProxy: true,
  allowUnsafeExec: true,
  allowUnsafeHooksPath: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeInclude: true,
  allowUnsafeSubmodule: true,
  allowUnsafeUrlRewrite: true,
};
