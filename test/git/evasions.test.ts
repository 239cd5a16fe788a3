/** Ways past keyhalt that a review found once. Each was seen to work before it was closed. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { withBlock } from '../../src/hooks/block.ts';
import { fakes } from '../support/fakes.ts';
import { attempt } from '../support/hooks.ts';
import { keyhalt, keyhaltHook } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { stopped } from '../support/stopped.ts';

const { awsKeyId, awsSecret } = fakes('evasions');

describe('a key ID', () => {
  stopped('beside a secret that is allowed on its own line', (repo, _, { awsKeyId, awsSecret }) =>
    repo.stage({ a: `id = ${awsKeyId}\naws_secret = ${awsSecret} # keyhalt:allow a secret of no account\n` }),
  );
  stopped('in compiled Python, where the next byte is a letter', (repo, secret) =>
    repo.stage({ 'a.pyc': Buffer.concat([Buffer.from([0xe3, 0, 0, 0xfa, 20]), Buffer.from(`${secret}Z`)]) }),
  );
  stopped('behind the colour of a pasted log', (repo, secret) =>
    repo.stage({ 'ci.log': `\u001b[32m${secret}\u001b[0m\n` }),
  );
  stopped('behind an escape in a URL', (repo, secret) => repo.stage({ a: `?key%3D${secret}&x\n` }));
});

describe('a push of a key that origin has', () => {
  const known = (repo: Repo, secret: string) =>
    repo
      .commit('start', { a: `KEY=${secret}\n` })
      .git('init -q --bare ../remote')
      .git('init -q --bare ../other')
      .git('remote add origin ../remote')
      .git('push -q --no-verify origin main');

  stopped('to another URL of origin', (repo, secret) => {
    const ours = known(repo, secret).git('remote set-url --push origin ../other');
    return attempt(ours, 'push -q origin main', { remote: repo.at('other') });
  });
  stopped('to a new place of origin, which lacks what is remembered of it', (repo, secret) => {
    const ours = known(repo, secret).git('remote set-url origin ../other');
    return attempt(ours, 'push -q origin main', { remote: repo.at('other') });
  });
  stopped('that git svn put where it would be, if it came from origin', (repo, secret) => {
    const ours = repo.commit('start', { a: `KEY=${secret}\n` }).git('init -q --bare ../remote');
    ours.git('config svn-remote.svn.fetch trunk:refs/remotes/origin/trunk');
    ours.git('update-ref refs/remotes/origin/trunk HEAD').git('remote add origin ../remote');
    return attempt(ours, 'push -q origin main', { remote: repo.at('remote') });
  });
  stopped('that was fetched from another remote into the folder of origin', (repo, secret) => {
    repo.commit('start').git('init -q --bare ../remote').git('init -q --bare ../other');
    repo.git('remote add origin ../remote').git('push -q --no-verify origin main').git('fetch -q');
    repo.git('checkout -q -b w').commit('leak', { a: `KEY=${secret}\n` });
    repo
      .git('remote add fork ../other')
      .git('push -q --no-verify fork w')
      .checkout('main')
      .git('branch -D w');
    repo
      .git(['config', 'remote.fork.fetch', '+refs/heads/*:refs/remotes/origin/fork/*'])
      .git('fetch -q fork');
    return attempt(repo, 'push -q origin origin/fork/w:refs/heads/new', { remote: repo.at('remote') });
  });
  stopped('to a remote whose name is the start of origin’s', (repo, secret) => {
    const ours = known(repo, secret).git('remote rename origin up/private');
    // Newer gits add none of such a name.
    ours.git('config remote.up.url ../other').git('config remote.up.fetch +refs/heads/*:refs/remotes/up/*');
    return attempt(ours, 'push -q up main', { remote: repo.at('other') });
  });
});

describe('nothing is shown of a credential', () => {
  test('in the reason of an allow entry', () => {
    const toml = `[[allow]]\npaths = ["**"]\nreason = "was ${awsKeyId} and aws_secret = ${awsSecret}"\n`;
    const repo = aRepo().stage({ a: `KEY=${awsKeyId}\n`, 'keyhalt.toml': toml });

    const { code, stdout } = keyhalt(repo, 'scan --staged --verbose');

    expect(code).toBe(0);
    expect(stdout).not.toContain(awsKeyId);
    expect(stdout).not.toContain(awsSecret);
  });

  test('in the description of a rule', () => {
    const rule = `[[rules]]\nid = "x"\ndescription = "as ${awsSecret}"\nregex = "(gone_[0-9]+)"\n`;
    const repo = aRepo().stage({
      a: 'gone_1\n',
      b: 'gone_2 # keyhalt:allow it is old\n',
      'keyhalt.toml': rule,
    });

    const { code, stdout } = keyhalt(repo, 'scan --staged --verbose --format json');

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ findings: [{ ruleId: 'x' }], allowed: [{ ruleId: 'x' }] });
    expect(stdout).not.toContain(awsSecret);
  });

  test('in an option that is none', () => {
    const { code, stderr } = keyhalt(aRepo(), ['scan', '--fail-on', awsSecret]);

    expect(code).toBe(2);
    expect(stderr).not.toContain(awsSecret);
  });
});

test('a mistake in keyhalt.toml is told as one by the hook, too', () => {
  const repo = aRepo().stage({ 'keyhalt.toml': '[scan]\nfail-off = "low"\n' });

  const { code, stderr } = keyhaltHook(repo, 'pre-commit');

  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^keyhalt: keyhalt\.toml:2:1: scan\.fail-off is not a setting of keyhalt; did you mean fail-on\?\n/,
  );
});

test('a line of words and slashes is read at once, however its words are put together', () => {
  const letters = 'qazwsxedcrfvtgbyhnujmikolp';
  const repo = aRepo().stage({
    a: `${`secret = aws Abc/Def/${letters}qwe+7+\n`.repeat(20)}KEY=${awsKeyId}\n`,
  });

  expect(keyhalt(repo, 'scan --staged').code).toBe(1);
});

test('under husky, the steps behind keyhalt get what git says on standard input, too', () => {
  const repo = aRepo().write({ 'keyhalt-hook': '#!/bin/sh\ncat > heard-first\n' });
  repo.write({ 'pre-push': withBlock('cat > heard-last\n', { name: 'pre-push' }) });
  const input = 'refs/heads/a 1 refs/heads/a 0\nrefs/heads/b 2 refs/heads/b 0\n';

  const { code } = repo.run(
    'sh',
    ['-c', 'chmod +x keyhalt-hook; PATH="$PWD:$PATH" sh -e pre-push origin url'],
    { input },
  );

  expect(code).toBe(0);
  for (const name of ['heard-first', 'heard-last'])
    expect(readFileSync(`${repo.root}/${name}`, 'utf8')).toBe(input);
});
