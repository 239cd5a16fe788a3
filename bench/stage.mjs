/**
 * Stages a commit in a new repository: `node bench/stage.mjs FOLDER KIND FILES`. A program of its own, because starting
 * a command takes longer the more memory the one who starts it holds, and so would be measured.
 *
 * In HEAD stand a thousand more files, which do not change. The text is what others wrote: pieces of the sources that
 * npm installed here. Of three files that are staged two are changed in three places and one is new.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keyId } from './made-up.mjs';
import { git } from './pairs.mjs';

/** What is staged is younger than what it replaces, or git might take the one for the other. */
let minutesAgo = 60;
const unchanged = 1000;
const installed = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules');
const [folder, kind, files] = process.argv.slice(2);

const kinds = {
  sources: () => sources(Number(files)),
  leak: () => {
    const change = sources(Number(files) - 1);
    return () => {
      change();
      put('conf/production.env', `AWS_ACCESS_KEY_ID=${keyId(1)}\nAWS_SECRET_ACCESS_KEY=${secret(1)}\n`);
    };
  },
  asked: () => {
    const change = sources(Number(files) - 1);
    return () => {
      change();
      put('.github/workflows/release.yml', 'env:\n  TOKEN: secrets.GITHUB_TOKEN\n');
    };
  },
  large: () => () => table(50e6),
  lock: () => {
    put(
      'package-lock.json',
      lock(() => 0),
    );
    return () =>
      put(
        'package-lock.json',
        lock((at) => (at % 16 === 0 ? 1 : 0)),
      );
  },
};

for (const [name, value] of [
  ['user.name', 'Bench'],
  ['user.email', 'bench@example.com'],
  ['commit.gpgSign', 'false'],
  ['gc.auto', '0'],
])
  git(folder, 'config', name, value);

for (let at = 0; at < unchanged; at++) put(`src/area-${at % 40}/kept-${at}.ts`, fileText(`kept ${at}`));
const change = kinds[kind]();
git(folder, 'add', '.');
git(folder, '-c', 'core.hooksPath=/dev/null', 'commit', '--quiet', '-m', 'start');
minutesAgo = 1;
change();
git(folder, 'add', '.');

/** Puts the old text where there is one, and returns what puts the new text. */
function sources(count) {
  const made = Array.from({ length: count }, (_, at) => ({
    path: `src/area-${at % 40}/module-${at}.ts`,
    text: fileText(`module ${at}`),
    isNew: at % 3 === 2,
  }));
  for (const { path, text, isNew } of made) if (!isNew) put(path, text);
  return () => {
    for (const { path, text, isNew } of made) put(path, isNew ? text : edited(text, path));
  };
}

function edited(text, name) {
  const all = text.split('\n');
  for (const place of ['first', 'second', 'third']) {
    const at = pick(`${name}, ${place} place`, all.length);
    const out = pick(`${name}, ${place} out`, 6);
    all.splice(at, out, ...piece(`${name}, ${place} in`, 300).split('\n'));
  }
  return all.join('\n');
}

/** Two to six kilobytes. */
function fileText(name) {
  return `${piece(name, 2000 + pick(`${name}, length`, 4000))}\n`;
}

/** So many characters, at most, of whole lines: which ones, the name decides. */
function piece(name, length) {
  const lines = installedLines();
  const first = pick(name, lines.length - 1000);
  let end = first;
  for (let left = length; left > lines[end].length; end++) left -= lines[end].length + 1;
  return lines.slice(first, end).join('\n');
}

/**
 * The lines of all files that people wrote, not a bundler: none of them is long. AWS's own packages speak of little but
 * credentials, as no ordinary commit does. What tools keep beside the packages, such as .cache, is another one each time.
 */
function installedLines() {
  installedLines.all ??= readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name))
    .map(({ parentPath, name }) => relative(installed, join(parentPath, name)))
    .filter((path) => !/^(?:@(?:aws|smithy)|\.)/.test(path))
    .sort()
    .map((path) => readFileSync(join(installed, path), 'utf8').split(/\r?\n/))
    .filter((lines) => lines.every((line) => line.length <= 200))
    .flat();
  return installedLines.all;
}

/** Rows of a table, as a data base hands them out. */
function table(bytes) {
  const file = openSync(join(folder, 'customers.csv'), 'w');
  const names = ['Ada', 'Berta', 'Carla', 'Dora', 'Erna', 'Frieda', 'Greta', 'Hilde', 'Ida', 'Jutta'];
  for (let written = 0, row = 0; written < bytes; ) {
    let rows = '';
    for (const end = row + 10_000; row < end; row++) {
      const name = names[row % 10];
      const day = new Date(1.6e12 + row * 7e6).toISOString();
      rows += `${row},${name},${name.toLowerCase()}${row}@example.com,${day},${(row * 37) % 9973}.${row % 90}\n`;
    }
    written += writeSync(file, rows);
  }
  closeSync(file);
  age('customers.csv');
}

/** A lock file of 800 packages, each in the version that is asked for. */
function lock(versionOf) {
  const packages = { '': { name: 'bench', version: '1.0.0' } };
  for (let at = 0; at < 800; at++) {
    const version = `${pick(`${at}, major`, 9)}.${pick(`${at}, minor`, 20)}.${versionOf(at)}`;
    packages[`node_modules/package-${at}`] = {
      version,
      resolved: `https://packages.example.com/package-${at}/-/package-${at}-${version}.tgz`,
      integrity: `sha512-${createHash('sha512').update(`${at}@${version}`).digest('base64')}`,
      ...(at % 3 === 0 ? { dev: true } : {}),
      license: 'MIT',
      engines: { node: '>=18' },
    };
  }
  return `${JSON.stringify({ name: 'bench', version: '1.0.0', lockfileVersion: 3, requires: true, packages }, null, 2)}\n`;
}

/** Forty characters, as a secret access key has, without the signs at which some scanners lose it. */
function secret(number) {
  const text = createHash('sha256').update(`secret ${number}`).digest('base64');
  return text.slice(0, 40).replaceAll(/[+/]/g, 'q');
}

/** A number below the limit: the same for the same words. */
function pick(words, limit) {
  return createHash('sha256').update(words).digest().readUInt32LE() % limit;
}

function put(path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  age(path);
}

/** As if written some time ago: what is as new as the index git reads again, each time that it is asked. */
function age(path) {
  const then = Date.now() / 1000 - 60 * minutesAgo;
  utimesSync(join(folder, path), then, then);
}
