/** The program behind action.yml: `keyhalt ci` as a step of GitHub Actions, and what came of it as the step's outputs. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readInputs } from './action-inputs.ts';
import { linkBelow } from './files/links.ts';
import { UserError } from './model/user-error.ts';
import { problemOf } from './problem.ts';
import { redacted } from './redacted.ts';
import { failed } from './report/formats.ts';
import { renderGitHub } from './report/github.ts';
import { write } from './write.ts';

// The exit code is 2 until keyhalt has ended by itself and what it found was read.
process.exitCode = 2;
main().catch((error) =>
  write(process.stdout, renderGitHub(failed(problemOf(error, redacted)))).catch(() => {}),
);

async function main(): Promise<void> {
  tell({ complete: false });
  const { folder, options, sarifFile } = readInputs(process.env);
  const cwd = resolve(folder);
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError(`the input working-directory names no folder: ${folder}`, {
      hint: 'It is seen from the workspace, into which actions/checkout has to put the repository first.',
    });
  const sarif = sarifFile === '' ? undefined : freshFile(cwd, sarifFile);
  const ours = mkdtempSync(join(process.env.RUNNER_TEMP || tmpdir(), 'keyhalt-'));
  try {
    const report = join(ours, 'report.json');
    const outputs = [
      '--format=github',
      `--output=json:${report}`,
      ...(sarif ? [`--output=sarif:${sarif}`] : []),
    ];
    const code = runKeyhalt(cwd, [...outputs, ...options]);
    const result = resultOf(report);
    const complete = result?.complete === true && (code === 0 || code === 1);
    tell({ ...(sarif && existsSync(sarif) && { 'sarif-file': sarif }), ...result, complete });
    if (result === undefined)
      throw new UserError('keyhalt ci ended without a report', {
        hint: 'What it said before may tell why; nothing counts as clean.',
      });
    process.exitCode = code === 1 || complete ? code : 2;
  } finally {
    rmSync(ours, { recursive: true, force: true });
  }
}

/**
 * Where a report is to be written: what lies there goes first, for it may come from the change that is looked at. It
 * could pass for the result, or be a link that has the report written to another place.
 */
function freshFile(cwd: string, file: string): string {
  const path = resolve(cwd, file);
  const workspace = process.env.GITHUB_WORKSPACE || process.cwd();
  if (linkBelow(workspace, dirname(path)) !== undefined)
    throw new UserError(`the input sarif-file leads through a link: ${file}`, {
      hint: 'Name a file in a folder that is none.',
    });
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError(`the input sarif-file names a folder: ${file}`, { hint: 'Name a file in it.' });
  rmSync(path, { force: true });
  return path;
}

/** Its exit code; 2 when it did not end by itself. */
function runKeyhalt(cwd: string, args: readonly string[]): number {
  const keyhalt = fileURLToPath(new URL('../bin/keyhalt', import.meta.url));
  const { status, error } = spawnSync(process.execPath, [keyhalt, 'ci', ...args], { cwd, stdio: 'inherit' });
  if (error !== undefined) throw error;
  return status ?? 2;
}

interface Result {
  readonly findings: number;
  readonly complete: boolean;
}

/** What the JSON report says; undefined where there is none, or none that is understood. */
function resultOf(file: string): Result | undefined {
  try {
    const { findings, complete } = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(findings) && typeof complete === 'boolean'
      ? { findings: findings.length, complete }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Sets outputs of the step, each on a line of its own; what is told last counts. */
function tell(outputs: Readonly<Record<string, string | number | boolean>>): void {
  const file = process.env.GITHUB_OUTPUT;
  if (!file)
    throw new UserError('GITHUB_OUTPUT names no file', {
      hint: 'This program is what action.yml starts on GitHub; everywhere else there is keyhalt ci.',
    });
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value}\n`);
  if (lines.some((line) => /[\r\n]./.test(line)))
    throw new UserError('the path of the SARIF report holds a line end', {
      hint: 'Check the repository out into a folder whose name has none.',
    });
  appendFileSync(file, lines.join(''));
}
