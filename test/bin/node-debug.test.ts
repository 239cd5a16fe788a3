/** What Node prints for those who debug it shows what keyhalt reads and hands on. */
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { keyhalt, keyhaltHook, rare } from '../support/keyhalt.ts';
import { aRepo } from '../support/repo.ts';

const { awsKeyId, awsSecret } = fakes('debug');
const message = `fix the build\n\nwith ${awsKeyId}\n`;
const own = { AWS_SECRET_ACCESS_KEY: awsSecret };

/** The message as Node shows what is in a buffer. */
const dumped = Buffer.from('fix the build')
  .toString('hex')
  .replace(/..(?=.)/g, '$& ');

/** What was said but for how long it took. */
const timeless = (said: string): string => said.replace(/ in [\d.]+ s;/, ' in a moment;');

describe.each(['child_process', 'stream', '*'])('NODE_DEBUG=%s', (topics) => {
  const debugging = { ...own, NODE_DEBUG: topics, NODE_DEBUG_NATIVE: '*' };

  // In all topics are the others.
  const tested = topics === '*' ? test : rare;
  tested('makes keyhalt say no more than it says without', () => {
    const repo = aRepo().write({ message });

    const [plain, debugged] = [own, debugging].map((env) => keyhalt(repo, 'scan --message message', { env }));

    expect({ ...debugged, stdout: timeless(debugged!.stdout) }).toMatchObject({
      code: 1,
      stdout: timeless(plain!.stdout),
    });
    expect(debugged!.stderr).not.toMatch(/AWS_SECRET|CHILD_PROCESS|STREAM/);
    expect(debugged!.stderr).not.toContain(dumped);
    expect(debugged!.stderr).not.toContain(awsSecret);
  });

  rare('makes a hook say no more than it says without', () => {
    const repo = aRepo().write({ message });

    const [plain, debugged] = [own, debugging].map((env) => keyhaltHook(repo, 'commit-msg message', { env }));

    expect(plain?.code).toBe(1);
    expect(debugged).toEqual(plain);
  });
});

test('under NODE_DEBUG a keyhalt that is killed has not ended well', () => {
  const repo = aRepo().write({ message: 'words\n' });
  repo.at('.').write({ 'kill.cjs': `if (!process.env.NODE_DEBUG) process.kill(process.pid, 'SIGKILL');\n` });
  const env = { NODE_DEBUG: 'fs', NODE_OPTIONS: `--require=${repo.beside('kill.cjs')}` };

  expect(keyhalt(repo, 'scan --message message', { env }).code).toBe(2);
});

rare('under NODE_DEBUG arguments, standard input, folder and exit code are the same', () => {
  const repo = aRepo()
    .commit('start', { 'a.txt': `${awsKeyId}\n` })
    .write({ 'sub/my message': 'harmless\n' });
  const input = `refs/heads/main ${repo.read('rev-parse HEAD')} refs/heads/main ${'0'.repeat(40)}\n`;
  const calls = [
    { args: ['scan', '--message', 'none'], code: 2 },
    { args: ['hook', 'pre-push', 'x', '/nowhere'], code: 1 },
  ];

  for (const { args, code } of calls) {
    const [plain, debugged] = [{}, { NODE_DEBUG: 'child_process' }].map((env) => {
      const run = keyhalt(repo, args, { cwd: 'sub', env, input });
      return { ...run, stdout: timeless(run.stdout) };
    });

    expect(plain?.code).toBe(code);
    expect(debugged).toEqual(plain);
  }
});
