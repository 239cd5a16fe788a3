/** Length and place do not matter: long lines, big files, and keys that lie across any edge of a buffer are found. */
import { describe, expect, test } from 'vitest';
import { type Fakes, fakes } from '../support/fakes.ts';
import { scanStaged, thorough } from '../support/keyhalt.ts';
import { aRepo, type Content } from '../support/repo.ts';
import { paths, stopped } from '../support/stopped.ts';

const KiB = 1024;

describe('a key in', () => {
  stopped('a line of 10 MB', (repo, secret) =>
    repo.stage({ 'app.min.js': `${'var a=1;'.repeat(800_000)}k="${secret}";${'b(2);'.repeat(700_000)}` }),
  );
  stopped('a run of 10 MB without a blank', (repo, secret) =>
    repo.stage({ 'a.txt': `${'Az09'.repeat(1_300_000)}-${secret}-${'Az09'.repeat(1_200_000)}` }),
  );
  stopped('the last bytes of 20 MB', (repo, secret) =>
    repo.stage({ 'a.bin': `${'\0'.repeat(20_000_000)}${secret}` }),
  );
  stopped('the first bytes of 20 MB', (repo, secret) =>
    repo.stage({ 'a.txt': `${secret}${' \n'.repeat(10_000_000)}` }),
  );

  // More than one string can hold in Node, and more than git is willing to show in a patch.
  if (thorough) {
    stopped('the last bytes of 600 MB', (repo, secret) => {
      repo.run('sh', ['-c', `(head -c 600000000 /dev/zero; echo ${secret}) > big.bin`]);
      return repo.git('-c core.compression=0 add big.bin');
    });
  }
});

/** Byte offsets around each edge at which a credential starts; with KEYHALT_LONG=1 all of them. */
const near = thorough ? Array.from({ length: 101 }, (_, n) => n - 50) : [-50, -21, -19, -10, -1, 0, 1, 50];
const starts = [64 * KiB, 256 * KiB, KiB * KiB].flatMap((edge) => near.map((offset) => edge + offset));

const fillers: Record<string, string> = { lines: 'a line of text\n', 'one line': 'word ', NULs: '\0' };
const kinds: [keyof Fakes, string][] = [['awsKeyId', '=']];
if (thorough)
  kinds.push(['awsSecret', 'aws_secret_access_key = '], ['sessionToken', '='], ['bedrockLong', '=']);

describe.each(Object.entries(fillers))('across the edges of windows, after %s,', (_, filler) => {
  test.each(kinds)('every %s is found', async (kind, label) => {
    const files: [string, Content][] = starts.map((start) => {
      const before = filler.repeat(start / filler.length + 1).slice(0, start - label.length - 1);
      return [`at-${start}`, `${before}\n${label}${fakes()[kind]}\n${filler.repeat(50)}`];
    });

    const run = await scanStaged(aRepo().stage(files));

    expect(run.code).toBe(1);
    expect(paths(run)).toEqual(files.map(([path]) => path).sort());
  });
});
