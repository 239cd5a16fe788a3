/** Histories that are made when a measurement runs: their content is nobody's, and their keys open nothing. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { git, remove } from './pairs.mjs';

/** Makes a repository of what `git fast-import` is told, hands it over, and removes it. */
export async function within(commands, use) {
  const folder = mkdtempSync(join(tmpdir(), 'keyhalt-bench-'));
  try {
    git(folder, 'init', '-q', '-b', 'main');
    await imported(folder, commands);
    git(folder, 'pack-refs', '--all');
    return await use(folder);
  } finally {
    remove(folder);
  }
}

async function imported(folder, commands) {
  const importing = spawn('git', ['-c', 'core.compression=1', 'fast-import', '--quiet'], {
    cwd: folder,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => importing.on('close', resolve));
  await pipeline(Readable.from(inChunks(commands)), importing.stdin);
  if ((await ended) !== 0) throw new Error('git fast-import did not end well');
}

function* inChunks(texts) {
  let chunk = '';
  for (const text of texts) {
    if (chunk.length + text.length > 1e6) {
      yield chunk;
      chunk = '';
    }
    chunk += text;
  }
  yield chunk;
}

/** Files of ten kilobytes that change line by line, as sources do. */
export function* sources(commits) {
  const lines = Array.from({ length: 50 }, (_, file) =>
    Array.from({ length: 200 }, (_, line) => `export const value${file}_${line} = ${line};`),
  );
  for (let at = 0; at < commits; at++) {
    const file = at % 50;
    lines[file][(at * 7) % 200] = `export const changed${at} = compute(${at});`;
    yield commit(at) + inline(`src/file${file}.js`, lines[file].join('\n'));
  }
}

/** A file of so many bytes, made of this text again and again. */
export function* large(bytes, text) {
  const part = text.repeat(Math.ceil(1e6 / text.length));
  const parts = Math.ceil(bytes / part.length);
  yield `${commit(0)}M 644 inline large.txt\ndata ${parts * part.length}\n`;
  for (let at = 0; at < parts; at++) yield part;
  yield '\n';
}

/** A branch for each commit, and on every tenth a tag of its own. The first commits bring a key each. */
export function* branches(count, keys) {
  for (let at = 0; at < count; at++) {
    yield commit(at, `refs/heads/team-${at % 97}/feature-${at}`);
    if (at < keys) yield inline(`keys${at}.env`, `KEY=${keyId(at)}\n`);
    else if (at % 50 === 0) yield inline(`file${at % 7}`, `${at}\n`);
    if (at % 10 === 0) yield `tag v${at}\nfrom :${at + 1}\ntagger ${someone(at)}\ndata 0\n`;
  }
}

/** Every third commit merges a branch that left twenty merges before; the tag `start` is on the first one, the last one has a key. */
export function* merges(rounds) {
  yield commit(0) + inline('file0', '0\n');
  yield 'reset refs/tags/start\nfrom :1\n\n';
  const merge = (round) => 3 * round + 1;
  for (let round = 1; round <= rounds; round++) {
    const [main, side] = [merge(round) - 2, merge(round) - 1];
    const sideFile = inline(`side/${round % 300}`, `${round}\n`.repeat(50));
    yield commitOn(main, merge(round - 1)) + inline(`main/${round % 300}`, `${round}\n`.repeat(50));
    yield commitOn(side, merge(Math.max(0, round - 20)), 'refs/heads/side') + sideFile;
    yield commitOn(merge(round), main, 'refs/heads/main', side) + sideFile;
  }
  yield commitOn(merge(rounds) + 1, merge(rounds)) + inline('leak.env', `KEY=${keyId(0)}\n`);
}

/** A commit by its mark, on another one. */
const commitOn = (mark, from, ref = 'refs/heads/main', merged = undefined) =>
  `commit ${ref}\nmark :${mark}\ncommitter ${someone(mark)}\ndata 1\nx\nfrom :${from}\n${merged === undefined ? '' : `merge :${merged}\n`}`;

/** One commit with so many small files, twenty in a folder. */
export function* files(count) {
  yield commit(0);
  for (let at = 0; at < count; at++)
    yield inline(`package${Math.floor(at / 500)}/folder${Math.floor(at / 20)}/file${at}.ts`, `${at}\n`);
}

/** A commit for each key, which stands in place of an older one. */
export function* leaks(keys) {
  for (let at = 0; at < keys; at++)
    yield commit(at) + inline(`folder${at % 20}/file${at % 500}.env`, `KEY=${keyId(at)}\n`);
}

const commit = (at, ref = 'refs/heads/main') =>
  `commit ${ref}\nmark :${at + 1}\ncommitter ${someone(at)}\ndata 1\nx\n${at === 0 ? '' : `from :${at}\n`}`;

const someone = (at) => `A <a@example.com> ${1_600_000_000 + at} +0000`;

const inline = (path, text) => `M 644 inline ${path}\ndata ${text.length}\n${text}\n`;

/** Current in form: base32 of a one, an account, and anything. */
export function keyId(number) {
  const bytes = createHash('sha256').update(`${number}`).digest();
  const account = bytes.readBigUInt64BE() % 1_000_000_000_000n;
  const rest = bytes.readBigUInt64BE(8) % (1n << 39n);
  const bits = ((1n << 40n) | account) * (1n << 39n) + rest;
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const body = Array.from({ length: 16 }, (_, at) => alphabet[Number((bits >> BigInt(75 - 5 * at)) & 31n)]);
  return `AK${'IA'}${body.join('')}`;
}

/** How many commits and refs there are. */
export const sizeOf = (folder) => ({
  commits: lineCount(folder, ['rev-list', '--all']),
  refs: lineCount(folder, ['for-each-ref', '--format=x']),
});

const lineCount = (cwd, args) =>
  spawnSync('git', args, { cwd, encoding: 'latin1', maxBuffer: Number.POSITIVE_INFINITY }).stdout.split('\n')
    .length - 1;
