/** What a command said and nobody could read takes "all is well" away. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bin, costly } from '../support/keyhalt.ts';
import { aRepo } from '../support/repo.ts';

const commands = ['rules list', 'explain f:1', 'baseline audit', 'doctor', 'scan f'];

test.skipIf(!existsSync('/dev/full')).each(costly ? commands : commands.slice(0, 2))(
  'keyhalt %s ends with 2 where the disk is full',
  (command) => {
    const repo = aRepo().stage({ f: 'x\n' });

    const { code } = repo.run('sh', ['-c', `'${join(bin, 'keyhalt')}' ${command} > /dev/full`]);

    expect(code).toBe(2);
  },
);

test('a command that was read to its end ends with 0', () => {
  expect(aRepo().run(join(bin, 'keyhalt'), 'rules list').code).toBe(0);
});
