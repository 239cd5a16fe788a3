/** What a run found is told, whatever fails afterwards; and then it is not complete. */
import { describe, expect, test } from 'vitest';
import { rules } from '../src/built-in.ts';
import { UserError } from '../src/model/user-error.ts';
import { defaultPolicy } from '../src/policy/policy.ts';
import { run } from '../src/run.ts';
import { Scanner } from '../src/scan/scanner.ts';
import { patchSources } from '../src/sources/patch.ts';
import { nothingBefore, type Source } from '../src/sources/source.ts';
import { fakes } from './support/fakes.ts';

const { awsKeyId } = fakes('run');
const place = { path: Buffer.from('patch'), isFile: false };
const [, change] = patchSources(Buffer.from(`--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+KEY=${awsKeyId}\n`), place);

/** A run over one key that is new in a file. */
const report = (more: Partial<Source>, again: Partial<Source> = {}) =>
  run(
    [
      { ...change!, ...more },
      { ...change!, ...more, ...again },
    ],
    {
      repository: { cwd: '.', env: { PATH: '/nowhere' } },
      scanner: new Scanner(rules),
      policy: defaultPolicy,
    },
  );
const failing =
  (message: string, hint = '') =>
  async (): Promise<never> => {
    throw new UserError(message, { hint });
  };

test('all that was read is all that was asked for', async () => {
  expect(await report({})).toMatchObject({
    complete: true,
    findings: [{ appearances: [{ path: 'x', line: 1 }] }],
    coverage: { asked: 2, scanned: 2 },
    errors: [],
  });
});

describe('where it cannot be told, the finding is kept, and the report is not complete:', () => {
  test.each<[string, Partial<Source>]>([
    ['what stood there before', { before: failing('git failed') }],
    ['how long it has stood there', { exposures: failing('git failed') }],
  ])('%s', async (_, more) => {
    expect(await report(more)).toMatchObject({
      complete: false,
      findings: [{ ruleId: 'aws-access-key-id' }],
      // Both sources say so.
      errors: [{ message: 'git failed' }],
    });
  });

  test('what objects that stood there before held', async () => {
    const before = async () => ({ ...nothingBefore, objects: ['a'.repeat(40)] });

    const { complete, findings, errors } = await report({ before });

    expect([complete, findings.length, errors.length]).toEqual([false, 1, 1]);
  });

  test('for more than one reason, each of which is told', async () => {
    const { errors } = await report(
      { before: failing('git failed') },
      { before: failing('git failed twice') },
    );

    expect(errors.map(({ message }) => message)).toEqual(['git failed', 'git failed twice']);
  });
});

test('no error shows a secret', async () => {
  const text = JSON.stringify(await report({ before: failing(`git failed over ${awsKeyId}`) }));

  expect(text).toContain('git failed over AKIA');
  expect(text).not.toContain(awsKeyId);
});

test.each(['before', 'exposures'])('a mistake in the program is none of git: in %s', async (where) => {
  const mistake = () => Promise.reject(new TypeError('a mistake'));

  await expect(report({ [where]: mistake })).rejects.toThrow('a mistake');
});

test.each<[string, object]>([
  ['a text', { texts: [Buffer.from(`KEY=${awsKeyId}\n`)] }],
  ['a name', { names: [Buffer.from(awsKeyId)] }],
])('what stood there before as %s is not new', async (_, before) => {
  const { findings } = await report({ before: async () => ({ ...nothingBefore, ...before }) });

  expect(findings).toEqual([]);
});
