import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import { readKeyId } from '../../src/respond/where.ts';
import { fakes } from '../support/fakes.ts';
import { findingOf, placeOf } from '../support/leaks.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const { awsKeyId } = fakes('a key to be read');
const masked = `${awsKeyId.slice(0, 4)}${'*'.repeat(12)}${awsKeyId.slice(-4)}`;
const text = `# settings\nregion=eu\nKEY=${awsKeyId}\nOTHER=${fakes('another').awsKeyId}\n`;

/** What a real shell then has in KEY_ID, with what else it says; `typed` is what a person answers. */
function run(repo: Repo, finding: Finding, typed = 'typed by hand') {
  const script = [...readKeyId(finding), `printf '<%s>' "$KEY_ID"`].join('\n');
  const { stdout } = repo.run('sh', ['-uc', script], { input: `${typed}\n` });
  return stdout;
}

const found = (place: Parameters<typeof placeOf>[1]) =>
  findingOf('aws-access-key-id', { appearances: [placeOf(masked, place)] });

describe('KEY_ID is read', () => {
  test('from a blob that is in no work tree any more, without being shown', () => {
    const repo = aRepo();
    const blob = repo.blob(text);

    expect(run(repo, found({ blob, path: 'gone.env' }))).toBe(`<${awsKeyId}>`);
    expect(readKeyId(found({ blob })).join('\n')).not.toContain(awsKeyId.slice(4, 12));
  });

  test('from the message of a commit', () => {
    const repo = aRepo().commit(`Use ${awsKeyId}`, { a: 'a\n' });
    const commit = repo.read('rev-parse HEAD');

    expect(run(repo, found({ commit, path: 'commit message' }))).toBe(`<${awsKeyId}>`);
  });

  test.each([
    'it’s.env',
    "it's.env",
    '-rf.env',
    '$(touch owned).env',
    '`touch owned`.env',
    'a b & c; "d".env',
    "';touch owned;'.env",
  ])('from a file called %s, which does nothing else', (path) => {
    const repo = aRepo().write({ [path]: text });

    expect(run(repo, found({ path, isFile: true }))).toBe(`<${awsKeyId}>`);
    expect(repo.run('ls', '.').stdout).not.toContain('owned\n');
  });

  test('from where the ID of a secret stands', () => {
    const repo = aRepo();
    const blob = repo.blob(text);
    const secret = findingOf('aws-secret-access-key', {
      pairedWith: {
        ruleId: 'aws-access-key-id',
        fingerprint: `kh1:${'a'.repeat(32)}`,
        masked,
        line: 3,
        path: 'keys.env',
        blob,
      },
    });

    expect(run(repo, secret)).toBe(`<${awsKeyId}>`);
  });
});

describe('KEY_ID is asked for', () => {
  const asked = `Key ID: <${awsKeyId}>`;

  test.each([
    ['in an archive', { path: 'a.zip!b.env', isFile: true as const, archive: 'a.zip' }],
    ['in the name of a file', { path: 'file name x', isFile: true as const }],
    ['at a path that is not shown as it is', { path: 'a\\u{1b}[31m.env', isFile: true as const }],
    ['at a path of which a part is masked', { path: 'a****.env', isFile: true as const }],
    ['at a path with a line feed', { path: 'a\n.env', isFile: true as const }],
    ['in standard input', { path: 'standard input' }],
    ['in what is no object name', { path: 'x', blob: 'HEAD; touch owned' }],
  ])('when it stands %s, and nothing is run', (_, place) => {
    const repo = aRepo().write({ 'a.env': text });

    expect(readKeyId(found(place))).toHaveLength(1);
    expect(run(repo, found(place), awsKeyId)).toBe(asked);
  });

  test('when it does not stand there as it is', () => {
    const repo = aRepo();
    const blob = repo.blob(Buffer.from(text).toString('base64'));

    expect(run(repo, found({ blob }), awsKeyId)).toBe(asked);
  });
});
