/** action.yml, run as GitHub runs it: what it hands to `keyhalt ci`, and what it makes of what comes back. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inputNames } from '../src/action-inputs.ts';
import { allBranches, checkedOut, pullRequest, withChange } from './support/ci.ts';
import { fakes } from './support/fakes.ts';
import { action, actionWith, runStep, type Step } from './support/github-step.ts';
import { costly, rare, someOf } from './support/keyhalt.ts';
import { aRepo, type Files, type Repo } from './support/repo.ts';

const { awsKeyId } = fakes('action');
const clean = { 'a.txt': 'a\n' };
const leak = { 'conf/.env': `KEY=${awsKeyId}\n` };

const wholeHistory = `${allBranches} +refs/pull/7/merge:refs/remotes/pull/7/merge`;
const shallow = '--depth=1 +refs/pull/7/merge:refs/remotes/pull/7/merge';

/** A step in a pull request with these files, after actions/checkout. */
function stepWith(
  files: Files,
  inputs: Record<string, string> = {},
  refs = wholeHistory,
): Step & { repo: Repo } {
  const all = withChange(files);
  const repo = checkedOut(all, refs, 'pull/7/merge');
  return { repo, ...runStep(repo, { env: pullRequest(all), inputs }) };
}

describe('action.yml', () => {
  test('declares the inputs that are read, and no others', () => {
    expect(Object.keys(action.inputs).sort()).toEqual([...inputNames].sort());
  });

  rare('says of each input and output what it is', () => {
    for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)])
      expect(description).toMatch(/^[A-Z].*\.$/);
  });

  test('runs what the build makes, on a Node that GitHub has', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/action.mjs' });
  });
});

describe('a pull request', () => {
  rare('that is clean passes, and everything was read', () => {
    const step = stepWith(clean);

    expect(step.code, step.stdout + step.stderr).toBe(0);
    expect(step.outputs).toEqual({
      findings: '0',
      complete: 'true',
      'sarif-file': join(step.repo.root, 'keyhalt.sarif'),
    });
    expect(Object.keys(step.outputs).sort()).toEqual(Object.keys(action.outputs).sort());
    expect(step.summary).toContain('keyhalt');
  });

  test('that brings a key fails, with an annotation, a summary and a SARIF report', () => {
    const step = stepWith(leak);

    expect(step.code, step.stdout + step.stderr).toBe(1);
    expect(step.outputs).toMatchObject({ findings: '1', complete: 'true' });
    expect(step.stdout).toContain('::error file=conf/.env,line=1,');
    expect(step.summary).toContain('conf/.env');
    const { runs } = JSON.parse(readFileSync(step.outputs['sarif-file']!, 'utf8'));
    expect(runs[0].results).toHaveLength(1);
    expect(readdirSync(step.repo.beside('runner-temp'))).toEqual([]);
    for (const said of [step.stdout, step.stderr, step.summary, JSON.stringify(runs)])
      expect(said).not.toContain(awsKeyId);
  });

  rare('in a shallow clone is an error, never clean', () => {
    const step = stepWith(clean, {}, shallow);

    expect(step.code, step.stdout + step.stderr).toBe(2);
    expect(step.outputs.complete).toBe('false');
    expect(step.stdout).toContain('::error title=keyhalt%3A not complete::');
    expect(step.stdout).toContain('fetch-depth');
  });

  test.skipIf(!costly)('in a shallow clone that may be deepened is judged', () => {
    const [dirty, harmless] = [leak, clean].map((files) => stepWith(files, { deepen: 'true' }, shallow));

    expect(dirty!.code, dirty!.stdout + dirty!.stderr).toBe(1);
    expect(harmless!.code, harmless!.stdout + harmless!.stderr).toBe(0);
    expect(harmless!.outputs.complete).toBe('true');
  });

  test.skipIf(!costly)('whose key is below fail-on passes, and is counted', () => {
    const step = stepWith(leak, { 'fail-on': 'critical' });

    expect(step.code, step.stdout + step.stderr).toBe(0);
    expect(step.outputs).toMatchObject({ findings: '1', complete: 'true' });
  });

  test.skipIf(!costly)('is judged in a folder of the workspace, too', () => {
    const step = stepWith(leak, { 'working-directory': 'conf', 'sarif-file': 'reports/out.sarif' });

    expect(step.code, step.stdout + step.stderr).toBe(1);
    expect(step.outputs['sarif-file']).toBe(join(step.repo.root, 'conf/reports/out.sarif'));
    expect(existsSync(step.outputs['sarif-file']!)).toBe(true);
  });

  test('cannot bring a SARIF file that passes for the result, nor a link that leads elsewhere', () => {
    const step = stepWith({ 'keyhalt.sarif': { link: 'a.txt' }, ...leak });

    expect(step.code, step.stdout + step.stderr).toBe(1);
    expect(readFileSync(join(step.repo.root, 'a.txt'), 'utf8')).toBe('a\n');
    expect(JSON.parse(readFileSync(step.outputs['sarif-file']!, 'utf8')).runs[0].results).toHaveLength(1);
  });

  const named = ['base', 'head', 'fail-on', 'config'];
  rare.each(named)('takes what looks like an option in %s for a value', (name) => {
    const step = stepWith(leak, { [name]: '--help' });

    expect(step.code, step.stdout + step.stderr).toBe(2);
    expect(step.outputs.complete).toBe('false');
    expect(step.stdout).not.toContain('Usage: ');
  });
});

describe('an input that cannot be meant', () => {
  const inputs = [
    ['base', 'main\n::set-env name=A::b', 'the input base holds a line end'],
    ['fail-on', 'high\u0001', 'the input fail-on holds a line end'],
    ['deepen', 'yes', 'the input deepen is neither true nor false'],
    ['strict', '1', 'the input strict is neither true nor false'],
    ['working-directory', 'nowhere', 'the input working-directory names no folder: nowhere'],
    ['sarif-file', 'folder', 'the input sarif-file names a folder: folder'],
    ['sarif-file', 'link/out.sarif', 'the input sarif-file leads through a link: link/out.sarif'],
  ] as const;
  someOf(inputs, 1)('%s: %j ends before anything is started', (name, value, said) => {
    const { repo, from } = answering({ code: 0 });
    mkdirSync(join(repo.root, 'folder'));
    symlinkSync('..', join(repo.root, 'link'));

    const step = runStep(repo, { from, inputs: { [name]: value } });

    expect(step.code).toBe(2);
    expect(step.stdout.split('\n')[0]).toMatch(/^::error title=keyhalt%3A not complete::/);
    expect(step.stdout).toContain(said);
    expect(step.stdout).not.toContain('\n::set-env');
    expect(step.outputs).toEqual({ complete: 'false' });
    expect(existsSync(repo.beside('started'))).toBe(false);
  });
});

test('a link that is checked out lets nothing be removed elsewhere', () => {
  const { repo, from } = answering({ code: 0 });
  mkdirSync(join(repo.root, 'pkg'));
  repo.at('.').write({ 'victim/s.sarif': 'precious' });
  symlinkSync('../victim', join(repo.root, 'reports'));

  for (const inputs of [
    { 'working-directory': 'pkg', 'sarif-file': '../reports/s.sarif' },
    { 'working-directory': 'reports', 'sarif-file': 's.sarif' },
  ])
    expect(runStep(repo, { from, inputs }).stdout).toContain('leads through a link');
  expect(readFileSync(repo.beside('victim/s.sarif'), 'utf8')).toBe('precious');
});

describe('what keyhalt ci is started with', () => {
  rare('is each input as a word of its own, and nothing that was left out', () => {
    const some = answering({ code: 0 });
    const inputs = {
      ...{ base: 'v1 --strict; $(id)', head: ' main ', 'fail-on': 'high', config: '-c' },
      ...{ deepen: 'true', strict: 'TRUE', 'sarif-file': '' },
    };

    runStep(some.repo, { from: some.from, inputs });
    const none = answering({ code: 0 });
    runStep(none.repo, { from: none.from });

    const [format, json, ...rest] = some.args();
    expect([format, json]).toEqual([
      '--format=github',
      expect.stringMatching(/^--output=json:.*runner-temp/),
    ]);
    const words = [
      '--base=v1 --strict; $(id)',
      '--head=main',
      '--fail-on=high',
      '--config=-c',
      '--deepen',
      '--strict',
    ];
    expect(rest).toEqual(words);
    expect(none.args().slice(2)).toEqual([`--output=sarif:${join(none.repo.root, 'keyhalt.sarif')}`]);
  });
});

describe('nothing is called clean when keyhalt ci', () => {
  const whole = { findings: [], complete: true };
  const answers: [string, Answer, number, Record<string, string>][] = [
    ['writes no report', { code: 0 }, 2, { complete: 'false' }],
    ['writes half a report', { code: 0, report: '{"findings": [' }, 2, { complete: 'false' }],
    ['writes something else', { code: 0, report: '{"complete": true}' }, 2, { complete: 'false' }],
    [
      'says that it is not complete',
      { code: 0, report: { ...whole, complete: false } },
      2,
      { complete: 'false', findings: '0' },
    ],
    ['ends with 2', { code: 2, report: whole }, 2, { complete: 'false' }],
    ['is interrupted', { code: 130, report: whole }, 2, { complete: 'false' }],
    ['is killed', { code: 'killed', report: whole }, 2, { complete: 'false' }],
    [
      'finds something and is not complete',
      { code: 1, report: { findings: [{}, {}], complete: false } },
      1,
      { complete: 'false', findings: '2' },
    ],
  ];
  someOf(answers, 1)('%s', (_, answer, code, outputs) => {
    const { repo, from } = answering(answer);

    const step = runStep(repo, { from });

    expect(step.code, step.stdout + step.stderr).toBe(code);
    expect(step.outputs).toMatchObject(outputs);
    expect(readdirSync(repo.beside('runner-temp'))).toEqual([]);
  });

  rare('is asked where no outputs can be told', () => {
    const { repo, from } = answering({ code: 0, report: whole });

    const [unset, folder] = ['', '.'].map((file) => runStep(repo, { from, env: { GITHUB_OUTPUT: file } }));

    expect([unset!.code, folder!.code]).toEqual([2, 2]);
    expect(unset!.stdout).toContain('GITHUB_OUTPUT names no file');
  });

  test('but by this report it is', () => {
    const { repo, from } = answering({ code: 0, report: whole });

    const step = runStep(repo, { from });

    expect(step.code).toBe(0);
    expect(step.outputs, 'a SARIF report that was not written is not named').toEqual({
      complete: 'true',
      findings: '0',
    });
  });
});

interface Answer {
  readonly code: number | 'killed';
  readonly report?: unknown;
}

/** An action whose keyhalt notes what it was started with, writes this report, and ends like this. */
function answering({ code, report }: Answer): { repo: Repo; from: string; args: () => string[] } {
  const repo = aRepo();
  const text = typeof report === 'string' ? report : JSON.stringify(report);
  const from = actionWith(
    repo,
    `const { writeFileSync } = require('node:fs');
    const args = process.argv.slice(2);
    writeFileSync(${JSON.stringify(repo.beside('started'))}, JSON.stringify(args));
    const [, file] = /^--output=json:(.*)$/.exec(args.find((word) => word.startsWith('--output=json:')));
    if (${report !== undefined}) writeFileSync(file, ${JSON.stringify(text ?? '')});
    ${code === 'killed' ? "process.kill(process.pid, 'SIGKILL')" : `process.exitCode = ${code}`};`,
  );
  const args = () => JSON.parse(readFileSync(repo.beside('started'), 'utf8')).slice(1);
  return { repo, from, args };
}
