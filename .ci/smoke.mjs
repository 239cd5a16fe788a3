/**
 * The packed keyhalt as a project has it, on whatever system this runs: installed by npm, its hooks started by git.
 *
 *     npm pack --ignore-scripts && node .ci/smoke.mjs
 */
import { spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// As the shell of Windows does not, it looks for the package itself.
const packed = readdirSync('.').find((name) => /^keyhalt-.*\.tgz$/.test(name)) ?? 'keyhalt.tgz';
// A blank, a bracket and a letter beyond ASCII, as in C:\Users\Jörg (Work).
const top = mkdtempSync(join(realpathSync(tmpdir()), 'keyhalt smoke (ü) '));
const env = {
  // What git says to its hooks is not meant for this repository.
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name))),
  ...{ GIT_AUTHOR_NAME: 'Smoke', GIT_AUTHOR_EMAIL: 'smoke@example.com' },
  ...{ GIT_COMMITTER_NAME: 'Smoke', GIT_COMMITTER_EMAIL: 'smoke@example.com' },
};
const [keyId, secret] = [aKeyId(), randomBytes(30).toString('base64')];
let failed = 0;

try {
  copyFileSync(resolve(packed), join(top, 'keyhalt.tgz'));
  inProject('.', "git's own folder");
  inProject('web', 'the hooks of a package below the top');
} finally {
  rmSync(top, { recursive: true, force: true, maxRetries: 5 });
}
console.log(failed === 0 ? '\nAll as it should be.' : `\n${failed} not as it should be.`);
process.exitCode = failed === 0 ? 0 : 1;

/** @param place of package.json, in a repository of its own */
function inProject(place, title) {
  console.log(`\n== ${title}`);
  const repository = join(top, `repository ${place.length}`);
  const project = join(repository, place);
  const git = (...words) => run(repository, 'git', words);
  const npm = (...words) => run(project, words[0], words.slice(1), { shell: process.platform === 'win32' });
  const stage = (name, text) => {
    writeFileSync(join(repository, name), text);
    return git('add', name);
  };

  mkdirSync(project, { recursive: true });
  copyFileSync(join(top, 'keyhalt.tgz'), join(project, 'keyhalt.tgz'));
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
  writeFileSync(join(repository, '.gitignore'), 'node_modules\n*.tgz\n');
  ends(0, git('init', '--quiet', '.'));
  ends(0, npm('npm', 'install', '--no-audit', '--no-fund', '--save-dev', './keyhalt.tgz'));
  // What husky before version 9 does.
  if (place !== '.') ends(0, git('config', 'core.hooksPath', `${place}/.husky`));
  if (place !== '.') mkdirSync(join(project, '.husky'));
  ends(0, npm('npx', 'keyhalt', 'install'));

  ends(0, git('add', '.'));
  ends(0, git('commit', '--quiet', '-m', 'a first commit, which is clean'));
  stage('words.txt', 'some words\n');
  ends(0, git('commit', '--quiet', '-m', 'words alone'));
  stage('not-plain.txt', `the word secret, and ${'z'.repeat(50)}\n`);
  ends(0, git('commit', '--quiet', '-m', 'what Node is asked about'));

  stage('.env', `AWS_ACCESS_KEY_ID=${keyId}\nAWS_SECRET_ACCESS_KEY=${secret}\n`);
  stops(git('commit', '--quiet', '-m', 'a key'));
  git('rm', '--quiet', '--force', '.env');
  stage('words.txt', 'other words\n');
  stops(git('commit', '--quiet', '-m', `a message with ${keyId} and aws_secret_access_key = ${secret}`));

  stage('.env', `AWS_ACCESS_KEY_ID=${keyId}\nAWS_SECRET_ACCESS_KEY=${secret}\n`);
  ends(0, git('-c', 'core.hooksPath=no-such-folder', 'commit', '--quiet', '-m', 'a key that no hook saw'));
  ends(0, git('init', '--quiet', '--bare', join(top, `remote ${place.length}.git`)));
  stops(git('push', '--quiet', join(top, `remote ${place.length}.git`), 'HEAD:refs/heads/main'));

  const doctor = npm('npx', 'keyhalt', 'doctor');
  console.log(doctor.said);
  ends(0, doctor);
  ends(5, { ...doctor, code: doctor.said.match(/ stops the key$/gm)?.length });
  ends(1, npm('npx', 'keyhalt', 'scan', '--history'));
}

function run(cwd, program, words, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(program, words, {
    cwd,
    env,
    encoding: 'utf8',
    ...options,
  });
  return {
    shown: masked([program, ...words].join(' ')).slice(0, 70),
    code: status,
    said: `${stdout}${stderr}${error ?? ''}`,
  };
}

function ends(code, { shown, code: was, said }) {
  const isRight = code === was && !said.includes(secret);
  if (!isRight) failed++;
  console.log(
    `${isRight ? 'ok' : 'WRONG'}  ${shown}${isRight ? '' : `\nended with ${was}, not ${code}:\n${masked(said)}`}`,
  );
}

/** By keyhalt, and not because something is missing. */
function stops(answer) {
  ends(1, { ...answer, code: answer.code !== 0 && /aws-secret-access-key/.test(answer.said) ? 1 : -1 });
}

function masked(text) {
  return text.replaceAll(secret, '…').replaceAll(keyId, '…');
}

function aKeyId() {
  const alphabet = 'QRSTUVWXYZ234567';
  const body = Array.from({ length: 14 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return `AK${'IA'}Q${body}${2 + randomInt(6)}`;
}
