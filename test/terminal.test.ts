import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { forFile, forReader, terminalOptions } from '../src/terminal.ts';
import { onPlatform } from './support/platform.ts';
import { aRepo } from './support/repo.ts';

const color = (isTTY: boolean, env: NodeJS.ProcessEnv) => terminalOptions(stream(isTTY), env).color;
const stream = (isTTY: boolean, columns?: number, rows?: number) =>
  ({ isTTY, columns, rows }) as unknown as NodeJS.WriteStream;

describe('colour', () => {
  test.each<[string, boolean, NodeJS.ProcessEnv, number]>([
    ['a terminal has it', true, {}, 1],
    ['a pipe has none', false, {}, 0],
    ['NO_COLOR takes it away', true, { NO_COLOR: '1' }, 0],
    ['an empty NO_COLOR does not count', true, { NO_COLOR: '' }, 1],
    ['a dumb terminal has none', true, { TERM: 'dumb' }, 0],
    ['FORCE_COLOR brings it into a pipe', false, { FORCE_COLOR: '1' }, 1],
    ['FORCE_COLOR counts for more than NO_COLOR', false, { FORCE_COLOR: 'true', NO_COLOR: '1' }, 1],
    ['an empty FORCE_COLOR asks for it, too', false, { FORCE_COLOR: '' }, 1],
    ['FORCE_COLOR=0 takes it away', true, { FORCE_COLOR: '0' }, 0],
    ['FORCE_COLOR=false takes it away', true, { FORCE_COLOR: 'false' }, 0],
    ['FORCE_COLOR says how many', false, { FORCE_COLOR: '3' }, 3],
  ])('%s', (_, isTTY, env, level) => {
    expect(color(isTTY, env)).toBe(level);
  });
});

describe('what starts keyhalt once more', () => {
  test.each([
    ['/home/a/project/node_modules/.bin/keyhalt', '/home/a/project', 'npx keyhalt'],
    [
      '/home/a/project/node_modules/.pnpm/keyhalt@1.0.0/node_modules/keyhalt/dist/hook.cjs',
      '/home/a/project/packages/b',
      'npx keyhalt',
    ],
    ['/home/a/.npm/_npx/3f2a/node_modules/.bin/keyhalt', '/home/a/project', 'npx keyhalt'],
    ['/usr/local/lib/node_modules/keyhalt/bin/keyhalt', '/home/a/project', 'keyhalt'],
    ['/home/a/project/node_modules/.bin/keyhalt', '/home/a/project-two', 'keyhalt'],
    ['/home/a/keyhalt/dist/cli.cjs', '/home/a/project', 'keyhalt'],
  ])('%s in %s: %s', (file, folder, command) => {
    const program = { argv: ['node', file], cwd: () => folder };

    expect(terminalOptions(stream(true), {}, program).command).toBe(command);
  });
});

test('on Windows a drive has the same folders by either name', () => {
  const program = { argv: ['', 'C:/project/node_modules/keyhalt/bin/keyhalt'], cwd: () => 'c:/Project/src' };

  expect(onPlatform('win32', () => forReader('keyhalt scan', program))).toBe('npx keyhalt scan');
  expect(forReader('keyhalt scan', program)).not.toBe('npx keyhalt scan');
});

test('beside the project that has it, its path is told', () => {
  const repo = aRepo().write({ 'app/package.json': '{}', 'app/node_modules/keyhalt/dist/hook.cjs': '' });
  const program = {
    argv: ['node', `${repo.root}/app/node_modules/keyhalt/dist/hook.cjs`],
    cwd: () => repo.root,
  };

  expect(terminalOptions(stream(true), {}, program).command).toBe(
    `${repo.root}/app/node_modules/.bin/keyhalt`,
  );
});

describe('lines that start keyhalt are what their reader types', () => {
  const inProject = {
    argv: ['node', '/home/a/project/node_modules/keyhalt/dist/cli.cjs'],
    cwd: () => '/home/a/project',
  };

  test.each([
    ['keyhalt respond kh1:… is about that one.', 'npx keyhalt respond kh1:… is about that one.'],
    ['  keyhalt respond --policy NAME &&', '  npx keyhalt respond --policy NAME &&'],
    ['run keyhalt install, then `keyhalt doctor`', 'run npx keyhalt install, then `npx keyhalt doctor`'],
  ])('%s', (line, typed) => {
    expect(forReader(line, inProject)).toBe(typed);
  });

  test.each([
    'keyhalt: 1 finding in staged content',
    'keyhalt ran and found nothing',
    'Run npx keyhalt install again',
    'aws iam delete-user-policy --policy-name keyhalt-source-ip',
    'node_modules/.bin/keyhalt scan .',
  ])('and other words stay as they are: %s', (line) => {
    expect(forReader(line, inProject)).toBe(line);
  });

  test('every command of the command line among them', () => {
    const page = readFileSync(join(import.meta.dirname, '../docs/cli.md'), 'utf8');
    const commands = [...page.matchAll(/^### (keyhalt \w+)/gm)].map(([, command]) => command!);

    expect(commands.length).toBeGreaterThan(8);
    for (const command of commands) expect(forReader(command, inProject)).toBe(`npx ${command}`);
  });

  test('in a file that goes elsewhere without a path of this machine', () => {
    const repo = aRepo().write({ 'app/package.json': '{}', 'app/node_modules/keyhalt/dist/cli.cjs': '' });
    const beside = {
      argv: ['node', `${repo.root}/app/node_modules/keyhalt/dist/cli.cjs`],
      cwd: () => repo.root,
    };

    expect(forReader('keyhalt fix', beside)).toBe(`${repo.root}/app/node_modules/.bin/keyhalt fix`);
    expect(forFile('keyhalt fix', beside)).toBe('keyhalt fix');
    expect(forFile('keyhalt fix', inProject)).toBe('npx keyhalt fix');
  });
});

describe('the size', () => {
  test('is that of the terminal', () => {
    expect(terminalOptions(stream(true, 60, 24), {})).toMatchObject({ width: 60, rows: 24 });
  });

  test('is a usual one where the terminal does not know it', () => {
    for (const size of [undefined, 0])
      expect(terminalOptions(stream(true, size, size), {})).toMatchObject({ width: 100, rows: 40 });
  });

  test('has no end of the screen in a file, a pipe or the log of a CI', () => {
    expect(terminalOptions(stream(false), {})).toMatchObject({
      width: 100,
      rows: Number.POSITIVE_INFINITY,
    });
  });
});
