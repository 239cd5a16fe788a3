/** What npm runs in a clone before it packs it, and after npm install: builds dist/ and puts our own hooks in place. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const { npm_config_global, npm_execpath } = process.env;
const hasTools = () => existsSync('node_modules/esbuild');

// With npm install --global of a git repository, as the pre-commit framework has it, what the build needs is not there:
// npm hands --global on to the install that was to bring it. The commit that the tag v0 names holds dist/, and needs nothing.
if (!hasTools() && existsSync('dist/hook.cjs')) process.exit(0);
if (!hasTools() && npm_config_global === 'true') {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_config_global$/i.test(name)),
  );
  run([npm_execpath, 'ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { env });
}
run(['build.mjs']);
const { default: husky } = await import('husky');
process.stdout.write(husky());

function run(args, options = {}) {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', ...options });
  if (status !== 0) process.exit(status ?? 1);
}
