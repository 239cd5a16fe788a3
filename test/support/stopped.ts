/**
 * The law of the matrix: a change with a fresh credential in it is stopped, and the same change with a near miss in the
 * credential's place passes. So neither "stop everything" nor "skip what is hard" gets through, and a crash is no find.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Fakes, fakes, harmless } from './fakes.ts';
import type { Attempt } from './hooks.ts';
import { costly, keyhalt, scanStaged } from './keyhalt.ts';
import { aRepo, type Repo, type RepoOptions, type Run } from './repo.ts';

/** Makes the change. It gives back a run or an attempt; for a repository, what is staged there is scanned. */
export type Build = (repo: Repo, secret: string, all: Fakes) => Repo | Run | Attempt | Promise<Run>;

/** Two tests. `secret` is an access key ID; `all` has every other kind of credential. */
export function stopped(name: string, build: Build, options: RepoOptions = {}): void {
  describe(name, () => {
    test('with a credential it is stopped', async ({ task, skip }) => {
      if (isSpared(task.file.name, name, 5))
        skip('npm test runs a fifth of them, KEYHALT_TWINS=all the rest');
      const repo = aRepo(options);
      const all = fakes(seed(name));

      const run = await judged(build(repo, all.awsKeyId, all));

      expect(run.code, told(run)).toBe(1);
      expect(run.stdout + run.stderr).toMatch(/aws|amazon/);
      expectNothingShown(run, all);
      expectNothingStarted(repo);
      if ('held' in run) expect(holds(run.held, all), 'the commit was made').toBe(false);
    });

    test('with harmless text it passes', async ({ task, skip }) => {
      if (isSpared(task.file.name, name, 16))
        skip('npm test runs one in sixteen of them, KEYHALT_TWINS=all the rest');
      const repo = aRepo(options);
      const all = harmless(seed(name));

      const run = await judged(build(repo, all.awsKeyId, all));

      expect(run.code, told(run)).toBe(0);
      expectNothingStarted(repo);
      if ('held' in run) expect(holds(run.held, all), 'the commit was made').toBe(true);
    });
  });
}

/** A real commit starts three hooks. The part that is left out is the same every time. */
const isSpared = (file: string, name: string, every: number): boolean =>
  !costly && /git\//.test(file) && [...name].reduce((sum, char) => sum + char.charCodeAt(0), 0) % every !== 0;

/** Two tests: the change passes although a real credential has to do with it, and one new key on top of it is found. */
export function passes(name: string, build: (repo: Repo, secret: string, all: Fakes) => Repo): void {
  describe(name, () => {
    test('it passes', async () => {
      const repo = aRepo();
      const all = fakes(seed(name));

      const run = await scanStaged(build(repo, all.awsKeyId, all));

      expect(run.code, told(run)).toBe(0);
    });

    test('a new key on top of it is found, and nothing else', async ({ task, skip }) => {
      if (isSpared(task.file.name, name, 6))
        skip('npm test runs a sixth of them, KEYHALT_TWINS=all the rest');
      const repo = aRepo();
      const all = fakes(seed(name));

      const run = await scanStaged(
        build(repo, all.awsKeyId, all).stage({ 'on-top.env': `KEY=${fakes().awsKeyId}\n` }),
      );

      expect(run.code, told(run)).toBe(1);
      expect(paths(run)).toEqual(['on-top.env']);
    });
  });
}

/** git goes through with hooks in place although a credential has to do with it; `held` says whether HEAD has it then. */
export function goesThrough(
  name: string,
  build: (repo: Repo, secret: string, all: Fakes) => Attempt,
  { held }: { held?: boolean } = {},
): void {
  test(`${name}: git goes through`, ({ task, skip }) => {
    if (isSpared(task.file.name, name, 3)) skip('npm test runs a third of them, KEYHALT_TWINS=all the rest');
    const all = fakes(seed(name));

    const run = build(aRepo(), all.awsKeyId, all);

    expect(run.code, told(run)).toBe(0);
    if (held !== undefined) expect(holds(run.held, all), 'HEAD has it').toBe(held);
  });
}

/** Two tests: with a credential and without, keyhalt cannot tell, and says so with exit code 2 and a reason. */
export function incomplete(name: string, build: Build, options: RepoOptions = {}): void {
  test.for([
    ['with a credential', fakes],
    ['with harmless text', harmless],
  ] as const)(`${name}, %s: cannot tell`, async ([, make], { task, skip }) => {
    if (isSpared(task.file.name, name, make === harmless ? 16 : 2))
      skip('npm test runs a part of them, KEYHALT_TWINS=all the rest');
    const repo = aRepo(options);
    const all = make(seed(name));

    const run = await judged(build(repo, all.awsKeyId, all), byProgram);

    expect(run.code, told(run)).toBe(2);
    expect(run.stderr, 'a reason').toMatch(/\w{3}/);
    expect(run.stderr, 'no stack trace').not.toMatch(/^ {4}at /m);
    if (make === fakes) expectNothingShown(run, all);
    expectNothingStarted(repo);
  });
}

/** Two tests: what cannot be told may be an error, but a credential never passes, and harmless text is never a finding. */
export function neverClean(name: string, build: Build): void {
  test.each([
    ['a credential never passes', fakes, [1, 2]],
    ['harmless text is no finding', harmless, [0, 2]],
  ] as const)(`${name}: %s`, async (_, make, codes) => {
    const repo = aRepo();
    const all = make(seed(name));

    const run = await judged(build(repo, all.awsKeyId, all), byProgram);

    expect(codes, told(run)).toContain(run.code);
    if (make === fakes) expectNothingShown(run, all);
    expectNothingStarted(repo);
  });
}

/** A program that leaves a mark when it is started, which keyhalt never may. For settings that name one. */
export function canary(repo: Repo): string {
  const program = repo.beside('canary');
  writeFileSync(program, `#!/bin/sh\ntouch '${repo.beside('canary-sang')}'\n`, { mode: 0o755 });
  return program;
}

/** Which files the findings of a JSON report stand in. */
export const paths = (run: Run): string[] =>
  JSON.parse(run.stdout)
    .findings.map(({ path }: { path: string }) => path)
    .sort();

async function judged(
  built: ReturnType<Build>,
  scan: (repo: Repo) => Run | Promise<Run> = scanStaged,
): Promise<Run | Attempt> {
  const known = await built;
  return 'code' in known ? known : scan(known);
}

/** How an error becomes an exit code is the program's part, so there it is the program that runs. */
const byProgram = (repo: Repo): Run => keyhalt(repo, 'scan --staged --format json');

/** Of an attempt only what the hooks say: git itself may show what it likes on stdout. */
function expectNothingShown(run: Run | Attempt, all: Fakes): void {
  const said = 'held' in run ? run.stderr : run.stdout + run.stderr;
  for (const value of Object.values(all)) expect(said).not.toContain(value);
}

function expectNothingStarted(repo: Repo): void {
  expect(existsSync(repo.beside('canary-sang')), 'a program was started').toBe(false);
}

/** In UTF-8 or UTF-16, whatever the byte order. */
const holds = (bytes: Buffer, all: Fakes): boolean =>
  Object.values(all).some(
    (value) => bytes.includes(value) || bytes.includes(Buffer.from(value, 'utf16le').subarray(1, -1)),
  );

/** Fresh at every run, and the same again with the KEYHALT_SEED that a failure shows. */
const round = process.env.KEYHALT_SEED ?? String(Date.now());
const seed = (name: string): string => `${round} ${name}`;
const told = (run: Run): string => `KEYHALT_SEED=${round}\n${run.stdout}${run.stderr}`;
