/** What is kept of compiled code is taken where it is of the same text, whole, and the user's own; else it is as good as none. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { KeptCode } from '../../src/start/kept-code.ts';
import { scratch } from '../support/scratch.ts';

const now = Date.now();
const text = Buffer.from('(function add(one, two) { return one + two; })');

/** Compiles a text, and ends. Returns what was handed to V8 of an earlier run. */
function run(
  folder: string,
  { script = text, code = 0, use = 'pre-commit', at = now, node = process.execPath } = {},
): Buffer | undefined {
  const kept = new KeptCode(folder, use, node);
  let handed: Buffer | undefined;
  const compiled = kept.compiled('program', script, (cachedData) => {
    handed = cachedData;
    return new Script(script.toString(), { ...(cachedData && { cachedData }) });
  });
  compiled.runInThisContext()(1, 2);
  kept.keep(code, at);
  return handed;
}

function aFolder(): string {
  const trash = mkdtempSync(join(scratch, 'keyhalt-kept-'));
  onTestFinished(() => rmSync(trash, { recursive: true, force: true }));
  return join(trash, 'compiled');
}

const onlyFile = (folder: string): string => join(folder, readdirSync(folder)[0]!);

test('the next run is handed what the first one made', () => {
  const folder = aFolder();

  expect(run(folder)).toBeUndefined();
  expect(readFileSync(onlyFile(folder)).subarray(0, -5)).toEqual(run(folder));
  expect(readdirSync(folder)).toHaveLength(1);
});

test('nobody else can read or write it', () => {
  const folder = aFolder();
  run(folder);

  expect([statSync(folder).mode & 0o777, statSync(onlyFile(folder)).mode & 0o777]).toEqual([0o700, 0o600]);
});

test('another text of the same length, and another use, have none', () => {
  const folder = aFolder();
  run(folder);

  expect(run(folder, { script: Buffer.from(text.toString().replace('+', '-')) })).toBeUndefined();
  expect(run(folder, { use: 'pre-push' })).toBeUndefined();
});

test('another build of Node has none, also one that calls its V8 the same or stands in the place of the first', () => {
  const folder = aFolder();
  const [one, other] = ['one', 'other'].map((name) => join(folder, '..', name)) as [string, string];
  writeFileSync(one, 'a build');
  copyFileSync(one, other);
  const handed = (node: string) => run(folder, { node });

  expect([handed(one), handed(other)]).toEqual([undefined, undefined]);
  expect([handed(one), handed(other)]).toEqual([expect.any(Buffer), expect.any(Buffer)]);
  writeFileSync(one, 'another build');
  expect(handed(one)).toBeUndefined();
});

test('of a file that another text left in its place, or that is damaged or cut anywhere, nothing is taken', () => {
  const folder = aFolder();
  run(folder);
  const file = onlyFile(folder);
  const whole = readFileSync(file);
  const other = aFolder();
  run(other, { script: Buffer.from(text.toString().replace('+', '-')) });
  const damaged = Array.from({ length: whole.length }, (_, at) => {
    const copy = Buffer.from(whole);
    copy[at]! ^= 1;
    return copy;
  });

  for (const content of [
    readFileSync(onlyFile(other)),
    ...damaged,
    whole.subarray(1),
    whole.subarray(0, 5),
    Buffer.alloc(0),
  ]) {
    writeFileSync(file, content);
    expect(
      new KeptCode(folder, 'pre-commit', process.execPath).compiled('program', text, (kept) => {
        expect(kept).toBeUndefined();
        return new Script('');
      }),
    ).toBeInstanceOf(Script);
  }
  writeFileSync(file, whole);
  expect(run(folder)).toBeDefined();
});

test.skipIf(process.platform === 'win32')('what others could have written is not taken', () => {
  const folder = aFolder();
  run(folder);

  for (const [mode, isTaken] of [
    [0o600, true],
    [0o620, false],
    [0o602, false],
    [0o644, false],
  ] as const) {
    const file = onlyFile(folder);
    chmodSync(file, mode);
    expect(run(folder, { code: 2 }) !== undefined, mode.toString(8)).toBe(isTaken);
  }
});

describe.skipIf(process.platform === 'win32')('nothing is taken of', () => {
  test.each<readonly [string, (folder: string, file: string) => void]>([
    ['a folder that others may look into, as one of a checkout', (folder) => chmodSync(folder, 0o755)],
    ['a folder that is a link', (folder) => putLink(folder)],
    ['a file that is a link', (_, file) => putLink(file)],
    [
      'a pipe, for which nothing waits',
      (_, file) => {
        rmSync(file);
        execFileSync('mkfifo', ['-m', '600', file]);
      },
    ],
  ])('%s', (_, change) => {
    const folder = aFolder();
    run(folder);
    expect(run(folder, { code: 2 })).toBeDefined();

    change(folder, onlyFile(folder));

    expect(run(folder, { code: 2 })).toBeUndefined();
  });

  function putLink(path: string): void {
    const elsewhere = aFolder();
    renameSync(path, elsewhere);
    symlinkSync(elsewhere, path);
  }
});

test('a run that found something keeps it anew, a shorter one leaves it', () => {
  const folder = aFolder();
  const reached = (code: number) => {
    run(folder, { code });
    return existsSync(folder) && readFileSync(onlyFile(folder)).at(-5);
  };

  expect(reached(2)).toBe(false);
  expect(reached(0)).toBe(0);
  expect(reached(1)).toBe(1);
  expect(reached(0)).toBe(1);
});

test('a run that set flags of V8 keeps nothing, for none starts with them', () => {
  const folder = aFolder();
  const kept = new KeptCode(folder, 'scan', process.execPath);
  kept.compiled('program', text, () => new Script(text.toString()));

  setFlagsFromString('--semi-space-growth-factor=3');
  kept.keep(0, now);
  setFlagsFromString('--semi-space-growth-factor=2');

  expect(existsSync(folder)).toBe(false);
});

test('what was kept three months ago is forgotten when something new is kept, and nothing else of the folder', () => {
  const folder = aFolder();
  run(folder);
  const [old, young, other] = ['old-1a-2b', 'young-1a-2b', 'README.md'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  symlinkSync('nowhere', join(folder, 'link-1a-2b'));
  const days = (count: number) => now / 1000 - count * 24 * 60 * 60;
  for (const [file, age] of [
    [old, 91],
    [young, 89],
    [other, 91],
  ] as const) {
    writeFileSync(file, '');
    utimesSync(file, days(age), days(age));
  }

  run(folder);
  expect([old, young, other].map(existsSync)).toEqual([true, true, true]);
  run(folder, { use: 'commit-msg' });
  expect([old, young, other].map(existsSync)).toEqual([false, true, true]);
});

test('where nothing can be kept nothing is', () => {
  const folder = aFolder();
  writeFileSync(folder, 'a file');

  expect(run(folder)).toBeUndefined();
  expect(readFileSync(folder, 'utf8')).toBe('a file');
});
