import { expect, test } from 'vitest';
import { fakes } from './fakes.ts';
import { aRepo } from './repo.ts';
import { parse, play, print } from './script.ts';

const story = `# A key that somebody saved.
# It has two lines.

-- deep/notes.md --
# Notes

KEY={aws-key}

$ cat deep/notes.md
# Notes

KEY={aws-key}
$ true
$ exit 3
[3]

# The end.
`;

test('a script is printed as it was read', () => {
  expect(print(parse(story.replace('# Notes\n\nKEY={aws-key}\n$ true', 'x\n$ true')))).toBe(
    story.replace('# Notes\n\nKEY={aws-key}\n$ true', 'x\n$ true'),
  );
});

test('a script plays with made-up keys, and tells what was said without them', () => {
  const set = fakes();
  const repo = aRepo();

  const played = play(parse(story), repo, set);

  expect(repo.run('cat', 'deep/notes.md').stdout).toBe(`# Notes\n\nKEY=${set.awsKeyId}\n`);
  expect(print(played)).toBe(story);
});

test('masks, ids, times and places are told without what varies', () => {
  const { awsKeyId } = fakes('masks');
  const line = `AKIA************${awsKeyId.slice(-4)} kh1:${'0a'.repeat(16)} ${'12'.repeat(20)} in 12.5 ms at $PWD/a`;

  const [played] = play(parse(`$ echo "${line}"\n`), aRepo(), fakes('masks'));

  expect(played?.lines).toEqual(['AKIA************WXYZ kh1:{fingerprint} {oid} in {time} at {repo}/a']);
});

test('a commit that shows a secret is an error, whatever the script expects', () => {
  const commit = parse('$ git commit --dry-run {aws-key}\n');

  expect(() => play(commit, aRepo(), fakes())).toThrow('shows aws-key');
});
