/** Only what a change introduces counts: old keys may be moved, edited around and taken out; new ones are found anywhere. */
import { describe } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { passes, stopped } from '../support/stopped.ts';

const old = fakes();
const file = (key: string) => `# settings\nREGION=eu\nKEY=${key}\nDEBUG=1\n`;
const long = (key: string) => `${'line\n'.repeat(200)}KEY=${key}\n${'line\n'.repeat(200)}`;

describe('an old key that is', () => {
  passes('indented otherwise', (repo, key) =>
    repo.commit('start', { a: file(key) }).stage({ a: file(key).replace(/^/gm, '    ') }),
  );
  passes('put in quotes', (repo, key) =>
    repo.commit('start', { a: file(key) }).stage({ a: file(`"${key}"`) }),
  );
  passes('given another name', (repo, key) =>
    repo.commit('start', { a: file(key) }).stage({ a: file(key).replace('KEY', 'ACCESS_KEY_ID') }),
  );
  passes('on a line that gets a comment', (repo, key) =>
    repo.commit('start', { a: file(key) }).stage({ a: file(`${key} # old`) }),
  );
  passes('moved within its file', (repo, key) =>
    repo.commit('start', { a: file(key) }).stage({ a: `KEY=${key}\n# settings\n` }),
  );
  passes('twice in it now', (repo, key) =>
    repo.commit('start', { a: file(key) }).stage({ a: file(key) + file(key) }),
  );
  passes('in a renamed file', (repo, key) => repo.commit('start', { a: file(key) }).git('mv a b'));
  passes('in a file renamed and edited', (repo, key) =>
    repo.commit('start', { a: file(key) }).stage({ a: null, 'deep/b': `${file(key)}MORE=1\n` }),
  );
  passes('in a renamed folder', (repo, key) =>
    repo.commit('start', { 'old/a': file(key), 'old/b': 'b\n' }).git('mv old new'),
  );
  passes('moved to another file', (repo, key) =>
    repo.commit('start', { a: file(key), b: 'b\n' }).stage({ a: '# settings\n', b: `b\nKEY=${key}\n` }),
  );
  passes('in a file edited elsewhere', (repo, key) =>
    repo.commit('start', { a: long(key) }).stage({ a: `first\n${long(key)}last\n` }),
  );
  passes('in a file that gets other line ends', (repo, key) =>
    repo.commit('start', { a: file(key) }).stage({ a: file(key).replaceAll('\n', '\r\n') }),
  );
  passes('in a file that becomes UTF-16', (repo, key) =>
    repo.commit('start', { a: file(key) }).stage({ a: Buffer.from(`\uFEFF${file(key)}`, 'utf16le') }),
  );
  passes('in a link that becomes a file', (repo, key) =>
    repo.commit('start', { a: { link: key } }).stage({ a: `${key}\n` }),
  );
  passes('taken out', (repo, key) => repo.commit('start', { a: file(key) }).stage({ a: file('') }));
  passes('in a file that goes', (repo, key) =>
    repo.commit('start', { a: file(key), b: 'b\n' }).stage({ a: null }),
  );
  passes('in a file that is emptied', (repo, key) => repo.commit('start', { a: file(key) }).stage({ a: '' }));
  passes('in a file that nobody touched', (repo, key) =>
    repo.commit('start', { a: file(key), b: 'b\n' }).stage({ b: 'c\n' }),
  );
});

describe('a new key', () => {
  stopped('on the line of an old one', (repo, key) =>
    repo.commit('start', { a: file(old.awsKeyId) }).stage({ a: file(`${old.awsKeyId} ${key}`) }),
  );
  stopped('in place of an old one', (repo, key) =>
    repo.commit('start', { a: file(old.awsKeyId) }).stage({ a: file(key) }),
  );
  stopped('in a file renamed by the same commit', (repo, key) =>
    repo.commit('start', { a: file(old.awsKeyId) }).stage({ a: null, b: `${file(old.awsKeyId)}${key}\n` }),
  );
  stopped('where another is taken out', (repo, key) =>
    repo.commit('start', { a: file(old.awsKeyId), b: 'b\n' }).stage({ a: file(''), b: `${key}\n` }),
  );
  stopped('whose first half stood there already', (repo, key) =>
    repo.commit('start', { a: `KEY=${key.slice(0, 10)}\n` }).stage({ a: `KEY=${key}\n` }),
  );
  stopped('of which only the secret half is new', (repo, _, { awsSecret }) => {
    const pair = (secret: string) =>
      `aws_access_key_id = ${old.awsKeyId}\naws_secret_access_key = ${secret}\n`;
    return repo.commit('start', { a: pair(old.awsSecret) }).stage({ a: pair(awsSecret) });
  });
  stopped('whose name stood on an old line', (repo, _, { awsSecret }) => {
    const yaml = (secret: string) => `- name: AWS_SECRET_ACCESS_KEY\n  value: ${secret}\n`;
    return repo.commit('start', { 'a.yaml': yaml('none') }).stage({ 'a.yaml': yaml(awsSecret) });
  });
  stopped('that was there before and went', (repo, key) =>
    repo
      .commit('start', { a: file(key) })
      .commit('gone', { a: file('') })
      .stage({ a: file(key) }),
  );
  stopped('that was only staged before', (repo, key) =>
    repo.stage({ a: file(key) }).stage({ a: file(`${key} `) }),
  );
  stopped('that only another branch has', (repo, key) =>
    repo
      .commit('start')
      .branch('side')
      .commit('side', { a: file(key) })
      .checkout('main')
      .stage({ a: file(key) }),
  );
  stopped('copied to a file of its own while the old stays', (repo, key) =>
    repo.commit('start', { a: file(key) }).stage({ b: `KEY=${key}\n` }),
  );
});
