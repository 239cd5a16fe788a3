/** docs/action.md and docs/ci.md: what a CI runs, as its recipe has it. */
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { changeRequests, withChange } from '../support/ci.ts';
import { fakes } from '../support/fakes.ts';
import { action } from '../support/github-step.ts';
import { bin, rare } from '../support/keyhalt.ts';
import { filesIn, inProject, page, patience, sectionOf } from '../support/recipes.ts';
import type { Files } from '../support/repo.ts';

const { awsKeyId } = fakes('ci recipes');

describe('GitHub Actions', () => {
  const steps: readonly Step[] = parse(filesIn(page('action.md'))[0]![1]).jobs.keyhalt.steps;
  const [checkout, keyhalt, upload] = steps;

  interface Step {
    readonly uses: string;
    readonly id?: string;
    readonly if?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }

  test('the whole history is checked out, and the report uploaded however the step ended', () => {
    expect(checkout).toMatchObject({
      uses: expect.stringMatching(/^actions\/checkout@/),
      with: { 'fetch-depth': 0 },
    });
    expect(upload?.if).toMatch(/^always\(\) && /);
  });

  test('each input and output that is named is one of the action', () => {
    const outputs = [...JSON.stringify(steps).matchAll(/steps\.keyhalt\.outputs\.([\w-]+)/g)].map(
      ([, name]) => name,
    );

    expect(keyhalt).toMatchObject({ id: 'keyhalt', uses: expect.stringMatching(/\/keyhalt@v\d+$/) });
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(keyhalt?.with ?? {})));
    expect(outputs).not.toEqual([]);
    expect(Object.keys(action.outputs)).toEqual(expect.arrayContaining(outputs));
  });

  test.each([
    ['input', Object.keys(action.inputs)],
    ['output', Object.keys(action.outputs)],
  ])('the page tells of each %s', (kind, names) => {
    const table = page('action.md').split(`| ${kind} | means |`)[1]!.split('\n\n')[0]!;

    for (const name of names) expect(table).toContain(`\`${name}\``);
  });
});

describe('GitLab CI', () => {
  const job = parse(/```yaml\n(.*?)```/s.exec(sectionOf('ci.md', 'GitLab CI'))![1]!).keyhalt;
  const report: string = job.artifacts.reports.secret_detection;

  /** The script of the job, in a clone of a merge request with keyhalt among its packages. */
  function runJob(files: Files) {
    const all = withChange(files);
    const env = changeRequests['GitLab, the head']!(all);
    const bins = join(all.here.root, 'node_modules', '.bin');
    mkdirSync(bins, { recursive: true });
    symlinkSync(join(bin, 'keyhalt'), join(bins, 'keyhalt'));
    const run = inProject(all.here, 'sh', ['-ec', [job.script].flat().join('\n')], {
      ...env,
      ...job.variables,
      CI: 'true',
    });
    return { ...run, report: JSON.parse(readFileSync(join(all.here.root, report), 'utf8')) };
  }

  rare(
    'a merge request with a key fails, one without passes, and both leave a report',
    {
      timeout: patience,
    },
    () => {
      const dirty = runJob({ '.env': `KEY=${awsKeyId}\n` });
      const clean = runJob({ 'a.txt': 'b\n' });

      expect(dirty.code, dirty.stdout + dirty.stderr).toBe(1);
      expect(dirty.report.vulnerabilities).toHaveLength(1);
      expect(dirty.stdout + dirty.stderr + JSON.stringify(dirty.report)).not.toContain(awsKeyId);
      expect(clean.code, clean.stdout + clean.stderr).toBe(0);
      expect(clean.report.vulnerabilities).toEqual([]);
      expect(job.artifacts.when).toBe('always');
    },
  );
});
