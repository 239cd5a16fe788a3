import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installIn, notingScript, put, snapshot, uninstallIn } from '../hooks/installed.ts';
import { rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const hooksOf = (repo: Repo): string => join(repo.root, '.git', 'hooks');

/** Every kind of hook that may be there before. */
function withHooks(repo: Repo, folder = hooksOf(repo)): string {
  put(join(folder, 'pre-commit'), notingScript(repo, 'pre-commit'), 0o755);
  put(join(folder, 'pre-push'), notingScript(repo, 'pre-push'), 0o640);
  put(join(folder, 'commit-msg'), Buffer.from([0, 0xff, 0x0d, 0x0a]), 0o700);
  put(join(folder, 'post-commit'), notingScript(repo, 'post-commit'), 0o755);
  symlinkSync('../../nowhere', join(folder, 'pre-merge-commit'));
  return folder;
}

test('every hook is what it was, to the byte, the mode and the link', async () => {
  const repo = aRepo();
  const before = snapshot(withHooks(repo));

  await installIn(repo);
  expect(snapshot(hooksOf(repo))).not.toEqual(before);
  const said = await uninstallIn(repo);

  expect(snapshot(hooksOf(repo))).toEqual(before);
  expect(said.split('\n')).toHaveLength(5);
});

rare('where nothing was, nothing is left', async () => {
  const repo = aRepo();

  await installIn(repo);
  await uninstallIn(repo);

  expect(snapshot(hooksOf(repo))).toEqual({});
});

test('what the hooks noted in the folders of git goes, too', async () => {
  const repo = aRepo().commit('one').git('worktree add -q ../linked');
  const folders = ['.git', '.git/worktrees/linked'];
  const noted = folders.flatMap((folder) =>
    ['keyhalt-policy', 'keyhalt-clean'].map((name) => `${folder}/${name}`),
  );
  repo.write(Object.fromEntries(noted.map((path) => [path, 'noted\n'])));
  await installIn(repo);

  await uninstallIn(repo);

  expect(noted.filter((path) => existsSync(join(repo.root, path)))).toEqual([]);
});

rare('without an install it changes nothing, and says so', async () => {
  const repo = aRepo();
  const before = snapshot(withHooks(repo));

  const said = await uninstallIn(repo);

  expect(snapshot(hooksOf(repo))).toEqual(before);
  expect(said).toBe('No hook of keyhalt was here.');
});

test('a hook that has taken the place of ours stays, and so does what was kept', async () => {
  const repo = aRepo();
  withHooks(repo);
  await installIn(repo);
  put(join(hooksOf(repo), 'pre-commit'), notingScript(repo, 'newer'));

  await uninstallIn(repo);

  expect(readFileSync(join(hooksOf(repo), 'pre-commit'), 'utf8')).toContain('newer');
  expect(existsSync(join(hooksOf(repo), 'pre-commit.before-keyhalt'))).toBe(true);
});

rare('where ours was removed by hand, what was kept comes back', async () => {
  const repo = aRepo();
  const before = snapshot(withHooks(repo));
  await installIn(repo);
  rmSync(join(hooksOf(repo), 'pre-commit'));

  await uninstallIn(repo);

  expect(snapshot(hooksOf(repo))).toEqual(before);
});

test('hooks that core.hooksPath has since put out of force are taken out, too', async () => {
  const repo = aRepo();
  await installIn(repo);
  repo.git('config core.hooksPath elsewhere');
  await installIn(repo);

  await uninstallIn(repo);

  expect([snapshot(hooksOf(repo)), snapshot(join(repo.root, 'elsewhere'))]).toEqual([{}, {}]);
});

rare('from a linked work tree', async () => {
  const repo = aRepo().commit('start').git('worktree add -q ../linked');
  const before = snapshot(withHooks(repo));
  await installIn(repo);

  await uninstallIn(repo.at('linked'));

  expect(snapshot(hooksOf(repo))).toEqual(before);
});

test('what only has the name of a hook that was kept does not become one: install says that the name is taken', async () => {
  const repo = aRepo();
  put(join(hooksOf(repo), 'commit-msg.before-keyhalt'), 'stale\n', 0o644);
  const before = snapshot(hooksOf(repo));

  await expect(installIn(repo)).rejects.toMatchObject({
    message: expect.stringMatching(/commit-msg\.before-keyhalt is in the way/),
    hint: expect.stringMatching(/call it commit-msg, else remove it/),
  });

  expect(snapshot(hooksOf(repo))).toEqual(before);
});

test('out of a template folder', async () => {
  const repo = aRepo();
  const template = repo.beside('template');
  mkdirSync(template);
  const before = snapshot(withHooks(repo, join(template, 'hooks')));

  await installIn(repo, { template });
  expect(snapshot(join(template, 'hooks'))).not.toEqual(before);
  await uninstallIn(repo, { template });

  expect(snapshot(join(template, 'hooks'))).toEqual(before);
});
