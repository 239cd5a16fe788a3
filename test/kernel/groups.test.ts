/** What the build keeps of the search for keywords is what a search would make itself. */
import { expect, test } from 'vitest';
import { groupsOfRules } from '../../build.mjs';
import { rules } from '../../src/built-in.ts';
import { fingerprintOf } from '../../src/kernel/fingerprints.ts';
import { groupsFor, type KnownGroups, knownGroups } from '../../src/kernel/groups.ts';
import { type Keyword, needleOf } from '../../src/kernel/needles.ts';
import { plainKernel } from '../../src/kernel/search.ts';
import { Scanner } from '../../src/scan/scanner.ts';
import { keyhaltHook } from '../support/keyhalt.ts';
import { aRepo } from '../support/repo.ts';

test('for the built-in rules, in their order', async () => {
  const known = JSON.parse(await groupsOfRules()) as KnownGroups;
  let keywords: readonly Keyword[] = [];
  new Scanner(rules, {
    kernel: {
      ...plainKernel,
      searchFor: (those) => {
        keywords = those;
        return plainKernel.searchFor(those);
      },
    },
  });
  const prints = keywords.map(needleOf).filter(({ text }) => text.length > 1);
  const made = groupsFor(keywords, prints.map(fingerprintOf));

  expect(known.groups).toEqual(
    made.map(({ low, high }) => ({ low: Array.from(low), high: Array.from(high) })),
  );
  expect(known.of).toBe(knownGroups(keywords).of);
  expect(known.of.split('\0').map((word) => word.slice(1))).toEqual(keywords.map(({ text }) => text));
});

test('for no other keywords: a hook finds what a rule of a policy is for', () => {
  const rule = [
    '[[rules]]',
    'id = "acme"',
    'description = "ACME token"',
    'severity = "high"',
    'keywords = ["~zq"]',
    "regex = '~zq[a-z]{9}'",
  ];
  const repo = aRepo()
    .commit('start', { 'keyhalt.toml': `${rule.join('\n')}\n` })
    .stage({ b: `${'~zq'}abcdefghi\n` });

  expect(keyhaltHook(repo, 'pre-commit')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('ACME token'),
  });
});
