import { chmodSync, existsSync, lstatSync, readFileSync, rmSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addOutput, writeOutputs } from '../../src/command-line/outputs.ts';
import { aRepo } from '../support/repo.ts';

const content = async (format: string) => `${format}\n`;

describe('an output', () => {
  test('is a format and a file, whose name may hold anything', () => {
    expect(addOutput('json:C:\\reports\\a b.json')).toEqual([
      { format: 'json', path: 'C:\\reports\\a b.json' },
    ]);
  });

  test.each(['', 'json', 'json:', ':a', 'yaml:a', 'a.json', 'JSON:a'])('is not %j', (text) => {
    expect(() => addOutput(text)).toThrow('--output wants FORMAT:FILE');
  });

  test('is not -, for standard output has a format of its own', () => {
    expect(() => addOutput('json:-')).toThrow('--output writes into files, and - is none');
    expect(addOutput('json:./-')).toEqual([{ format: 'json', path: './-' }]);
  });

  test('shares its file with no other', () => {
    expect(() => addOutput('text:./a', addOutput('json:a'))).toThrow('names one file twice');
  });
});

describe('reports in files', () => {
  test('are written where they are to be, with their folders', async () => {
    const path = aRepo().beside('new/folder/a.json');

    expect(await writeOutputs([{ format: 'json', path }], content)).toEqual([]);

    expect(readFileSync(path, 'utf8')).toBe('json\n');
  });

  test('are written although another one cannot be', async () => {
    const repo = aRepo();
    const [folder, path] = [repo.root, repo.beside('b.txt')];

    const failures = await writeOutputs(
      [
        { format: 'json', path: folder },
        { format: 'text', path },
      ],
      content,
    );

    expect(failures).toMatchObject([{ message: expect.stringContaining('is a folder') }]);
    expect(readFileSync(path, 'utf8')).toBe('text\n');
  });

  test('take the place of older ones, through links, with the rights that these had', async () => {
    const repo = aRepo().write({ 'old.json': 'old\n', link: { link: 'old.json' } });
    chmodSync(`${repo.root}/old.json`, 0o600);

    await writeOutputs([{ format: 'json', path: `${repo.root}/link` }], content);

    expect(lstatSync(`${repo.root}/link`).isSymbolicLink()).toBe(true);
    expect(readFileSync(`${repo.root}/old.json`, 'utf8')).toBe('json\n');
    expect(statSync(`${repo.root}/old.json`).mode & 0o777).toBe(0o600);
  });

  test('go through no link of what is looked at, nor to a file that is one', async () => {
    const repo = aRepo().write({ 'link.json': { link: '../victim' }, out: { link: '..' } });
    repo.at('.').write({ victim: 'old\n' });
    const write = (path: string) =>
      writeOutputs([{ format: 'json', path: `${repo.root}/${path}` }], content, repo.root);

    expect(await write('link.json')).toMatchObject([
      { message: expect.stringContaining('would be written through a link') },
    ]);
    expect(await write('out/victim')).toHaveLength(1);
    expect(readFileSync(repo.beside('victim'), 'utf8')).toBe('old\n');
    // An alias of the folder hides none of its links, and nor does a way back.
    repo.at('.').write({ alias: { link: 'repo' } });
    const alias = repo.beside('alias');
    for (const path of [
      `${repo.root}/../alias/out/victim`,
      `${alias}/link.json`,
      `${repo.root}/a/../out/victim`,
    ])
      expect(await writeOutputs([{ format: 'json', path }], content, repo.root)).toHaveLength(1);
    expect(readFileSync(repo.beside('victim'), 'utf8')).toBe('old\n');
    await writeOutputs([{ format: 'json', path: `${repo.root}/out/../there.json` }], content, repo.root);
    expect(existsSync(`${repo.root}/there.json`)).toBe(true);
    expect(await write('new/out.json')).toEqual([]);
    expect(await write('../out.json')).toEqual([]);
  });

  test('never take the place of a device or a pipe', async ({ skip }) => {
    const repo = aRepo();
    const device = repo.beside('zero');
    repo.run('mknod', [device, 'c', '1', '3']);
    if (!lstatSync(device, { throwIfNoEntry: false })?.isCharacterDevice())
      skip('nobody but root makes devices');

    expect(await writeOutputs([{ format: 'json', path: device }], content)).toEqual([]);

    expect(lstatSync(device).isCharacterDevice()).toBe(true);
    rmSync(device);
  });

  test('that could not be made leave what was there', async () => {
    const repo = aRepo().write({ a: 'old\n' });

    const failures = await writeOutputs([{ format: 'json', path: `${repo.root}/a` }], async () => {
      throw new Error('cannot be made');
    });

    expect(failures).toHaveLength(1);
    expect(readFileSync(`${repo.root}/a`, 'utf8')).toBe('old\n');
  });
});
