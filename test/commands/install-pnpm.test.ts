/** pnpm keeps a package in a folder with the version in its name, and has a link in node_modules lead there. */
import { mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { doctor } from '../../src/commands/doctor.ts';
import { ourHooks } from '../../src/hooks/names.ts';
import { aPackage, installIn } from '../hooks/installed.ts';
import { rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

/** Puts a version where pnpm would, and lets the link lead there. @returns the folder of the version */
function pnpmAdd(repo: Repo, version: string, project = '.'): string {
  const store = `repo/node_modules/.pnpm/keyhalt@${version}/node_modules/keyhalt`;
  const folder = aPackage(repo, store);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'keyhalt', version }));
  const link = join(repo.root, project, 'node_modules/keyhalt');
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(folder, link, 'junction');
  return realpathSync(folder);
}

const pnpmPrune = (repo: Repo, version: string) =>
  rmSync(join(repo.root, `node_modules/.pnpm/keyhalt@${version}`), { recursive: true });

describe('under pnpm', () => {
  test.each([
    ['at the top', '.', '.'],
    ['in a package below', 'packages/a', 'packages/a'],
    ['at the top, started in a package below', '.', 'packages/a'],
  ])('hooks run what an upgrade brings, and go on when the old one is gone: %s', async (_, project, cwd) => {
    const repo = aRepo().write({ 'packages/a/a': 'a\n' });
    await installIn(repo, { packageRoot: pnpmAdd(repo, '1.0.0', project), cwd });
    pnpmAdd(repo, '2.0.0', project);
    pnpmPrune(repo, '1.0.0');

    const { code, stderr } = repo.run('git', 'commit -q --allow-empty -m hi');

    expect(stderr).toBe('');
    expect(code).toBe(0);
    for (const name of ourHooks)
      expect(readFileSync(join(repo.root, '.git/hooks', name), 'utf8')).toContain(
        `gate='${join(repo.root, project, 'node_modules/keyhalt')}/bin/keyhalt-hook'`,
      );
  });

  rare('doctor says that hooks run another version than the one that is asked', async () => {
    const repo = aRepo().commit('start', { a: 'a\n' });
    const old = pnpmAdd(repo, '1.0.0');
    rmSync(join(repo.root, 'node_modules/keyhalt'));
    await installIn(repo, { packageRoot: old });
    const ask = async (packageRoot: string) => {
      const lines: string[] = [];
      await doctor({
        ...{ cwd: repo.root, env: repo.env, timeLimit: 20_000, packageRoot },
        print: (line) => void lines.push(line),
      });
      return lines.join('\n');
    };

    expect(await ask(old)).not.toContain('The hooks run keyhalt');
    expect(await ask(pnpmAdd(repo, '2.0.0'))).toContain(
      `The hooks run keyhalt 1.0.0 (${old}), and this is 2.0.0: run keyhalt install.`,
    );
  });
});
