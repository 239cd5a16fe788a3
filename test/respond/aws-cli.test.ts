/** Every line of every plan is one that the AWS CLI itself would send, where it is here. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { planFor } from '../../src/respond/plan.ts';
import { costly } from '../support/keyhalt.ts';
import { allLeaks } from '../support/leaks.ts';
import { scratch } from '../support/scratch.ts';
import { runPlan } from '../support/shell-plans.ts';
import { pythonWith } from '../support/tools.ts';

// To parse a hundred calls takes the CLI ten seconds.
const python = costly ? pythonWith('awscli') : undefined;
const whyNot =
  python !== undefined
    ? ''
    : costly
      ? ' (skipped: no Python with awscli here or in KEYHALT_TOOLS)'
      : ' (left to .ci/run)';

test.skipIf(python === undefined)(
  `the AWS CLI understands all that a plan calls${whyNot}`,
  () => {
    const plans = new Map(
      allLeaks.map(([, leak]) => planFor(leak)).map((plan) => [JSON.stringify(plan), plan]),
    );
    const calls = new Map(
      [...plans.values()].flatMap((plan) => runPlan(plan).calls.map((call) => [call.join('\0'), call])),
    );
    const folder = mkdtempSync(join(scratch, 'keyhalt-aws-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const policy of ['revoke-sessions.json', 'source-ip.json'])
      writeFileSync(join(folder, policy), '{}');

    const { stdout, stderr } = spawnSync(python!, [join(import.meta.dirname, '../support/aws-parse.py')], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, AWS_DEFAULT_REGION: 'eu-west-1' },
      // Signing out is a command of version 2 of the CLI itself; what PyPI has is version 1, with the same APIs.
      input: JSON.stringify([...calls.values()].filter((call) => call.join(' ') !== 'sso logout')),
      encoding: 'utf8',
    });

    expect(calls.size).toBeGreaterThan(60);
    expect(JSON.parse(stdout || JSON.stringify(stderr))).toEqual([]);
    expect(existsSync(join(folder, '.aws'))).toBe(false);
  },
  120_000,
);
