import { EventEmitter } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import { askGit, streamGit } from '../../src/git/process.ts';
import { gitProgram } from '../../src/git/program.ts';

const found = (path: string, ...there: readonly string[]) =>
  gitProgram({ Path: path }, 'win32', (file) => there.includes(file));

test('elsewhere than on Windows the system finds it', () => {
  expect(gitProgram({ PATH: '/bin' }, 'linux')).toBe('git');
});

test('on Windows it is the first one of the PATH, however that is written', () => {
  const git = String.raw`C:\Program Files\Git\cmd\git.exe`;

  expect(found(String.raw`C:\Windows;"C:\Program Files\Git\cmd";D:\other`, git, 'D:\\other\\git.exe')).toBe(
    git,
  );
  expect(found('C:/Program Files/Git/cmd/', git)).toBe(git);
});

test('on Windows none that the folder of a repository could bring', () => {
  expect(found(String.raw`;.;bin;C:bin;\tools;node_modules\.bin`, 'git.exe', String.raw`bin\git.exe`)).toBe(
    undefined,
  );
  expect(found(String.raw`.;\\server\tools`, 'git.exe', String.raw`\\server\tools\git.exe`)).toBe(
    String.raw`\\server\tools\git.exe`,
  );
  expect(gitProgram({}, 'win32', () => true)).toBe(undefined);
});

test('on Windows a git that Ctrl-C ended is told as that, and not as a git that failed', async () => {
  const status = 0xc000013a;
  const stopped = { ...process.getBuiltinModule('node:child_process') };
  stopped.spawnSync = (() => ({ status, signal: null, stdout: '', stderr: '' })) as never;
  stopped.spawn = (() => {
    const child = new EventEmitter();
    setImmediate(() => child.emit('close', status, null));
    const [stdin, stdout, stderr] = [new PassThrough(), Readable.from([]), Readable.from([])];
    return Object.assign(child, { stdin, stdout, stderr });
  }) as never;
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(stopped as never);
  onTestFinished(() => void vi.restoreAllMocks());

  expect(() => askGit({ cwd: '.', env: {} }, ['version'])).toThrow(/interrupted/);
  await expect(streamGit({ cwd: '.', env: {} }, ['version']).end).rejects.toThrow(/interrupted/);
});
