import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { rare } from '../support/keyhalt.ts';
import { detect } from '../support/scanning.ts';

const { awsKeyId, awsSecret } = fakes('comment');
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
    ['whose comment ends at once', `/* keyhalt:allow */ aws_secret = "${awsSecret}"`],
    ['in a string', `{"note":"keyhalt:allow","aws_secret":"${awsSecret}"}`],
    ['in a string of single quotes', `{'note':'keyhalt:allow','aws_secret':'${awsSecret}'}`],
    ['in a table without quotes', `{ note: keyhalt:allow, aws_secret: ${awsSecret} }`],
    ['in a notebook', `"aws_secret = ${awsSecret} # keyhalt:allow\\n",`],
    ['in HTML, with text behind it', `aws_secret = ${awsSecret} <!-- keyhalt:allow --> x`],
    ['in HTML without blanks', `aws_secret = ${awsSecret} <!--keyhalt:allow-->x`],
    ['in a template', `aws_secret = ${awsSecret} {{/* keyhalt:allow */}} x`],
    ['in a template of another kind', `aws_secret = ${awsSecret} {{!-- keyhalt:allow --}} x`],
    ['in PHP', `aws_secret = ${awsSecret} # keyhalt:allow ?> x`],
    ['in an element', `<aws_secret note="${awsSecret}">keyhalt:allow</aws_secret>`],
    ['with a full stop', `aws_secret = ${awsSecret} # keyhalt:allow .`],
    ['with punctuation alone', `aws_secret = ${awsSecret} # keyhalt:allow -- (…)`],
    ['with the secret for a reason', `aws_secret = ${awsSecret} # keyhalt:allow ${awsSecret}`],
    ['with half of it', `aws_secret = ${awsSecret} # keyhalt:allow ${awsSecret.slice(0, 20)}`],
  ])('of ours %s has no reason', (_, text) => {
    expect(commentOn(text)).toEqual({ marker: 'keyhalt:allow', reason: '' });
  });

  test.each([
    ['keyhalt:allow it’s the sandbox', 'it’s the sandbox'],
    ["keyhalt:allow it's the sandbox of 'ada'", "it's the sandbox of"],
    ['keyhalt:allow: the sandbox', ': the sandbox'],
    ['keyhalt:allow (the sandbox)', '(the sandbox)'],
    ['keyhalt:allow the sandbox\\n",', 'the sandbox'],
    ['keyhalt:allow the sandbox */ and more', 'the sandbox'],
    ['keyhalt:allow 日本', '日本'],
  ])('%s has a reason to its end', (words, reason) => {
    expect(commentOn(`key=${awsKeyId} # ${words}`)?.reason).toBe(reason);
  });

  test.each([
    '#keyhalt:allow demo',
    '//keyhalt:allow demo',
    '/*keyhalt:allow demo*/',
    '<!--keyhalt:allow demo-->',
    '--keyhalt:allow demo',
    ';keyhalt:allow demo',
    "'keyhalt:allow demo",
    '{#keyhalt:allow demo#}',
    '{-keyhalt:allow demo-}',
    '//gitleaks:allow',
    '/*gitleaks:allow*/',
    '<!--gitleaks:allow-->',
    '#pragma: allowlist secret',
  ])('%s counts although no blank is around it', (words) => {
    expect(commentOn(`key=${awsKeyId} ${words}`)).toBeDefined();
    expect(commentOn(`key=${awsKeyId}${words}`)).toBeDefined();
  });

  test.each([
    'keyhalt:allowlisted',
    'keyhalt:allow-list of the team',
    'keyhalt:allow/deny demo',
    'no-keyhalt:allow demo',
    'xkeyhalt:allow demo',
    'see https://wiki.example/keyhalt:allow-comments',
    'see https://wiki.example/keyhalt:allow in the wiki',
    'see https://keyhalt:allow in the wiki',
    'see https://wiki.example/page#keyhalt:allow in the wiki',
    'print("gitleaks:allowed")',
    'gitleaks:allow-comments',
    'gitleaks:allow.toml',
    'my.gitleaks:allow',
    'pragma: allowlist secrets',
    'nopragma: allowlist secret',
  ])('is no part of another word: %s', (words) => {
    expect(commentOn(`key=${awsKeyId} # ${words}`)).toBeUndefined();
  });

  test.each(['\\n', '\\r\\n', '\\\\n', '\\u000a', '\\x0A', '%0A', '&#10;', '&#xA;'])(
    'does not count beyond a line end that is spelled %s',
    (end) => {
      for (const words of ['// gitleaks:allow', '# pragma: allowlist secret', '# keyhalt:allow demo']) {
        expect(commentOn(`"one ${words}${end}","aws_secret = '${awsSecret}'"`)).toBeUndefined();
        expect(commentOn(`"aws_secret = '${awsSecret}'${end}two ${words}"`)).toBeUndefined();
      }
    },
  );

  test('counts before a line end that is spelled', () => {
    expect(commentOn(`"a\\naws_secret = '${awsSecret}' // gitleaks:allow\\nb"`)).toBeDefined();
  });

  test('whose marker is cut by the edge of what is searched does not count', () => {
    for (let gap = 980; gap < 1030; gap++) {
      expect(commentOn(`key=${awsKeyId} ${'a '.repeat(gap / 2)} # gitleaks:allowed`)).toBeUndefined();
      expect(commentOn(`nogitleaks:allow ${'a '.repeat(gap / 2)} ${awsKeyId} `)).toBeUndefined();
    }
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

  test('counts in a string, too: no language is parsed', () => {
    expect(commentOn(`x = "keyhalt:allow me please"; key = "${awsKeyId}"`)?.reason).toBe('me please');
  });

  test('speaks for every key on its line', () => {
    const found = detect(`${awsKeyId} ${fakes('second').awsKeyId} # keyhalt:allow two demo keys`);

    expect(found.map(({ comment }) => comment?.reason)).toEqual(['two demo keys', 'two demo keys']);
  });

  test('of many kinds: the first one counts', () => {
    expect(commentOn(`${awsKeyId} # gitleaks:allow. keyhalt:allow demo`)?.marker).toBe('gitleaks:allow');
  });

  test('is safe to print and not endless', () => {
    const comment = commentOn(`${awsKeyId} # keyhalt:allow a\u001b[31mb\u202ec ${'long '.repeat(100)}`);

    expect(comment?.reason).toContain('a\\u{1b}[31mb');
    expect(comment?.reason.length).toBeLessThan(240);
  });

  rare('costs about what its line costs without one, however many lines there are', () => {
    const ids = Array.from({ length: 3000 }, (_, n) => fakes(`line ${n}`).awsKeyId);
    const took = (comment: string) => {
      const text = ids.map((id) => `${id}${comment}\n`).join('');
      const { user: before } = process.cpuUsage();
      expect(detect(text)).toHaveLength(ids.length);
      return process.cpuUsage().user - before;
    };
    const ratios = Array.from(
      { length: 3 },
      () => took(' # keyhalt:allow because') / took(' # because of what it is'),
    );

    expect(Math.min(...ratios)).toBeLessThan(6);
  });

  test('says its reason in the first 512 bytes behind it', () => {
    const far = `${'. '.repeat(300)}demo`;

    expect(commentOn(`key=${awsKeyId} # keyhalt:allow ${far}`)?.reason).toBe('');
    expect(commentOn(`key=${awsKeyId} # keyhalt:allow demo ${far}`)?.reason).toMatch(/^demo \. /);
  });
});
