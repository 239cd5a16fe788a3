import { describe, expect, test } from 'vitest';
import type { Allowed, Appearance, Finding } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import { renderText, type TextOptions } from '../../src/report/text.ts';
import { renderTextFile } from '../../src/report/text-file.ts';
import { aFinding, auditOf } from '../support/audits.ts';
import { fakes } from '../support/fakes.ts';
import { reportOn } from '../support/reports.ts';
import { commandIn, linesOf } from '../support/workflow-commands.ts';

const all = fakes('report');
const render = (report: Report, options: Partial<TextOptions> = {}): string =>
  renderText(report, { color: 0, width: 80, rows: 40, verbose: false, ...options });
const many = reportOn(
  Object.fromEntries(
    Array.from({ length: 30 }, (_, n) => [`f${10 + n}.env`, `KEY=${fakes(`many ${n}`).awsKeyId}\n`]),
  ),
);

describe('the text of a report', () => {
  test('shows each finding with its line, why, and what to do', async () => {
    const report = reportOn({
      'deploy/production.env': `[default]\naws_access_key_id = ${all.awsKeyId}\naws_secret_access_key = ${all.awsSecret}\n`,
      'src/日本.ts': `const 鍵 = '${all.mwsToken}'; // ${all.sessionToken}\n`,
      'src/copy.ts': `const key = '${all.mwsToken}';\n`,
    });

    await expect(render(report)).toMatchFileSnapshot('golden/findings.txt');
  });

  test('fits a narrow terminal, with the secret still in sight', async () => {
    const far = `${'left '.repeat(30)} ${all.awsKeyId} ${'right '.repeat(30)}`;
    const report = reportOn({
      'a.txt': far,
      'b.txt': `鍵 = ${all.awsTemporaryKeyId}; ${'and so on '.repeat(20)}`,
    });

    await expect(render(report, { width: 50 })).toMatchFileSnapshot('golden/narrow.txt');
  });

  test('has no line that GitHub Actions takes for a command, wherever names begin', () => {
    const hostile = ['::error::a', ' ::error::a b', `${'a'.repeat(70)} ::error::b`, '::::c'];
    const paths = hostile.flatMap((name) => [`${name}/1.env`, `${name}/2.env`]);
    const report = reportOn(Object.fromEntries(paths.map((path) => [path, `KEY=${all.awsKeyId}\n`])));

    for (const width of [30, 80, 500])
      expect(
        linesOf(render(report, { width, verbose: true }))
          .map(commandIn)
          .filter(Boolean),
      ).toEqual([]);
  });

  test('of more than a screenful shows the first, counts the rest, and stays on the screen', async () => {
    const text = render(many, { rows: 24 });

    expect(rowsOf(text, 80)).toBeLessThanOrEqual(24);
    await expect(text).toMatchFileSnapshot('golden/many.txt');
  });

  test('shows all of them when asked to', () => {
    const text = render(many, { rows: 24, verbose: true });

    expect(text.match(/^f\d\d\.env:1:5/gm)).toHaveLength(30);
    expect(text).not.toContain('more finding');
  });

  test('shows a hundred where no screen ends, and counts the rest', () => {
    const [one] = many.findings;
    const text = render(
      { ...many, findings: Array<Finding>(20_000).fill(one!) },
      { rows: Number.POSITIVE_INFINITY },
    );

    expect(text.match(/^f\d\d\.env:1:5/gm)).toHaveLength(100);
    expect(text).toContain('… and 19900 more findings: --verbose shows all.');
  });

  test('says which command shows all where there is no --verbose', () => {
    const report = reportOn({
      ...Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, `KEY=${all.awsKeyId}\n`])),
      'f.env': `KEY=${all.mwsToken}\n`,
      'g.env': `KEY=${all.awsTemporaryKeyId} # keyhalt:allow the demo account\n`,
    });

    const text = render(report, { rows: 1, showsAll: 'keyhalt scan --staged --verbose' });

    expect(text).toContain('and 1 more (keyhalt scan --staged --verbose names all)');
    expect(text).toContain('… and 1 more finding: keyhalt scan --staged --verbose shows all.');
    expect(text).toContain('allowed: 1 place (keyhalt scan --staged --verbose lists them)');
  });

  test('says who speaks where a hook stops nothing, and names no command that shows what was allowed: it would come too late', () => {
    const report = reportOn({ 'a.env': `KEY=${all.awsKeyId} # keyhalt:allow the demo account\n` });

    expect(render(report, { showsAll: 'keyhalt scan --staged --verbose' })).toBe(
      'keyhalt: allowed: 1 place\n',
    );
  });

  test('shows at least one, however low the terminal', () => {
    expect(render(many, { rows: 1 }).match(/^f\d\d\.env/gm)).toHaveLength(1);
  });

  test('names a place once, in however many versions of the file an audit found it', () => {
    const report = reportOn({ 'a.env': `KEY=${all.awsKeyId}\n`, 'b.env': `KEY=${all.awsKeyId}\n` });
    const [finding] = report.findings;
    const [first, second] = finding!.appearances;
    const appearances = [
      first!,
      { ...first!, blob: 'older' },
      second!,
      { ...second!, blob: 'older' },
    ] as const;

    const text = render({ ...report, findings: [{ ...finding!, appearances }] });

    expect(text).toContain('  also at b.env:1\n');
  });

  test('names every key ID of an incident; of many the first, and all of them when asked to', async () => {
    const report = reportOn(
      Object.fromEntries(
        Array.from({ length: 12 }, (_, n) => [
          `${10 + n}.env`,
          `id=${fakes(`id ${n % 5}`).awsKeyId}\nAWS_SECRET_ACCESS_KEY=${all.awsSecret}\n`,
        ]),
      ),
    );

    await expect(`${render(report)}\n--verbose:\n\n${render(report, { verbose: true })}`).toMatchFileSnapshot(
      'golden/ids.txt',
    );
  });

  test('names the few key IDs of an incident without saying that there are more', () => {
    const report = reportOn(
      Object.fromEntries(
        ['a', 'b'].map((name) => [
          `${name}.env`,
          `id=${fakes(name).awsKeyId}\nAWS_SECRET_ACCESS_KEY=${all.awsSecret}\n`,
        ]),
      ),
    );

    expect(render(report).match(/^ {2}(?:and )?with /gm)).toEqual(['  with ', '  with ']);
  });

  test('does not say that nothing was found where nothing was read of what there is', () => {
    const read = (scanned: number) => {
      const report = auditOf([], { skipped: [{ path: 'library', reason: 'submodule' }] });
      return render({ ...report, coverage: { ...report.coverage, asked: scanned, scanned } });
    };

    expect(read(0)).not.toContain('nothing found');
    expect(read(1)).toContain('nothing found');
  });

  test('tells what was set aside, what was not read, and what is to be noted', async () => {
    const report = reportOn(
      {
        'a.env': `KEY=${all.awsKeyId} # keyhalt:allow the demo account\nKEY=${all.mwsToken} # keyhalt:allow\n`,
      },
      {
        skipped: ['one', 'two', 'three', 'four'].map((path) => ({ path, reason: 'submodule' })),
      },
    );

    await expect(`${render(report)}\n--verbose:\n\n${render(report, { verbose: true })}`).toMatchFileSnapshot(
      'golden/remarks.txt',
    );
  });

  test('counts the rows of long findings, too', () => {
    const long = Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [
        `${'folder/'.repeat(20)}${10 + n}.env`,
        `id=${fakes(`id ${n}`).awsKeyId}\nAWS_SECRET_ACCESS_KEY=${fakes(`secret ${n % 4}`).awsSecret}\n`,
      ]),
    );

    expect(rowsOf(render(reportOn(long), { rows: 60 }), 80)).toBeLessThanOrEqual(60);
  });

  test('can be as long as it gets', () => {
    const [one] = reportOn({ 'a.env': `KEY=${all.awsKeyId} # keyhalt:allow many` }).allowed;
    const allowed = Array<Allowed>(200_000).fill(one!);

    const text = render(
      { ...reportOn({}), allowed, notes: Array<string>(200_000).fill('x') },
      { verbose: true },
    );

    expect(text.match(/^ {2}a\.env/gm)).toHaveLength(200_000);
  });

  test('says that nothing is stopped when no finding is severe enough', () => {
    const report = reportOn({ 'a.env': all.mwsToken }, { failOn: 'critical' });

    expect(render(report)).toContain(
      '1 finding in staged content, none at or above critical: nothing is stopped.',
    );
    expect(render(report)).not.toContain('Stopped');
  });

  test('is empty when there is nothing to say', () => {
    expect(render(reportOn({ 'a.txt': 'nothing' }))).toBe('');
  });

  test('says how to get rid of what came in with a merge, and of what stands in a message', () => {
    const report = reportOn({ 'commit message': `fix ${all.awsKeyId}` });
    const { findings } = report;
    const at = (more: Partial<Appearance>) => ({
      ...report,
      findings: findings.map((finding) => ({
        ...finding,
        appearances: finding.appearances.map(({ isFile: _, ...place }) => ({ ...place, ...more })),
      })),
    });

    expect(render(at({}))).toContain('Remove  write the message without it.');
    expect(render(at({ commit: 'c'.repeat(40) }))).toContain('rewrite commit cccccccccc without it');
  });
});

describe('the text of a report in a file', () => {
  const report = reportOn({
    'a.env': `KEY=${all.awsKeyId}\nKEY=${all.mwsToken} # keyhalt:allow the demo account\n`,
  });

  test('lists what was allowed, and names what starts keyhalt', () => {
    const text = renderTextFile(report, { command: 'npx keyhalt' });

    expect(text).toContain('  a.env:2 amazon-mws-auth-token, by comment keyhalt:allow: the demo account\n');
    expect(text).toContain('npx keyhalt fix');
    expect(renderTextFile(report)).toContain('run keyhalt fix');
  });

  test('says what allowed something without a reason', () => {
    const allowed = [{ finding: aFinding(1), by: 'keyhalt.baseline', reason: '' }];

    expect(renderTextFile(auditOf([], { allowed }))).toMatch(/, by keyhalt\.baseline$/m);
  });

  test('ends with what was not read, which is told beside it on a screen', () => {
    const errors = [{ message: 'one is missing', hint: 'Fetch it.' }];

    expect(renderTextFile({ ...report, errors })).toMatch(/\nkeyhalt: one is missing\n {9}Fetch it\.\n$/);
  });
});

/** How many rows of the terminal it takes; long lines take several. */
const rowsOf = (text: string, width: number): number =>
  text.split('\n').reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / width)), 0);

describe('colour', () => {
  const report = reportOn({ 'a.env': `KEY=${all.awsKeyId}\n` });

  test('is there only when it is asked for, and changes no word', () => {
    const colored = render(report, { color: 1 });

    expect(render(report)).not.toContain('\u001b');
    expect(colored).toContain('\u001b[31m');
    expect(colored.replaceAll(/\u001b\[\d+m/g, '')).toBe(render(report));
  });
});
