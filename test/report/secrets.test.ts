/** The law over all formats: no report holds a secret, and none holds what a terminal would obey. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shownBy } from '../../src/findings/places.ts';
import type { Report } from '../../src/model/report.ts';
import { UserError } from '../../src/model/user-error.ts';
import { problemOf } from '../../src/problem.ts';
import { formatNames, type Render, renderedProblem, formats as renderers } from '../../src/report/formats.ts';
import { renderText } from '../../src/report/text.ts';
import { Scanner } from '../../src/scan/scanner.ts';
import { type Fakes, fakes } from '../support/fakes.ts';
import { hidden } from '../support/hidden.ts';
import { costly } from '../support/keyhalt.ts';
import { reportOn } from '../support/reports.ts';
import { rulesWithExamples } from '../support/rule-file.ts';
import { anyKind, anySet, kinds, rules, runs, scanner, utf16be, utf16le } from '../support/scanning.ts';

const text = (report: Report, width: number, verbose: boolean) =>
  renderText(report, { color: 0, width, rows: 40, verbose });
const around = { version: '1.2.3', rules, now: new Date('2026-01-01') };
const others = await Promise.all(
  formatNames.map(async (name): Promise<[string, (report: Report) => string]> => {
    const render: Render = await renderers[name]();
    return [name, (report) => render(report, around)];
  }),
);
const formats: [string, (report: Report) => string][] = [
  ['text on a screen', (report) => text(report, 100, false)],
  ['narrow text', (report) => text(report, 30, false)],
  ['all of the text', (report) => text(report, 80, true)],
  ...others,
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

/** What each rule's own examples leak, where they say it plainly: the part of it that may not be shown. */
const leaks = rulesWithExamples.flatMap((rule) => {
  const withRule = new Scanner(rule.optIn ? [...rules, rule] : rules);
  return rule.examples.leak.map((pieces) => {
    const content = pieces.join('');
    const secrets = withRule.scan(Buffer.from(content)).detections.map(({ ruleId, line, column, width }) => {
      const { first, last } = rulesWithExamples.find(({ id }) => id === ruleId)?.show ?? {
        first: 0,
        last: 0,
      };
      const characters = [...content.split('\n')[line - 1]!].slice(column - 1, column - 1 + width);
      return characters.slice(first, characters.length - last).join('');
    });
    return { id: rule.id, content, secrets, optIn: rule.optIn ? [rule] : [] };
  });
});

describe.each(formats)('%s', (_, render) => {
  test('shows no more of a secret than may be shown', () => {
    fc.assert(
      fc.property(anyFile, anyFile, fc.constantFrom(...encodings), (one, other, encode) => {
        const report = reportOn({ 'a.env': encode(one.content), 'b.env': encode(other.content) });

        expect(hidden(render(report), [...one.secrets, ...other.secrets])).toEqual([]);
      }),
      runs(20),
    );
  });

  test('holds nothing that a terminal would obey but line feeds', () => {
    fc.assert(
      fc.property(anyFile, fc.constantFrom(...encodings), ({ content }, encode) => {
        const said = render(reportOn({ 'a.env': encode(content) }));

        expect(said.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      runs(20),
    );
  });

  test('shows no secret of any rule, nor of what is set aside', () => {
    const ends = ['', ' # keyhalt:allow for a demo'];
    for (const [at, { id, content, secrets, optIn }] of leaks.entries())
      for (const end of costly ? ends : [ends[at % 2]]) {
        const report = reportOn({ [`${id}.env`]: content + end }, {}, undefined, optIn);

        expect(given(render(report), secrets), `${id}: ${content}`).toEqual([]);
      }
    expect(new Set(leaks.filter(({ secrets }) => secrets.length > 0).map(({ id }) => id)).size).toBe(
      rulesWithExamples.length,
    );
  });

  test('shows no secret in a name, nor in what git or a person said', () => {
    fc.assert(
      fc.property(anyKind(), anySet(), ([kind, label], set) => {
        const said = `${label}${set[kind]} and so on`;
        const shown = shownBy(scanner)(said);
        const report = reportOn(
          { [shown]: set.awsKeyId },
          {
            complete: false,
            errors: [problemOf(new Error(said), (text) => scanner.redact(text))],
            notes: [shown],
            skipped: [{ path: shown, reason: 'submodule' }],
          },
        );

        expect(hidden(render(report), [[kind, set[kind]]])).toEqual([]);
      }),
      runs(20),
    );
  });
});

/** Stretches of eight characters of these secrets that a text shows. */
const given = (said: string, secrets: readonly string[]): string[] =>
  secrets.flatMap((secret) =>
    Array.from({ length: Math.max(0, secret.length - 7) }, (_, at) => secret.slice(at, at + 8)).filter(
      (part) => said.includes(part),
    ),
  );

const fakesOf = (kind: keyof Fakes): string => fakes('a failure')[kind];

describe.each(formatNames)('a failure before there is a report, as %s', (format) => {
  test.each(kinds)('shows no %s', async (kind, label) => {
    const set = fakesOf(kind);
    const said = `fatal: ${label}${set}`;
    const errors = [new Error(said), new UserError(said, { hint: said })];

    for (const error of errors) {
      const problem = problemOf(error, (text) => scanner.redact(text));
      const told = await renderedProblem(format, problem, around);
      expect(hidden(told, [[kind, set]])).toEqual([]);
      expect(told).toContain('fatal');
    }
  });

  test('shows no secret of any rule', async () => {
    for (const { id, content, secrets, optIn } of leaks) {
      const withRule = new Scanner([...rules, ...optIn]);
      const problem = problemOf(new UserError(`fatal: ${content}`, { hint: content }), (text) =>
        withRule.redact(text),
      );

      const told = await renderedProblem(format, problem, around);

      // What a private key begins with says only that it is one; its body is the secret.
      const closed = [...secrets, ...content.split('\n').filter((line) => /^[\w+/]{64}$/.test(line))].filter(
        (secret) => !secret.includes('KEY-----'),
      );
      expect(given(told, closed), `${id}: ${content}`).toEqual([]);
    }
  });
});
