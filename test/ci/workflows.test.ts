/** The workflows can do no more than they need, whoever sends a pull request. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, '.github', 'workflows');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

type Permissions = Readonly<Record<string, string>>;

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Permissions;
  readonly needs?: string;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Permissions;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** All that any job may do besides reading the repository. */
const allowed: Readonly<Record<string, Permissions>> = {
  'release.yml npm': { 'id-token': 'write' },
  'release.yml github': { contents: 'write' },
};

test('nothing is published before everything was checked', () => {
  const { jobs }: Workflow = parse(readFileSync(join(folder, 'release.yml'), 'utf8'));

  expect(Object.entries(jobs).map(([name, { needs }]) => [name, needs])).toEqual([
    ['check', undefined],
    ['npm', 'check'],
    ['github', 'npm'],
  ]);
  expect(jobs.check!.steps.map(({ run }) => run).filter(Boolean)).toEqual([
    'node .ci/check-release.mjs "$GITHUB_REF_NAME"',
    '.ci/run',
  ]);
});

describe.each(readdirSync(folder))('%s', (file) => {
  const text = readFileSync(join(folder, file), 'utf8');
  const workflow: Workflow = parse(text);
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  test('is never started with more rights for the pull request of a stranger', () => {
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
    expect(Object.keys(workflow.on)).not.toContain('workflow_run');
  });

  test('has no secrets', () => {
    expect(text).not.toMatch(/\bsecrets\b/);
  });

  test('may read, and writes only where that is the point', () => {
    expect(workflow.permissions).toBeDefined();
    for (const [name, { permissions = workflow.permissions! }] of jobs) {
      const { contents, ...others } = permissions;
      const more = { ...(contents === 'read' ? {} : { contents }), ...others };
      expect(more, name).toEqual(allowed[`${file} ${name}`] ?? {});
    }
  });

  test('leaves no credentials behind where it pushes nothing', () => {
    for (const [name, { steps: all }] of jobs) {
      const checkouts = all.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
      const keeps = allowed[`${file} ${name}`]?.contents === 'write';
      expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual([keeps]);
    }
  });

  test('names every action by its commit, with the version for people', () => {
    const named = text.match(/^ *(?:- )?uses:.*$/gm) ?? [];

    expect(named.length).toBeGreaterThan(0);
    for (const line of named) expect(line).toMatch(/ uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('puts nothing that others chose into a script', () => {
    expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  });

  test('runs only what is there', () => {
    const runs = steps.flatMap(({ run = '' }) => run.split('\n'));
    const asked = runs.flatMap((line) => /^npm run ([\w:]+)/.exec(line)?.[1] ?? []);

    for (const script of asked) expect(Object.keys(scripts)).toContain(script);
    for (const [path] of runs.join('\n').matchAll(/\.ci\/[\w.-]+/g))
      expect(readFileSync(join(root, path), 'utf8')).not.toBe('');
  });

  test('ends by itself, and does not run beside another of its kind', () => {
    expect(workflow.concurrency).toBeDefined();
    for (const [, job] of jobs) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
  });
});
