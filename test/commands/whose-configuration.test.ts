/** Whose configuration a command goes by: where it is named, and where git cannot say. */
import { describe, expect } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { costly, keyhalt, rare, someOf } from '../support/keyhalt.ts';
import { aRepo } from '../support/repo.ts';

const { awsKeyId } = fakes('whose configuration');

/** A key that only `sub/my.toml` allows; its rule is in nobody else's. */
const repo = () =>
  aRepo().stage({
    'sub/my.toml': [
      '[[rules]]\nid = "acme"\ndescription = "x"\nseverity = "low"\nkeywords = ["acme"]\nregex = "acme-[0-9]{6}"',
      `[[allow]]\npaths = ["sub/f.txt"]\nreason = "a test"\n`,
    ].join('\n'),
    'sub/f.txt': `KEY=${awsKeyId}\n`,
  });

const commands = [
  'scan --staged',
  'scan .',
  'scan --history',
  'explain f.txt:1',
  'rules list',
  'rules check',
  'baseline audit',
  'fix f.txt --dry-run',
];

describe('a configuration that is named is seen from here, by', () => {
  someOf(commands)('%s', (command) => {
    const { code, stderr } = keyhalt(repo(), `${command} --config my.toml`, { cwd: 'sub' });

    expect([code, stderr]).toEqual([0, '']);
  });
});

rare('outside of repositories the rules are those of the folder, as for a scan', () => {
  const rule = `[[rules]]\nid = "acme"\ndescription = "x"\nregex = "acme-[0-9]{6}"\nkeywords = ["acme"]\n`;
  const elsewhere = aRepo().at('elsewhere').write({ 'keyhalt.toml': rule });

  const [checked, listed] = ['check', 'list'].map((what) => keyhalt(elsewhere, `rules ${what}`));

  expect(checked!.stdout).toContain('acme: ok\n1 of your rules checked.');
  expect(listed!.stdout).toMatch(/^acme .* on /m);
});

describe('where git cannot say whose repository it is, nothing is judged, by', () => {
  const refused = { env: { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' } };

  rare.each(costly ? ['explain sub/f.txt:1', 'rules list', 'rules check'] : ['explain sub/f.txt:1'])(
    '%s',
    (command) => {
      const { code, stdout, stderr } = keyhalt(repo(), command, refused);

      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('safe.directory');
    },
  );
});
