import fc from 'fast-check';
import { lexer, type Token, type Tokens } from 'marked';
import { describe, expect, test } from 'vitest';
import { code, markdownWithin, renderMarkdown } from '../../src/report/markdown.ts';
import { aFinding, auditOf } from '../support/audits.ts';
import { fakes } from '../support/fakes.ts';
import { anyHostileReport, anyHostileText } from '../support/hostile-reports.ts';
import { reportOn } from '../support/reports.ts';
import { runs } from '../support/scanning.ts';

const { awsKeyId, mwsToken } = fakes('markdown');

/** Every token there is, those in tables and lists, too. */
function allTokens(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token) => {
    const table = token as Tokens.Table;
    const inside =
      token.type === 'table'
        ? [...table.header, ...table.rows.flat()].flatMap((cell) => cell.tokens)
        : token.type === 'list'
          ? (token as Tokens.List).items
          : ('tokens' in token && token.tokens) || [];
    return [token, ...allTokens(inside)];
  });
}

const tokensOf = (text: string) => allTokens(lexer(text, { gfm: true }));
const tablesIn = (text: string) =>
  tokensOf(text).filter((token): token is Tokens.Table => token.type === 'table');
/** What the numbers of `code` stand for. */
const decoded = (text: string) =>
  text.replaceAll(/&#(\d+);/g, (_, number: string) => String.fromCharCode(Number(number)));

describe('a report as Markdown', () => {
  test('has a row for each finding', () => {
    const report = reportOn({ 'a|b`.env': `KEY=${awsKeyId}`, 'b.env': `${mwsToken}\n`, 'c.env': mwsToken });

    const [table] = tablesIn(renderMarkdown(report));

    expect(table?.rows.map((row) => row.map(({ text }) => decoded(text)))).toMatchObject([
      [
        'medium',
        expect.stringContaining('AWS access key ID'),
        '<code>a|b`.env</code>:1:5',
        expect.any(String),
      ],
      [
        'medium',
        expect.stringContaining('MWS'),
        '<code>b.env</code>:1:1<br>and at 1 more place',
        expect.any(String),
      ],
    ]);
  });

  test('names the commit that brought a finding, where there is one', () => {
    const report = auditOf([aFinding(1, {}, { commit: 'c'.repeat(40) })]);

    expect(decoded(renderMarkdown(report))).toContain('settings.env</code>:3:19 in <code>cccccccccc</code>');
  });

  test('says what to do where something stops, by what starts keyhalt', () => {
    const said = decoded(renderMarkdown(reportOn({ a: mwsToken }), { command: 'npx keyhalt' }));

    expect(said).toMatch(
      /### What to do\n\n- Remove: .+\n- Rotate: .+npx keyhalt respond kh1:.+\n- Allow: .+\n/,
    );
    expect(renderMarkdown(reportOn({ a: 'nothing' }))).not.toContain('What to do');
  });

  test('lists what would be pardoned if what is scanned had its way', () => {
    const { allowed } = reportOn({ a: `${mwsToken} # keyhalt:allow retired` });

    const said = decoded(renderMarkdown(reportOn({ a: mwsToken }, { proposed: allowed })));

    expect(said).toMatch(/### Proposed, does not count\n\n- <code>a<\/code>:1:1 .*retired/);
    expect(said).not.toContain('### Allowed');
  });

  test('says when it is not complete, and what was not read or allowed', () => {
    const said = renderMarkdown(
      reportOn(
        { a: `${mwsToken} # keyhalt:allow retired` },
        {
          complete: false,
          errors: [{ message: 'missing', hint: 'Fetch' }],
          skipped: [{ path: 'lib', reason: 'submodule' }],
        },
      ),
    );

    expect(said).toMatch(/^## keyhalt: nothing found, NOT complete\n/);
    expect(decoded(said)).toContain('<code>missing</code> <code>Fetch</code>');
    expect(decoded(said)).toContain('not scanned: 1 submodule (lib)');
    expect(decoded(said)).toContain('by <code>comment keyhalt:allow</code> <code>retired</code>');
  });

  test('fits where there is little room, and counts what does not', () => {
    const report = reportOn(
      Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`${n}`, fakes(`${n}`).awsKeyId])),
    );

    const said = markdownWithin(report, 4000);

    const rows = tablesIn(said)[0]!.rows.length;
    expect(Buffer.byteLength(said)).toBeLessThanOrEqual(4000);
    expect(rows).toBeGreaterThan(3);
    expect(said).toContain(`… and ${40 - rows} more findings`);
    expect(markdownWithin(report, 10 ** 6)).toBe(renderMarkdown(report));
  });

  test('shows any text as it is, and as nothing else', () => {
    fc.assert(
      fc.property(anyHostileText(), (text) => {
        const [row] = tablesIn(`| a | b |\n| - | - |\n| ${code(text)} | end |\n`)[0]!.rows;

        expect(row?.[1]?.text).toBe('end');
        const types = new Set(allTokens(row![0]!.tokens).map(({ type }) => type));
        expect([...types].filter((type) => !['html', 'text', 'escape'].includes(type))).toEqual([]);
      }),
      runs(300),
    );
  });

  test('has the same shape whatever a repository holds', () => {
    fc.assert(
      fc.property(anyHostileReport(), (report) => {
        const said = renderMarkdown(report);

        const tokens = tokensOf(said);
        const html = tokens.filter(({ type }) => type === 'html').map(({ raw }) => raw);
        const types = new Set(tokens.map(({ type }) => type));
        expect(tablesIn(said).flatMap(({ rows }) => rows)).toHaveLength(report.findings.length);
        expect(html.filter((tag) => !/^(?:<code>|<\/code>|<br>)$/.test(tag))).toEqual([]);
        for (const type of ['link', 'image', 'code', 'codespan', 'em', 'strong', 'del', 'blockquote', 'hr'])
          expect(types).not.toContain(type);
      }),
      runs(40),
    );
  });
});
