/** The law over all formats: no report holds a secret, and none holds what a terminal would obey. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderText } from '../../src/report/text.ts';
import { hidden } from '../support/hidden.ts';
import { reportOn } from '../support/reports.ts';
import { anyKind, anySet, runs, utf16be, utf16le } from '../support/scanning.ts';

const text = (report: Report, width: number, verbose: boolean) =>
  renderText(report, { color: 0, width, rows: 40, verbose });
const formats: [string, (report: Report) => string][] = [
  ['text', (report) => text(report, 100, false)],
  ['narrow text', (report) => text(report, 30, false)],
  ['all of the text', (report) => text(report, 80, true)],
  ['JSON', renderJson],
];
const encodings = [(content: string) => Buffer.from(content), utf16le, utf16be];
const comments = ['', ' # keyhalt:allow', ' # keyhalt:allow for a demo', ' // gitleaks:allow'];
const controls = [
  '\u001b[31m ',
  '\u001b]0;x\u0007',
  '\b',
  '\u202e',
  '\u2028',
  '\u200b',
  '\0',
  '\t',
  '日',
  ' word ',
];
const separators = [' ', ' = ', '"', ';', ', ', '\n', ...controls];

const anyFile = fc
  .tuple(
    fc.array(fc.tuple(anyKind(), anySet(), fc.boolean(), fc.constantFrom(...separators)), {
      minLength: 1,
      maxLength: 6,
    }),
    fc.constantFrom(...comments),
  )
  .map(([pieces, comment]) => ({
    content: `${pieces.map(([[kind, label], set, named, after]) => ` ${named ? label : ''}${set[kind]}${after}`).join('')}${comment}\n`,
    secrets: pieces.map(([[kind], set]) => [kind, set[kind]] as const),
  }));

describe.each(formats)('%s', (_, render) => {
  test('shows no more of a secret than may be shown', () => {
    fc.assert(
      fc.property(anyFile, anyFile, fc.constantFrom(...encodings), (one, other, encode) => {
        const report = reportOn({ 'a.env': encode(one.content), 'b.env': encode(other.content) });

        expect(hidden(render(report), [...one.secrets, ...other.secrets])).toEqual([]);
      }),
      runs(40),
    );
  });

  test('holds nothing that a terminal would obey but line feeds', () => {
    fc.assert(
      fc.property(anyFile, fc.constantFrom(...encodings), ({ content }, encode) => {
        const said = render(reportOn({ 'a.env': encode(content) }));

        expect(said.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      runs(40),
    );
  });
});
