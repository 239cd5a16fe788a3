/** A message is judged by what git will keep of it, and whoever wrote it, by whatever way. */
import { spawnSync } from 'node:child_process';
import { devNull } from 'node:os';
import { describe } from 'vitest';
import { isGit2 } from '../support/git-version.ts';
import { attempt, editor } from '../support/hooks.ts';
import { costly, keyhalt, scanMessage } from '../support/keyhalt.ts';
import type { Repo } from '../support/repo.ts';
import { goesThrough, stopped } from '../support/stopped.ts';

const change = (repo: Repo) => repo.commit('start', { 'a.txt': 'a\n' }).stage({ 'a.txt': 'b\n' });
const message = (secret: string) => `subject\n\nKEY=${secret}\n`;
const comment = (secret: string, char = '#') => `subject\n\n${char} KEY=${secret}\n`;
/** An editor that changes nothing. */
const noEditor = { env: { GIT_EDITOR: 'true' } };
/** Git 3 does not any more. */
const choosesSign = spawnSync('git', ['-c', 'core.commentChar=auto', 'hash-object', '--stdin']).status === 0;
const scissors = '# ------------------------ >8 ------------------------';
/** Commits with an editor that types this over what git offers. */
const typed = (repo: Repo, text: string, args = 'commit') => attempt(repo, args, { env: editor(repo, text) });

describe('a key in the message', () => {
  stopped('of -m', (repo, secret) => attempt(change(repo), ['commit', '-m', `try ${secret}`]));
  stopped('of the second -m', (repo, secret) =>
    attempt(change(repo), ['commit', '-m', 'x', '-m', `try ${secret}`]),
  );
  stopped('of -F', (repo, secret) => attempt(change(repo), 'commit -F -', { input: message(secret) }));
  stopped('typed in an editor', (repo, secret) => typed(change(repo), message(secret)));
  stopped('of -t', (repo, secret) => {
    repo.at('.').write({ template: message(secret) });
    const env = { GIT_EDITOR: 'echo more >>' };
    return attempt(change(repo), 'commit -t ../template', { env });
  });
  stopped('of --no-verify', (repo, secret) => attempt(change(repo), ['commit', '-n', '-m', secret]));
  stopped('of --amend', (repo, secret) => attempt(change(repo), ['commit', '--amend', '-m', secret]));
  stopped('of an empty commit', (repo, secret) => attempt(repo, ['commit', '--allow-empty', '-m', secret]));
  stopped('of the first commit', (repo, secret) =>
    attempt(repo.stage({ a: 'a\n' }), ['commit', '-m', secret]),
  );
  stopped('reused with -C', (repo, secret) => {
    change(repo).git(['branch', 'side', repo.read(['commit-tree', '-m', `try ${secret}`, 'HEAD^{tree}'])]);
    return attempt(repo, 'commit -C side');
  });
  describe.skipIf(!isGit2(32))('of git 2.32 or newer', () => {
    stopped('as a trailer', (repo, secret) =>
      attempt(change(repo), ['commit', '-m', 'x', '--trailer', `Key: ${secret}`]),
    );
  });
  stopped('with Windows line ends', (repo, secret) =>
    attempt(change(repo), 'commit -F -', { input: message(secret).replaceAll('\n', '\r\n') }),
  );
  stopped('with bytes that are no UTF-8', (repo, secret) => {
    const input = Buffer.from(`über\n\nKEY=${secret}\xff\n`, 'latin1');
    return attempt(change(repo).git('config i18n.commitEncoding ISO-8859-1'), 'commit -F -', { input });
  });
  stopped('squashed from another branch', (repo, secret) => {
    repo.commit('start').branch('side').commit(message(secret), { 'side.txt': 's\n' }).checkout('main');
    return attempt(repo.git('merge -q --squash side'), 'commit --no-edit');
  });
});

describe.skipIf(!costly)('a comment that git keeps', () => {
  stopped('with -m', (repo, secret) => attempt(change(repo), ['commit', '-m', comment(secret)]));
  stopped('with -F', (repo, secret) => attempt(change(repo), 'commit -F -', { input: comment(secret) }));
  stopped('with commit.cleanup whitespace', (repo, secret) =>
    typed(change(repo).git('config commit.cleanup whitespace'), comment(secret)),
  );
  stopped('with commit.cleanup verbatim', (repo, secret) =>
    typed(change(repo).git('config commit.cleanup verbatim'), comment(secret)),
  );
  stopped('with commit.cleanup verbatim, where GIT_CONFIG names a file that says nothing', (repo, secret) =>
    attempt(change(repo).git('config commit.cleanup verbatim'), 'commit', {
      env: { ...editor(repo, comment(secret)), GIT_CONFIG: devNull },
    }),
  );
  stopped('with commit.cleanup scissors', (repo, secret) =>
    typed(change(repo).git('config commit.cleanup scissors'), comment(secret)),
  );
  for (const mode of ['whitespace', 'verbatim', 'scissors']) {
    stopped(`with --cleanup=${mode}, which no hook is told`, (repo, secret) =>
      attempt(change(repo), `commit --cleanup=${mode}`, {
        env: editor(repo, comment(secret), { keep: true }),
      }),
    );
  }
  stopped('because the comment sign is another', (repo, secret) =>
    typed(change(repo).git('config core.commentChar ;'), comment(secret)),
  );
  describe.skipIf(!choosesSign)('where git can choose its sign', () => {
    stopped('because git chose another sign by itself', (repo, secret) => {
      repo.commit('# heading\n').git('config core.commentChar auto');
      const env = editor(repo, comment(secret), { keep: true });
      return attempt(repo.stage({ 'a.txt': 'a\n' }), 'commit --amend', { env });
    });
    for (const auto of ['auto', 'Auto', 'AUTO'])
      stopped(`because git chose another sign by itself, as ${auto} says`, (repo, secret) => {
        repo.at('.').write({ given: `${comment(secret)}\nlast words\n` });
        return attempt(
          change(repo).git(`config core.commentChar ${auto}`),
          'commit -e -F ../given',
          noEditor,
        );
      });
    stopped('because of core.commentString, which newer gits know', (repo, secret) => {
      repo.at('.').write({ given: `${comment(secret)}\nlast words\n` });
      const configured = change(repo)
        .git('config core.commentChar auto')
        .git('config core.commentString auto');
      return attempt(configured, 'commit -e -F ../given', noEditor);
    });
    stopped(
      'because git adds no status, and chose another sign than that of such a block',
      (repo, secret) => {
        repo.at('.').write({ given: `subject\n\n#\n# keys:\n#\n# of mine\n# KEY=${secret}\n\nlast words\n` });
        const configured = change(repo).git('config core.commentChar auto').git('config commit.status false');
        return attempt(configured, 'commit -e -F ../given', noEditor);
      },
    );
  });
  stopped('because its sign does not stand first', (repo, secret) =>
    typed(change(repo), comment(secret, ' #')),
  );
});

describe.skipIf(!costly)('a comment that git strips', () => {
  const gone = { held: false };

  goesThrough('by default', (repo, secret) => typed(change(repo), comment(secret)), gone);
  goesThrough(
    'with its template below',
    (repo, secret) => attempt(change(repo), 'commit', { env: editor(repo, comment(secret), { keep: true }) }),
    gone,
  );
  goesThrough(
    'with another comment sign',
    (repo, secret) => typed(change(repo).git('config core.commentChar ;'), comment(secret, ';')),
    gone,
  );
  goesThrough(
    'with commit.cleanup strip and -m',
    (repo, secret) =>
      attempt(change(repo).git('config commit.cleanup strip'), ['commit', '-m', comment(secret)]),
    gone,
  );
  goesThrough(
    'because a file of that name is listed there',
    (repo, secret) =>
      attempt(change(repo).write({ [secret]: 'untracked\n' }), 'commit', {
        env: editor(repo, 'x\n', { keep: true }),
      }),
    gone,
  );
});

describe.skipIf(!costly)('git commit -v', () => {
  const held = (repo: Repo, text: string) => repo.commit('start', { 'a.txt': text });
  const above = (repo: Repo, text = 'x\n') => ({ env: editor(repo, text, { keep: true }) });

  stopped('with a key above the diff', (repo, secret) =>
    attempt(change(repo), 'commit -v', above(repo, message(secret))),
  );
  goesThrough('that takes a key out', (repo, secret) =>
    attempt(held(repo, `KEY=${secret}\n`).stage({ 'a.txt': 'KEY=\n' }), 'commit -v', above(repo)),
  );
  goesThrough('that takes a key out, by commit.verbose', (repo, secret) =>
    attempt(
      held(repo, `KEY=${secret}\n`).stage({ 'a.txt': 'KEY=\n' }).git('config commit.verbose true'),
      'commit',
      above(repo),
    ),
  );
  goesThrough('next to an old key', (repo, secret) =>
    attempt(
      held(repo, `a\nKEY=${secret}\n`).stage({ 'a.txt': `b\nKEY=${secret}\n` }),
      'commit -v',
      above(repo),
    ),
  );
  goesThrough('-v while a key stands in the work tree', (repo, secret) =>
    attempt(
      held(repo, 'a\n').stage({ 'a.txt': 'b\n' }).write({ 'a.txt': secret }),
      'commit -v -v',
      above(repo),
    ),
  );
  goesThrough('that takes a key out, with a sign that a diff has, too', (repo, secret) => {
    const old = held(repo, `KEY=${secret}\n`)
      .stage({ 'a.txt': 'KEY=\nB=\n' })
      .git('config core.commentChar +');
    return attempt(old, 'commit -v', above(repo));
  });
  goesThrough('-v --amend of an empty one, behind whose diff git says a line more', (repo, secret) => {
    const old = held(repo, `KEY=${secret}\n`).commit('empty').write({ 'a.txt': 'KEY=\n' });
    return attempt(old, 'commit --amend --allow-empty -v -v', above(repo));
  });
  goesThrough('of a file whose old name has a key', (repo, secret) =>
    attempt(repo.commit('start', { [secret]: 'a\n' }).git(`mv ${secret} b`), 'commit -v', above(repo)),
  );
});

describe.skipIf(!costly)('a scissors line', () => {
  const cut = (secret: string) => `subject\n\n${scissors}\nKEY=${secret}\n`;

  stopped('that only looks like one, in an editor', (repo, secret) => typed(change(repo), cut(secret)));
  stopped('in -m', (repo, secret) => attempt(change(repo), ['commit', '-m', cut(secret)]));
  stopped('in -F', (repo, secret) => attempt(change(repo), 'commit -F -', { input: cut(secret) }));
  stopped('with another comment sign', (repo, secret) =>
    typed(change(repo).git('config core.commentChar ;'), cut(secret)),
  );
  stopped('in -m, although commit.cleanup is scissors', (repo, secret) =>
    attempt(change(repo).git('config commit.cleanup scissors'), ['commit', '-m', cut(secret)]),
  );
  for (const sign of ['#', '*'])
    stopped(
      `with ${sign} of a message that is used again, with a diff of what is not staged`,
      (repo, secret) => {
        repo.commit('start', { '.env': 'A=1\n', 'a.txt': 'a\n' }).git(['config', 'core.commentChar', sign]);
        repo.write({ '.env': `A=1\nKEY=${secret}\n` }).stage({ 'a.txt': 'b\n' });
        attempt(repo, 'commit -v -v', { env: { GIT_EDITOR: 'false' } });
        return attempt(repo, 'commit -e -F .git/COMMIT_EDITMSG', noEditor);
      },
    );
  for (const path of ['ignored', '../outside'])
    stopped(`above a diff that names ${path.replace('../', 'what is ')}`, (repo, secret) => {
      const file = `KEY=${secret}\n`;
      repo.at('.').write({ outside: file });
      const diff = `diff --git a/x b/x\n--- a/x\n+++ b/${path}\n+${file}`;
      repo.write({ ignored: file, '.gitignore': 'ignored\n' });
      return typed(change(repo), `subject\n\n${scissors}\n${diff}`);
    });
  stopped('above a diff that names no file', (repo, secret) => {
    const tracked = change(repo.commit('tracked', { a: 'a\n' })).write({ a: `KEY=${secret}\n` });
    return typed(tracked, `subject\n\n${scissors}\ndiff --git a/x b/x\nKEY=${secret}\n`);
  });
  stopped('in a repository in which git adds none', (repo, secret) => {
    const held = change(repo.commit('tracked', { a: 'a\n' })).write({ a: `KEY=${secret}\n` });
    const diff = `diff --git a/a b/a\n--- a/a\n+++ b/a\n-a\n+KEY=${secret}\n`;
    return typed(held.git('config commit.status false'), `subject\n\n${scissors}\n${diff}`);
  });
  // From 2.51 on git cuts there, too.
  describe.skipIf(isGit2(51))('of a git before 2.51', () => {
    stopped('with the sign of somebody, where git chooses its own', (repo, secret) => {
      const configured = change(repo)
        .git('config core.commentChar auto')
        .git('config commit.cleanup scissors');
      repo.at('.').write({ given: cut(secret) });
      return attempt(configured, 'commit -e -F ../given', noEditor);
    });
  });
  stopped('below a key', (repo, secret) =>
    typed(change(repo).git('config commit.cleanup scissors'), `${message(secret)}${scissors}\n`),
  );
  goesThrough(
    'that git cuts at',
    (repo, secret) => typed(change(repo).git('config commit.cleanup scissors'), cut(secret)),
    { held: false },
  );
});

describe('keyhalt scan --message', () => {
  stopped('a file', (repo, secret) => scanMessage(repo, message(secret)));
  stopped('a file with no line end', (repo, secret) => scanMessage(repo, secret));
  stopped('a file with Windows line ends', (repo, secret) => scanMessage(repo, `a\r\n${secret}\r\n`));
  stopped('a file in UTF-16', (repo, secret) =>
    scanMessage(repo, Buffer.from(`\uFEFF${message(secret)}`, 'utf16le')),
  );
  stopped('from a subdirectory', (repo, secret) => {
    repo.write({ 'sub/message': message(secret) });
    return keyhalt(repo, 'scan --message message', { cwd: 'sub' });
  });
});
