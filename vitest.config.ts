import { dirname, join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { assemblyAsModule, browserSource, browserText, tomlAsModule } from './build.mjs';

const tests = ['test/**/*.test.ts'];
const replacing = [
  'test/hooks/full-disk.test.ts',
  'test/files/write-whole.test.ts',
  'test/git/ask.test.ts',
  'test/commands/doctor.test.ts',
  'test/archives/wrong-inflation.test.ts',
  'test/redacted.test.ts',
];

export default defineConfig({
  define: {
    KEYHALT_VERSION: JSON.stringify('0.0.0-test'),
    KEYHALT_ENGINE: JSON.stringify('test'),
    // Tests are about what makes them.
    KEYHALT_GROUPS: 'undefined',
  },
  plugins: [
    {
      name: 'rules',
      transform: (code, id) => (id.endsWith('.toml') ? { code: tomlAsModule(code), map: null } : undefined),
    },
    {
      name: 'assembly',
      enforce: 'pre',
      load: (id) => (id.endsWith('.wasm') ? assemblyAsModule(id.replace(/\.wasm$/, '.ts')) : undefined),
      resolveId: (id, importer) => (id.endsWith('.wasm') ? join(dirname(importer ?? '.'), id) : undefined),
    },
    {
      name: 'browser',
      enforce: 'pre',
      load: (id) => {
        const source = browserSource(id);
        return source === undefined ? undefined : browserText(source);
      },
      resolveId: (id, importer) =>
        browserSource(id) === undefined ? undefined : join(dirname(importer ?? '.'), id),
    },
  ],
  test: {
    // What replaces modules has modules of its own; to load those of all others anew takes a minute.
    projects: [
      { extends: true, test: { name: 'plain', include: tests, exclude: replacing, isolate: false } },
      { extends: true, test: { name: 'replacing modules', include: replacing } },
    ],
    globalSetup: ['test/support/build-once.ts'],
    // Left alone, vitest takes one worker on two cores; most tests wait for git now and then.
    maxWorkers: 3,
    // Some of what CI runs takes its time, on a machine that is shared longer than alone.
    testTimeout:
      process.env.KEYHALT_LONG === '1' ? 600_000 : process.env.KEYHALT_TWINS === 'all' ? 180_000 : 30_000,
  },
});
