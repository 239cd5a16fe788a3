/** The response to a leak, in all its forms. */
import fc from 'fast-check';
import { marked, type Token, type Tokens } from 'marked';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { Response } from '../../src/model/response.ts';
import { renderLeakList } from '../../src/report/leak-list.ts';
import { exposedLines, ownerLines } from '../../src/report/leak-words.ts';
import { renderPlanJson } from '../../src/report/plan-json.ts';
import { renderPlanMarkdown } from '../../src/report/plan-markdown.ts';
import { renderPlanText } from '../../src/report/plan-text.ts';
import { leakOf } from '../../src/respond/leak.ts';
import { planFor } from '../../src/respond/plan.ts';
import { hidden } from '../support/hidden.ts';
import { anyHostileReport, anyHostileText } from '../support/hostile-reports.ts';
import { allLeaks, arns, findings, holders, mask, placeOf } from '../support/leaks.ts';
import { reportOn } from '../support/reports.ts';
import { anyKind, anySet, runs } from '../support/scanning.ts';

const responseTo = (finding: Finding, more: Partial<Parameters<typeof leakOf>[1]> = {}): Response => {
  const leak = leakOf(finding, { ownedAs: [], ...more });
  return { leak, plan: planFor(leak) };
};

const text = (response: Response, width = 80): string => renderPlanText(response, { color: 0, width });
const forms: [string, (response: Response) => string][] = [
  ['text', text],
  ['narrow text', (response) => text(response, 40)],
  ['Markdown', renderPlanMarkdown],
  ['JSON', renderPlanJson],
];

const moment = {
  commit: 'c0ffee'.repeat(7).slice(0, 40),
  author: 'Ada <ada@example.com>',
  time: 1_700_000_000,
};
const exposed = (isPushed: boolean) => ({
  first: moment,
  last: moment,
  reintroduced: 0,
  isAtHead: true,
  days: 12,
  refs: ['refs/heads/main', 'refs/remotes/origin/main'],
  isPushed,
});

describe.each(forms)('a response as %s', (_, render) => {
  test('shows no more of a secret than may be shown, whatever it stands beside', () => {
    fc.assert(
      fc.property(anyKind(), anySet(), ([kind, label], set) => {
        const { findings: found } = reportOn({ 'a.env': `${label}${set[kind]}\n${set.awsKeyId}\n` });

        for (const finding of found)
          expect(
            hidden(render(responseTo(finding)), [
              [kind, set[kind]],
              ['awsKeyId', set.awsKeyId],
            ]),
          ).toEqual([]);
      }),
      runs(20),
    );
  });

  test('holds nothing that a terminal would obey, whatever a repository or AWS said', () => {
    fc.assert(
      fc.property(anyHostileReport(), anyHostileText(), ({ findings: found }, words) => {
        for (const finding of found) {
          const said = render(responseTo(finding, { ownedAs: [words], arn: words, holder: 'role' }));

          expect(said.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        }
      }),
      runs(40),
    );
  });

  test('has every step of every plan, in order', () => {
    for (const [name, leak] of allLeaks) {
      const plan = planFor(leak);
      const said = render({ leak, plan })
        .replaceAll(/\s+/g, ' ')
        .replaceAll(/&#(\d+);/g, (_all, code) => String.fromCharCode(code));

      let at = 0;
      for (const { title } of plan.steps) {
        at = said.indexOf(title, at);
        expect(at, `${name}: ${title}`).toBeGreaterThan(-1);
      }
    }
  });
});

describe('as text', () => {
  test('fits into 80 columns, but for the lines of a shell and what has no blank in it', () => {
    for (const [, leak] of allLeaks) {
      const plan = planFor(leak);
      const shell = new Set(
        plan.steps
          .flatMap(({ commands, undo }) => [...commands, ...(undo.kind === 'commands' ? undo.commands : [])])
          .map((line) => `      ${line}`),
      );
      const long = text({ leak, plan })
        .split('\n')
        .filter((line) => line.length > 80 && !shell.has(line));

      expect(long.filter((line) => /\S\s+\S{1,60}$/.test(line.trim()) && !/^\s*\S+$/.test(line))).toEqual([]);
    }
  });

  test('has lines that can be pasted as they are', () => {
    const said = text(responseTo(findings['long-term-key'], { holder: 'user' }));

    expect(said).toContain(
      '\n      aws iam update-access-key --user-name "$USER_NAME" --access-key-id "$KEY_ID" --status Inactive\n',
    );
    expect(said).not.toMatch(/^\s*[$>] /m);
  });

  test('has colour only where it is asked for', () => {
    const response = responseTo(findings['long-term-key']);

    expect(renderPlanText(response, { color: 1, width: 80 })).toContain('\u001b[');
    expect(text(response)).not.toContain('\u001b[');
  });
});

describe('as Markdown', () => {
  test('is the same list of boxes with fences, whatever a repository holds', () => {
    fc.assert(
      fc.property(anyHostileReport(), anyHostileText(), ({ findings: found }, words) => {
        for (const finding of found) {
          const response = responseTo(finding, { ownedAs: [words], arn: words, holder: 'user' });
          const tokens = tokensOf(renderPlanMarkdown(response));
          const of = <T extends Token>(type: string) => tokens.filter((token) => token.type === type) as T[];

          expect(of<Tokens.ListItem>('list_item').filter(({ task }) => task)).toHaveLength(
            response.plan.steps.length,
          );
          expect(of<Tokens.Heading>('heading')).toHaveLength(ownerLines(response.leak).length > 0 ? 5 : 4);
          for (const type of ['link', 'image', 'em', 'del', 'blockquote', 'hr', 'table', 'codespan'])
            expect(of(type), type).toEqual([]);
          expect(of<Tokens.HTML>('html').filter(({ raw }) => !/^<\/?code>$/.test(raw))).toEqual([]);
          expect(of<Tokens.Code>('code').flatMap(({ text: lines }) => lines.split('\n'))).toEqual(
            response.plan.steps.flatMap(({ commands, undo }) => [
              ...commands,
              ...(undo.kind === 'commands' ? undo.commands : []),
            ]),
          );
        }
      }),
      runs(30),
    );
  });
});

describe('as JSON', () => {
  test('has keys that stay', () => {
    const finding = { ...findings['long-term-key'], account: '123456789012', exposure: exposed(true) };
    const value = JSON.parse(
      renderPlanJson(responseTo(finding, { ownedAs: ['profile x'], holder: 'user', arn: arns.user })),
    );

    expect(Object.keys(value)).toEqual([
      'schemaVersion',
      'fingerprint',
      'ruleId',
      'severity',
      'kind',
      'title',
      'means',
      'keyId',
      'account',
      'holder',
      'arn',
      'ownedAs',
      'owner',
      'exposed',
      'isPushed',
      'since',
      'days',
      'places',
      'steps',
    ]);
    expect(value).toMatchObject({
      schemaVersion: 1,
      kind: 'long-term-key',
      keyId: mask('AKIA'),
      account: { id: '123456789012', isCanary: false },
      holder: 'user',
      isPushed: true,
      since: '2023-11-14T22:13:20Z',
      days: 12,
    });
    expect(Object.keys(value.steps[0])).toEqual(['title', 'why', 'commands', 'undo']);
  });
});

describe('whose it is', () => {
  test('is said of the account, and that a canary’s key is a tripwire', () => {
    const ofAccount = (account: string) =>
      ownerLines(leakOf({ ...findings['long-term-key'], account }, { ownedAs: [] })).join(' ');

    expect(ofAccount('123456789012')).toContain('AWS account 123456789012, as the key ID itself says.');
    expect(ofAccount('123456789012')).not.toContain('tripwire');
    expect(ofAccount('052310077262')).toContain('tripwire');
  });

  test('is not known of keys of before 2019, which is said', () => {
    expect(ownerLines(leakOf(findings['long-term-key'], { ownedAs: [] })).join(' ')).toContain('before 2019');
    expect(ownerLines(leakOf(findings['private-key'], { ownedAs: [] }))).toEqual([]);
  });

  test.each(holders)('is said of %s as AWS said it, and of one’s own profile', (holder) => {
    const said = ownerLines(
      leakOf(findings['temporary-key'], { ownedAs: ['profile prod'], holder, arn: arns[holder] }),
    ).join(' ');

    expect(said).toContain(arns[holder]);
    expect(said).toContain('one of your own: profile prod.');
  });
});

describe('who could have read it', () => {
  test('is everyone with the remote, once it was pushed', () => {
    const said = exposedLines({ ...findings['long-term-key'], exposure: exposed(true) });

    expect(said).toEqual([
      'It stands in .env:3.',
      'Since 2023-11-14 (commit c0ffeec0ff by Ada <ada@example.com>).',
      'Still at HEAD, exposed for 12 days.',
      'In main, origin/main: pushed.',
      expect.stringContaining('whoever can read that remote'),
    ]);
  });

  test('is this machine, as long as it was not', () => {
    const said = exposedLines({ ...findings['long-term-key'], exposure: exposed(false) }).join(' ');

    expect(said).toContain('No remote is known to have it');
    expect(said).not.toContain('whoever can read that remote');
  });

  test('is not known of a file or a commit alone, which is said', () => {
    const at = (more: Parameters<typeof placeOf>[1]) =>
      exposedLines({ ...findings['long-term-key'], appearances: [placeOf('x', more), placeOf('x')] });

    expect(at({}).join(' ')).toContain('It stands in .env:3 and at 1 more place. It was found in what this');
    expect(at({ commit: moment.commit }).join(' ')).toContain('in commit c0ffeec0ff');
    expect(at({ commit: moment.commit }).join(' ')).toContain('It is in a commit.');
  });
});

function tokensOf(said: string): Token[] {
  const tokens: Token[] = [];
  marked.walkTokens(marked.lexer(said), (token) => void tokens.push(token));
  return tokens;
}

test('a line that starts keyhalt is as its reader types it before it is wrapped', () => {
  const toReader = (line: string) => line.replaceAll('keyhalt respond', 'npx keyhalt respond');
  const response = responseTo(findings['long-term-key']!);

  const said = renderPlanText(response, { color: 0, width: 60, toReader });

  expect(said).toContain('npx keyhalt respond --policy');
  expect(said.replaceAll(/\s+/g, ' ')).not.toMatch(/(?<!npx )keyhalt respond/);
  for (const line of said.split('\n').filter((line) => !line.startsWith('      ')))
    expect(line.length).toBeLessThanOrEqual(60);
});

test('a list of leaks says of a commit no more than is known', () => {
  const allowed = { ...findings['long-term-key'], appearances: [placeOf('****', { commit: moment.commit })] };
  const list = { leaks: [], allowed: [leakOf(allowed, { ownedAs: [] })] };

  expect(renderLeakList(list)).toContain(`\n    in commit ${moment.commit.slice(0, 10)}\n`);
});
