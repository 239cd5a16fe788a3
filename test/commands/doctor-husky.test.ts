import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ourHooks } from '../../src/hooks/names.ts';
import { put } from '../hooks/installed.ts';
import { costly } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { allStop, examined, husky, scanners } from './examined.ts';

describe.skipIf(!costly)('with husky', () => {
  /** The real husky, with scanners in the files that people write. */
  function aHuskyRepo(): Repo {
    const repo = aRepo().write({ 'package.json': '{"devDependencies":{"husky":"^9"}}' });
    repo.read(['-c', `alias.husky=!node '${husky}'`, 'husky']);
    for (const name of ourHooks) {
      put(
        join(repo.root, '.husky', name),
        `${scanners[name].replace(/ && exit 1/, ' && exit 1 || :')}\n`,
        0o644,
      );
    }
    return repo;
  }

  test('hooks that stop a key are said to', async () => {
    expect(await examined(aHuskyRepo())).toMatchObject({ code: 0, lines: allStop });
  });

  test.each([
    ['in the environment', () => ({ HUSKY: '0' }), /^HUSKY=0 is in the environment/m],
    [
      'in init.sh',
      (repo: Repo) => {
        put(join(repo.beside('home'), '.config', 'husky', 'init.sh'), 'export HUSKY=0\n');
        return {};
      },
      /^HUSKY=0 is in .*init\.sh/m,
    ],
  ])('HUSKY=0 %s', async (_, setUp, said) => {
    const repo = aHuskyRepo();

    const { code, text } = await examined(repo, { env: setUp(repo) });

    expect(code).toBe(2);
    expect(text).toMatch(said);
    expect(text.match(/DOES NOT STOP/g)).toHaveLength(5);
  });

  test('lines that end as on Windows', async () => {
    const repo = aHuskyRepo();
    const file = join(repo.root, '.husky', 'pre-commit');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'));

    const { text } = await examined(repo);

    expect(text).toMatch(
      /^files in .*\.husky have lines that end as on Windows, .*: put "\.husky\/\* text eol=lf"/m,
    );
  });

  test('a clone without npm install', async () => {
    const repo = aHuskyRepo();
    rmSync(join(repo.root, '.husky', '_'), { recursive: true });

    const { code, text } = await examined(repo);

    expect(code).toBe(2);
    expect(text).toMatch(/_ is missing, so git runs no hook at all: run npx husky \(or npm install\)$/m);
  });

  test('a clone in which husky has not set core.hooksPath', async () => {
    const repo = aHuskyRepo().git('config --unset core.hooksPath');

    const { code, text } = await examined(repo);

    expect(code).toBe(2);
    expect(text).toMatch(/husky is not set up in this clone/);
    expect(text).toMatch(/^pre-commit +DOES NOT RUN: there is no .*: run npx husky/m);
  });

  test('a file of husky’s that is missing', async () => {
    const repo = aHuskyRepo();
    rmSync(join(repo.root, '.husky', 'commit-msg'));

    const { code, text } = await examined(repo);

    expect(code).toBe(2);
    expect(text).toMatch(
      /^commit-msg +DOES NOT STOP the key: there is no .*\.husky\/commit-msg: run keyhalt install$/m,
    );
  });

  test('steps after keyhalt’s are worth a warning, and no failure', async () => {
    const repo = aHuskyRepo();
    const file = join(repo.root, '.husky', 'pre-commit');
    writeFileSync(file, `# keyhalt start:\n${readFileSync(file, 'utf8')}# keyhalt end\ntrue\n`);

    const { code, lines } = await examined(repo);

    expect(code).toBe(0);
    expect(lines.at(-1)).toMatch(/^warning: .*goes on after keyhalt's step/);
  });
});
