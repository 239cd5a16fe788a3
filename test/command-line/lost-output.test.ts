/** What a command said and nobody could read takes "all is well" away. */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bin, costly } from '../support/keyhalt.ts';
import { aRepo } from '../support/repo.ts';

const commands = [
  '--version',
  'help scan',
  'rules list',
  'respond',
  'explain f:1',
  'baseline audit',
  'doctor',
  'scan f',
];

test.skipIf(!existsSync('/dev/full')).each(costly ? commands : commands.slice(0, 3))(
  'keyhalt %s ends with 2 where the disk is full',
  (command) => {
    const repo = aRepo().stage({ f: 'x\n' });

    const { code, stderr } = repo.run('sh', ['-c', `'${join(bin, 'keyhalt')}' ${command} > /dev/full`]);

    expect(code).toBe(2);
    expect(stderr.match(/standard output cannot be written: the disk is full/g)).toHaveLength(1);
  },
);

test.skipIf(process.platform === 'win32')(
  'a report of which only the beginning could be written is none',
  () => {
    const repo = aRepo().stage({ f: 'x\n' });

    const { code, stderr } = repo.run('sh', [
      '-c',
      `ulimit -f 4; '${join(bin, 'keyhalt')}' scan f --format html > out`,
    ]);

    expect(code).toBe(2);
    expect(
      stderr.match(/standard output cannot be written: it would be larger than a file may be/g),
    ).toHaveLength(1);
  },
);

test.skipIf(process.platform === 'win32')('a folder that is gone is no place to start', () => {
  const { code, stderr } = aRepo().run('sh', [
    '-c',
    `mkdir gone; cd gone; rmdir ../gone; '${join(bin, 'keyhalt')}' scan --staged`,
  ]);

  expect([code, stderr]).toEqual([
    2,
    'keyhalt: the current folder is not there any more\n         Go to one that is: cd ~\n',
  ]);
});

test('a program that cannot be loaded has found nothing and looked at nothing', () => {
  const repo = aRepo();
  mkdirSync(repo.beside('bin'));
  copyFileSync(join(bin, 'keyhalt'), repo.beside('bin/keyhalt.cjs'));

  const { code, stdout, stderr } = repo.run(process.execPath, [repo.beside('bin/keyhalt.cjs'), 'scan', '.']);

  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^keyhalt: its own program cannot be loaded: .*cli\.cjs.*\n +Install keyhalt again/);
});

test('a command that was read to its end ends with 0', () => {
  expect(aRepo().run(join(bin, 'keyhalt'), 'rules list').code).toBe(0);
});
