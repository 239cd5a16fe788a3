/** A throwaway repository, a key made on the spot, a real `git commit`, and what keyhalt says to it. */
import { spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const keyhalt = join(dirname(fileURLToPath(import.meta.url)), 'keyhalt');
const folder = mkdtempSync(join(tmpdir(), 'keyhalt-demo-'));
const env = {
  ...process.env,
  ...{ GIT_AUTHOR_NAME: 'Demo', GIT_AUTHOR_EMAIL: 'demo@example.com' },
  ...{ GIT_COMMITTER_NAME: 'Demo', GIT_COMMITTER_EMAIL: 'demo@example.com' },
  GIT_CONFIG_GLOBAL: join(folder, '.no-settings'),
  GIT_CONFIG_NOSYSTEM: '1',
};

try {
  run('git', 'init', '--quiet', '.');
  run(process.execPath, keyhalt, 'install');
  write('.env', `REGION=eu-west-1\nAWS_ACCESS_KEY_ID=${keyId()}\nAWS_SECRET_ACCESS_KEY=${secret()}\n`);
  run('git', 'add', '.env');
  const stopped = run('git', 'commit', '--quiet', '-m', 'Add settings') !== 0;

  write('.env', 'REGION=eu-west-1\n# the key comes from the environment\n');
  run('git', 'add', '.env');
  const passed = run('git', 'commit', '--quiet', '-m', 'Add settings, without the key') === 0;

  console.log(
    stopped && passed
      ? '\nThe leak was stopped, the clean commit passed.'
      : '\nThis did not go as it should.',
  );
  process.exitCode = stopped && passed ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(command, ...args) {
  const shown = [command, ...args].map((word) =>
    word === process.execPath ? '' : word === keyhalt ? 'keyhalt' : word,
  );
  console.log(`\n$ ${shown.filter(Boolean).join(' ')}`);
  return spawnSync(command, args, { cwd: folder, env, stdio: 'inherit' }).status;
}

function write(name, text) {
  console.log(
    `\n(${name} is written${text.includes('SECRET') ? ', with a made-up key in it' : ', without it'})`,
  );
  writeFileSync(join(folder, name), text);
}

/** Base32 without a meaning: an account of all zeros, then chance. */
function keyId() {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const body = Array.from({ length: 14 }, () => alphabet[randomInt(32)]).join('');
  return `AK${'IA'}Q${body}${2 + randomInt(6)}`;
}

function secret() {
  return `aB3${randomBytes(30).toString('base64').slice(3)}`;
}
