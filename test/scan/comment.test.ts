import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { detect } from '../support/scanning.ts';

const { awsKeyId } = fakes('comment');
const commentOn = (text: string) => detect(text)[0]?.comment;

describe('an allow comment', () => {
  test.each([
    ['behind a hash', `key=${awsKeyId} # keyhalt:allow demo account`],
    ['behind slashes', `key=${awsKeyId} // keyhalt:allow demo account`],
    ['in a block', `key=${awsKeyId} /* keyhalt:allow demo account */`],
    ['in HTML', `<key>${awsKeyId}</key> <!-- keyhalt:allow demo account -->`],
    ['in a template', `${awsKeyId} {# keyhalt:allow demo account #}`],
    ['in any case', `key=${awsKeyId} # KeyHalt:Allow demo account`],
    ['with many blanks', `key=${awsKeyId} # keyhalt:allow  \t demo account  \r\nnext`],
  ])('%s gives its reason', (_, text) => {
    expect(commentOn(text)).toEqual({ marker: 'keyhalt:allow', reason: 'demo account' });
  });

  test.each([
    ['gitleaks:allow', { marker: 'gitleaks:allow', reason: '' }],
    ['pragma: allowlist secret', { marker: 'pragma: allowlist secret', reason: '' }],
    ['keyhalt:allow', { marker: 'keyhalt:allow', reason: '' }],
    ['keyhalt:allow */', { marker: 'keyhalt:allow', reason: '' }],
  ])('%s without a reason has none', (words, comment) => {
    expect(commentOn(`key=${awsKeyId} # ${words}`)).toEqual(comment);
  });

  test.each([
    ['on the line before', `# keyhalt:allow demo\nkey=${awsKeyId}`],
    ['on the line before, in a file of an old Mac', `# keyhalt:allow demo\rkey=${awsKeyId}`],
    ['on the next line', `key=${awsKeyId}\n# keyhalt:allow demo`],
    ['on the next line of an old Mac', `key=${awsKeyId}\r# keyhalt:allow demo`],
    ['in other words', `key=${awsKeyId} # keyhalt: allow demo`],
    ['out of pieces around the key', `key= keyhalt:${awsKeyId}allow demo`],
  ])('%s does not count', (_, text) => {
    expect(commentOn(text)).toBeUndefined();
  });

  test('in front of the key on its line counts', () => {
    expect(commentOn(`/* keyhalt:allow demo */ key=${awsKeyId}`)?.marker).toBe('keyhalt:allow');
  });

  test('speaks for every key on its line', () => {
    const found = detect(`${awsKeyId} ${fakes('second').awsKeyId} # keyhalt:allow two demo keys`);

    expect(found.map(({ comment }) => comment?.reason)).toEqual(['two demo keys', 'two demo keys']);
  });

  test('of many kinds: the first one counts', () => {
    expect(commentOn(`${awsKeyId} # gitleaks:allow keyhalt:allow demo`)?.marker).toBe('gitleaks:allow');
  });

  test('is safe to print and not endless', () => {
    const comment = commentOn(`${awsKeyId} # keyhalt:allow a\u001b[31mb\u202ec ${'long '.repeat(100)}`);

    expect(comment?.reason).toContain('a\\u{1b}[31mb');
    expect(comment?.reason.length).toBeLessThan(240);
  });
});
