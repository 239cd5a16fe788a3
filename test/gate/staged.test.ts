/** A key that is staged is left to Node wherever it stands, and whatever a repository or its environment says. */
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { someOf } from '../support/keyhalt.ts';
import type { Repo } from '../support/repo.ts';
import { aClone, answer, clean, key, leftToNode, plain } from './answers.ts';

const { awsSecret } = fakes('gate');

describe('it sees what is staged, whatever a repository says', () => {
  const long = `${'word '.repeat(200)}`;
  const changes: readonly (readonly [string, (repo: Repo) => unknown])[] = [
    ['a new file', (repo) => repo.write({ new: key })],
    ['the name of a new file', (repo) => repo.write({ [`x/${key}.txt`]: 'words\n' })],
    ['the name of an empty file', (repo) => repo.write({ [key]: '' })],
    ['a name with a line feed in it', (repo) => repo.write({ [`x\n${key}`]: 'words\n' })],
    [
      'a name with quotes and bytes of no character',
      (repo) => repo.write([[Buffer.from(`"\xff${key}`, 'latin1'), '']]),
    ],
    ['where a link leads', (repo) => repo.write({ link: { link: key } })],
    ['a file that becomes a link', (repo) => repo.write({ 'a.txt': null }).write({ 'a.txt': { link: key } })],
    ['a file in another place', (repo) => repo.git('mv a.txt c.txt').write({ 'c.txt': key })],
    ['a line between others', (repo) => repo.write({ 'a.txt': `one\n${key}\n` })],
    ['a line without an end', (repo) => repo.write({ 'a.txt': `one\n${long}${key}` })],
    ['a file that git takes for binary', (repo) => repo.write({ 'a.txt': `\0${key}` })],
    ['a picture', (repo) => repo.write({ 'a.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]) })],
    [
      'what stands behind a NUL far from the start',
      (repo) => repo.write({ new: `${long.repeat(20)}\0${key}` }),
    ],
    ['UTF-16', (repo) => repo.write({ new: Buffer.from(key, 'utf16le') })],
    [
      'a pointer of Git LFS',
      (repo) => repo.write({ new: 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n' }),
    ],
    ['what git-annex keeps', (repo) => repo.write({ new: '/annex/objects/SHA256E-s9--0.mp4\n' })],
    [
      'a link to what git-annex keeps',
      (repo) => repo.write({ new: { link: '../.git/annex/objects/a/b/SHA256E-s9--0/SHA256E-s9--0' } }),
    ],
    ['more than 4 MB', (repo) => repo.write({ new: `${'words\n'.repeat(800_000)}` })],
    ['an archive that is text', (repo) => repo.write({ new: Buffer.from('\x1f\x8b\x08 words', 'latin1') })],
    ['a bundle', (repo) => repo.write({ new: '# v2 git bundle\nwords\n' })],
    [
      'attributes that hide a file',
      (repo) => repo.write({ '.gitattributes': '* -diff\n', 'a.txt': `one\n${key}\n` }),
    ],
    [
      'attributes that call it binary',
      (repo) => repo.write({ '.gitattributes': '* binary\n', 'a.txt': key }),
    ],
    [
      'attributes that have it changed before it is shown',
      (repo) =>
        repo
          .git(['config', 'diff.blind.textconv', 'true'])
          .write({ '.gitattributes': '* diff=blind\n', 'a.txt': key }),
    ],
    [
      'a driver of its own',
      (repo) =>
        repo
          .git(['config', 'diff.blind.command', 'true'])
          .write({ '.gitattributes': '* diff=blind\n', 'a.txt': key }),
    ],
    ['an external diff', (repo) => repo.git('config diff.external true').write({ 'a.txt': key })],
    [
      'settings that change what a diff looks like',
      (repo) => {
        for (const setting of [
          ...['color.ui always', 'color.diff always', 'diff.noprefix true', 'diff.mnemonicPrefix true'],
          ...['diff.context 0', 'diff.interHunkContext 99', 'diff.renames copies', 'diff.relative true'],
          ...['diff.wsErrorHighlight all', 'diff.suppressBlankEmpty true', 'diff.colorMoved zebra'],
          ...['diff.submodule log', 'diff.algorithm patience', 'core.bigFileThreshold 1', 'core.pager cat'],
          ...['core.quotePath true', 'diff.orderFile nowhere', 'diff.statGraphWidth 1', 'core.abbrev 4'],
        ])
          repo.git(`config ${setting}`);
        return repo.write({ 'a.txt': key });
      },
    ],
    [
      'a file that stands in for another',
      (repo) => {
        const blob = repo.write({ 'a.txt': key }).read('hash-object -w a.txt');
        return repo.git('add a.txt').git(`replace -f ${blob} ${repo.read('rev-parse HEAD:b.txt')}`);
      },
    ],
    [
      'a submodule beside it',
      (repo) => {
        const head = repo.read('rev-parse HEAD');
        return repo.git(`update-index --add --cacheinfo 160000,${head},sub`).write({ 'a.txt': key });
      },
    ],
    [
      'what stands around a change',
      (repo) => {
        repo
          .write({ 'a.txt': `id = "${key.slice(0, 4)}" +\n"${key.slice(4)}"\none\n` })
          .git('add .')
          .git('commit -qm two');
        return repo.write({ 'a.txt': `id = "${key.slice(0, 4)}" +\n"${key.slice(4)}"\ntwo\n` });
      },
    ],
    [
      'pieces of a secret whose name stands five lines above',
      (repo) => {
        const named = `aws_secret_access_key:\n${'words\n'.repeat(4)}`;
        repo
          .write({ 'a.txt': `${named}"" + ""\n` })
          .git('add .')
          .git('commit -qm two');
        return repo.write({ 'a.txt': `${named}"${awsSecret.slice(0, 20)}" + "${awsSecret.slice(20)}"\n` });
      },
    ],
  ];
  someOf(changes, 6)('%s', (_, change) => {
    const repo = aClone();
    change(repo);
    repo.git(['add', '--', '.']);

    expect(answer(repo)).toEqual(leftToNode);
  });

  test.each(['GIT_DIFF_OPTS=-u0', 'GIT_EXTERNAL_DIFF=true', 'GIT_REDIRECT_STDOUT=off', 'GIT_PAGER=true'])(
    'with %s in the environment',
    (assignment) => {
      const [name = '', value = ''] = assignment.split('=');
      const repo = aClone()
        .write({ 'a.txt': `one\n${key}\n` })
        .git('add .');

      expect(answer(repo, { env: { [name]: value } })).toEqual(leftToNode);
    },
  );

  test('the index that git commit -a names', () => {
    const repo = aClone();
    const env = { GIT_INDEX_FILE: repo.beside('other-index') };
    repo.git('read-tree HEAD', { env }).write({ 'a.txt': key }).git('add a.txt', { env });

    expect(answer(repo)).toEqual(clean);
    expect(answer(repo, { env })).toEqual(leftToNode);
  });

  test('in a linked work tree', () => {
    const repo = aClone().git('worktree add -q ../linked');
    const linked = repo.at('linked').write({ 'a.txt': 'two\n' }).git('add .');
    const env = { GIT_DIR: linked.read('rev-parse --absolute-git-dir') };

    expect(answer(repo, { cwd: linked.root, env })).toEqual(clean);
    expect(answer(repo, { cwd: linked.root })).toEqual(leftToNode);
    linked.write({ 'a.txt': key }).git('add .');
    expect(answer(repo, { cwd: linked.root, env })).toEqual(leftToNode);
  });

  test('a submodule, of which Node says that it is not scanned, whatever the repository has git ignore', () => {
    const ignored = '[submodule "sub"]\n\tpath = sub\n\turl = ../sub\n\tignore = all\n';
    const repo = aClone({ ...plain, '.gitmodules': ignored });
    repo.git(`update-index --add --cacheinfo 160000,${repo.read('rev-parse HEAD')},sub`);

    expect(answer(repo)).toEqual(leftToNode);
  });

  test('what is taken out is not of interest', () => {
    const repo = aClone({ ...plain, 'old.txt': `${key}\n${'words\n'.repeat(20)}` });
    repo.write({ 'old.txt': 'words\n'.repeat(20) }).git('rm -q b.txt');

    expect(answer(repo.git('add .'))).toEqual(clean);
  });
});
