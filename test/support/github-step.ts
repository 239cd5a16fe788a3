/** A step of GitHub Actions: action.yml, run as the runner runs it. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Repo, Run } from './repo.ts';

const root = join(import.meta.dirname, '..', '..');

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}

/** action.yml, by a reader that takes no key twice. */
export const action: Action = parse(readFileSync(join(root, 'action.yml'), 'utf8'));

/** What a step did: its exit code, its log, and what it told to GitHub. */
export interface Step extends Run {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

export interface StepOptions {
  /** What stands behind `with:`. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: NodeJS.ProcessEnv;
  /** The folder of the action; by default this repository. */
  readonly from?: string;
}

/** Runs the action with the repository for its workspace. */
export function runStep(repo: Repo, { inputs = {}, env = {}, from = root }: StepOptions = {}): Step {
  const [outputs, summary] = [repo.beside('outputs'), repo.beside('summary')];
  for (const file of [outputs, summary]) writeFileSync(file, '');
  mkdirSync(repo.beside('runner-temp'), { recursive: true });
  const handed = Object.entries(action.inputs).map(([name, input]) => [
    `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
    inputs[name] ?? input.default ?? '',
  ]);
  const run = repo.run(process.execPath, [join(from, action.runs.main)], {
    env: {
      ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: repo.root },
      ...{ GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: summary, RUNNER_TEMP: repo.beside('runner-temp') },
      ...Object.fromEntries(handed),
      ...env,
    },
  });
  return { ...run, outputs: told(readFileSync(outputs, 'utf8')), summary: readFileSync(summary, 'utf8') };
}

/** `name=value` lines as the runner reads them, of which the last counts; any other line is an error there, too. */
function told(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([a-z-]+)=(.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) throw new Error(`not understood: ${line}`);
      return [name, value];
    }),
  );
}

/** An action whose keyhalt is this script; it stands beside the repository. */
export function actionWith(repo: Repo, script: string): string {
  const from = repo.beside('action');
  cpSync(join(root, 'dist'), join(from, 'dist'), { recursive: true });
  mkdirSync(join(from, 'bin'));
  writeFileSync(join(from, 'bin', 'keyhalt'), script);
  return from;
}
