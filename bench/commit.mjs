/**
 * What a whole `git commit` costs with all hooks that `keyhalt install` puts in, in git's own folder and beside husky:
 * the difference to the same commit without any, paired in one run with bare Node.
 */
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, inTurn, median, ratio, table } from './pairs.mjs';
import { alone, bareNode, cleanCases, machine, root, roundsFor, run, within } from './staged.mjs';

const cases = cleanCases.filter(({ files, kind }) => kind === 'lock' || files <= 100);

console.log(machine());
const print = table([
  'git commit, clean'.padEnd(24),
  'hooks by'.padEnd(15),
  'with hooks ms',
  'without ms',
  'node -e 0 ms',
  'difference x node -e 0',
]);
for (const one of cases) {
  print(within(one, (folder) => row(folder, one, 'keyhalt install'), install));
  print(within(one, (folder) => row(folder, one, 'husky 9'), besideHusky));
}

function row(folder, one, by) {
  const before = resetIn(folder);
  const message = ['commit', '--quiet', '--message', 'orders: what is out of stock is not counted'];
  const times = inTurn(
    {
      hooked: alone(['git', ...message], { before }),
      bare: bareNode,
      unhooked: alone(['git', '-c', 'core.hooksPath=/dev/null', ...message], { before }),
    },
    { cwd: folder, rounds: roundsFor(one) },
  );
  const difference = times.hooked.map((time, round) => time - times.unhooked[round]);
  return [
    one.name,
    by.padEnd(15),
    median(times.hooked).toFixed(1),
    median(times.unhooked).toFixed(1),
    median(times.bare).toFixed(1),
    ratio(difference, times.bare).toFixed(2),
  ];
}

/** The index, too, is as it was: a commit notes in it which trees it wrote. */
function resetIn(folder) {
  const index = join(folder, '.git', 'index');
  const kept = join(folder, '.git', 'index-before');
  copyFileSync(index, kept);
  const head = git(folder, 'rev-parse', 'HEAD').trim();
  return () => {
    git(folder, 'update-ref', 'HEAD', head);
    copyFileSync(kept, index);
  };
}

function install(folder) {
  run(folder, [process.execPath, join(root, 'dist', 'cli.cjs'), 'install']);
}

/** As in a project that has both among its devDependencies. */
function besideHusky(folder) {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(root, join(modules, 'keyhalt'));
  symlinkSync(join('..', 'keyhalt', 'bin', 'keyhalt-hook'), join(modules, '.bin', 'keyhalt-hook'));
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ scripts: { prepare: 'husky' }, devDependencies: { husky: '9', keyhalt: '*' } }),
  );
  run(folder, [process.execPath, join(root, 'node_modules', 'husky', 'bin.js')]);
  install(folder);
}
