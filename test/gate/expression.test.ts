/** Whatever the scanner finds in a text, a line of it matches what the gate asks grep for. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { gateFiles } from '../../src/gate/files.ts';
import { fakes } from '../support/fakes.ts';
import { costly, someOf } from '../support/keyhalt.ts';
import { rulesWithExamples } from '../support/rule-file.ts';
import { anySet, anyText, kinds, rules, runs, scan, utf16be, utf16le } from '../support/scanning.ts';
import { scratch } from '../support/scratch.ts';

const root = join(import.meta.dirname, '..', '..');
const leaks = rulesWithExamples
  .filter(({ optIn }) => !optIn)
  .flatMap(({ id, examples }) => examples.leak.map((pieces) => [id, pieces.join('')] as const));

/**
 * Those of the texts in which the scanner finds something and grep nothing, in a message or in what a commit adds, where
 * that has no word also by a closer look; and how many the scanner found something in.
 */
function passedOver(texts: readonly Buffer[]): { readonly missed: string[]; readonly found: number } {
  const leaking = texts.filter((text) => scan(text).detections.some(({ isDocumented }) => !isDocumented));
  const inMessage = countIn(leaking);
  const changes = leaking.map(added);
  const words = countIn(changes, gateFiles(rules)['words.ere']);
  // What is asked for more of is a part of these alone.
  const shapes = linesIn(changes, gateFiles(rules)['shapes.ere']!);
  const closer = ['runs', 'escapes', 'wraps'].map((name) => countIn(shapes, gateFiles(rules)[`${name}.ere`]));
  const isSeen = (at: number) => words[at]! > 0 || closer.some((counts) => counts[at]! > 0);
  const missed = leaking.filter((_, at) => inMessage[at] === 0 || !isSeen(at));
  return { missed: missed.map((text) => text.toString('latin1')), found: leaking.length };
}

/** As git prints it of a new file. */
const added = (text: Buffer): Buffer =>
  Buffer.from(
    text
      .toString('latin1')
      .split('\n')
      .map((line) => `keyhalt>:${line}`)
      .join('\n'),
    'latin1',
  );

/** How many lines of each text match, as grep counts them. */
const countIn = (texts: readonly Buffer[], expression = gateFiles(rules)['text.ere']!): number[] =>
  asked(['-achE'], texts, expression).split('\n').slice(0, texts.length).map(Number);

/** The lines of each text that match, each with the one behind it, as `bin/keyhalt-hook` asks for them. */
function linesIn(texts: readonly Buffer[], expression: string): Buffer[] {
  const found = texts.map((): string[] => []);
  for (const line of asked(['-aHE', '-A', '1'], texts, expression).split('\n')) {
    const [, at, content] = /^text-(\d+)[:-](.*)$/s.exec(line) ?? [];
    if (at !== undefined) found[Number(at)]!.push(`${content}\n`);
  }
  return found.map((lines) => Buffer.from(lines.join(''), 'latin1'));
}

/** What grep answers of these texts, in Latin-1. */
function asked(options: readonly string[], texts: readonly Buffer[], expression: string): string {
  if (texts.length === 0) return '';
  const folder = mkdtempSync(join(scratch, 'keyhalt-gate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'ere'), expression, 'latin1');
  const files = texts.map((_, at) => `text-${at}`);
  for (const [at, text] of texts.entries()) writeFileSync(join(folder, files[at]!), text);
  const env = { PATH: process.env.PATH, LC_ALL: 'C' };
  const words = [...options, '-f', 'ere', '--', ...files];
  const { stdout, stderr } = spawnSync('grep', words, { cwd: folder, env, encoding: 'latin1' });
  expect(stderr).toBe('');
  return stdout;
}

const hex = (char: string): string => char.charCodeAt(0).toString(16).padStart(2, '0');
const every = (way: (char: string) => string) => (text: string) => [...text].map(way).join('');
const some = (way: (char: string) => string) => (text: string) =>
  text.replace(/[A-Za-z0-9+/]{12,}/g, (run) =>
    [...run].map((char, at) => (at % 7 === 3 ? way(char) : char)).join(''),
  );
const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
const wrapped = (length: number) => (text: string) =>
  text.replace(new RegExp(`.{${length}}`, 'g'), (line) => `${line}\n`);
const inRuns = (change: (run: string) => string) => (text: string) =>
  text.replace(/[A-Za-z0-9+/]{16,}/g, change);
const cut = (joint: string, at: number) => inRuns((run) => `${run.slice(0, at)}${joint}${run.slice(at)}`);

const aroundSecrets = (before: string, behind: string) => (text: string) =>
  text.replace(/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])/g, (run) => before + run + behind);
/** Nothing but a key ID says something in here, and most of it stands on one side of a break or the other. */
const acrossBreak =
  (length: number, joint: string, behind = 60) =>
  (text: string) => {
    const [id = 'none'] = /A[KS]IA[A-Z2-7]{16}/.exec(text) ?? [];
    const noise = Buffer.alloc(60, 0xfb);
    return base64(
      `${noise.toString('latin1', 0, length)}${id}${noise.toString('latin1', 0, behind)}`,
    ).replace(/.{48}/g, (line) => line + joint);
  };

const percent = (char: string): string => `%${hex(char)}`;
const escapes = {
  percent,
  'percent of UTF-16': (char: string) => `%u00${hex(char)}`,
  'percent, twice': (char: string) => `%25${hex(char).toUpperCase()}`,
  hexadecimal: (char: string) => `\\x${hex(char)}`,
  unicode: (char: string) => `\\u00${hex(char)}`,
  'long unicode': (char: string) => `\\U000000${hex(char)}`,
  'unicode in JSON in JSON': (char: string) => `\\\\u00${hex(char)}`,
  octal: (char: string) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`,
  'decimal reference': (char: string) => `&#${char.charCodeAt(0)};`,
  'hexadecimal reference': (char: string) => `&#x${hex(char)};`,
  'reference, twice': (char: string) => `&amp;#${char.charCodeAt(0)};`,
  'backslash behind percent': (char: string) => `%5Cx${hex(char)}`,
  'soft hyphen': (char: string) => `${char}\u00ad`,
  'zero width': (char: string) => `${char}\u200b`,
  'word joiner': (char: string) => `${char}\u2060`,
  'byte order mark': (char: string) => `${char}\ufeff`,
};

/** Ways in which a text can be written, each tried with every leak. */
const ways: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  ...Object.fromEntries(Object.entries(escapes).map(([name, way]) => [`${name}, all of it`, every(way)])),
  ...Object.fromEntries(Object.entries(escapes).map(([name, way]) => [`${name}, here and there`, some(way)])),
  ...Object.fromEntries(
    Object.entries(escapes).map(([name, way]) => [
      `${name}, one`,
      (text) => text.replace(/([A-Za-z0-9+/]{12,})/, (run) => run.slice(0, 5) + way(run[5]!) + run.slice(6)),
    ]),
  ),
  'as a URL': encodeURIComponent,
  JSON: (text) => JSON.stringify({ text }).replaceAll('/', '\\/'),
  'JSON in JSON': (text) => JSON.stringify(JSON.stringify({ text })),
  XML: (text) => text.replaceAll('&', '&amp;').replaceAll('+', '&#43;').replaceAll('/', '&sol;'),
  base64,
  'base64 behind a letter more': (text) => base64(`x${text}`),
  'base64 behind two': (text) => base64(`xy${text}`),
  'base64 for URLs': (text) => Buffer.from(text, 'latin1').toString('base64url'),
  'base64 of UTF-16': (text) => utf16le(text).toString('base64'),
  'base64 in lines of 76': (text) => wrapped(76)(base64(`${'some words before it '.repeat(4)}${text}`)),
  'base64 in lines of 64': (text) => wrapped(64)(base64(`${'some words before it '.repeat(5)}${text}`)),
  'base64 in lines of 40': (text) => wrapped(40)(base64(`${'before it '.repeat(3)}${text}`)),
  'base64 as a URL': (text) => encodeURIComponent(base64(text)),
  'base64 of a URL': (text) => base64(every(percent)(text)),
  'in two pieces': cut(`" + "`, 9),
  'in two pieces, with single quotes': cut(`' + '`, 4),
  'in two pieces, the first of two letters': cut(`' + '`, 2),
  'in two pieces, the first of three letters': cut(`" . "`, 3),
  'in two pieces on two lines': cut(`" +\n  "`, 12),
  'in two pieces with nothing between': cut(`" "`, 8),
  'behind a backslash at the end of a line': cut('\\\n', 10),
  'in a mail': cut('=\n', 11),
  folded: cut('\n    ', 13),
  'in a template': cut("${'", 7),
  'added by a patch': (text) => text.replace(/^/gm, '+'),
  'base64 of text in two lines': (text) => base64(text.replace(/(.{9})/, '$1\n ')),
  'base64 of UTF-16 in short lines': (text) =>
    text.replace(/.{1,9}/g, (part) => `${utf16le(part).toString('base64')}\n`),
  'base64 for URLs, in lines of 40': (text) =>
    wrapped(40)(Buffer.from(`\xfb\xef\xbe${'\xff\xfe'.repeat(20)}${text}`, 'latin1').toString('base64url')),
  'in a path': aroundSecrets('vault/prod2/', '/AAA1'),
  'behind a colour': aroundSecrets('\u001b[0m', ''),
  'behind a colour with more': aroundSecrets('\u001b[0;1m', ''),
  'behind an option of one letter': aroundSecrets('-p', ''),
  'behind what a signature begins with': aroundSecrets('AWS4', ''),
  'behind an equals sign of a mail': aroundSecrets('=3D', ''),
  'behind an equals sign of an added line of a mail': aroundSecrets('=3D+', ''),
  'as an added word': aroundSecrets('{+', '+}'),
  'between signs of Org': aroundSecrets('=', '='),
  'in text that is added up': (text) =>
    text.replace(
      /(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{20})([A-Za-z0-9+/]{20})(?![A-Za-z0-9+/=])/g,
      'secret = "$1";\n secret += "$2"',
    ),
  'alone on an added line': aroundSecrets('\n+', ''),
  'one escaped character that no one sees': (text) => text.replace(/(A[KS])(IA)/, '$1%E2%80%8B$2'),
  'base64 behind a slash': (text) => `/${base64(`id:${text}`)}`,
  'base64 behind a letter that is none of it': (text) => `x${base64(`k=${text}`)}`,
  'one escaped character that no one sees, twice': (text) =>
    text.replace(/(A[KS])(IA)/, '$1\\\\xe2\\\\x80\\\\x8b$2'),
  'an escaped blank in a name': (text) =>
    text.replace(
      /^.*?([A-Za-z0-9+/]{20})([A-Za-z0-9+/]{20})$/s,
      'config/production/awsAccess%20key = "$1" + "$2"',
    ),
  'pieces with one escaped quote': (text) => `${text.replace(/^.*(A[KS])(IA)/s, "'$1&#39;+&#39;$2")}/abc`,
  'in compiled Python': aroundSecrets('Z(', 'z'),
  'in compiled code': aroundSecrets('\u0001(', 'abc'),
  'base64 across a break, most of it behind': acrossBreak(30, '\n'),
  'base64 across a break, half of it': acrossBreak(26, '\n'),
  'base64 across a break, most of it in front': acrossBreak(22, '\n'),
  'base64 across a break, most of it on a short last line': acrossBreak(30, '\n', 3),
  'base64 across a break, most of it in a short text': acrossBreak(30, '" +\n  "', 3),
  'base64 across a break that is escaped': acrossBreak(30, '\\n'),
  'base64 across a break between texts': acrossBreak(30, '" +\n  "'),
  'base64 across a break of a comment': (text) => `# ${acrossBreak(30, '\n# ')(text)}`,
  'escaped bytes of what no one sees': (text) => text.replace(/([A-Z0-9]{2})/g, '$1%E2%80%8B'),
  'other escapes of these': (text) => text.replace(/([A-Z0-9]{3})/g, '$1\\xc2\\xad'),
  'these in octal': (text) => text.replace(/([A-Z0-9]{4})/g, '$1\\342\\201\\240'),
  'pieces with escaped quotes': (text) => text.replace(/^.*(A[KS])(IA)/, '&#34;$1&#34; + &#34;$2'),
  'a bar that is escaped': (text) => text.replaceAll('|', '%7C'),
  'blanks that are escaped': (text) => wrapped(30)(text).replaceAll(' ', '%20'),
  'a long escape in the middle of two pieces': (text) =>
    text.replace(
      /([A-Z0-9]{2})([A-Z0-9])([A-Z0-9]{7})/,
      (_, before, one, behind) => `${before}\\U000000${hex(one)}${behind}" + "`,
    ),
  'an escape in a reference': (text) => text.replace(/[A-Z0-9]/, (char) => `&#x%3${hex(char)[1]};`),
};

/** Without a name beside them, or with one that is no word of the gate's. */
const bare = [
  ...kinds.map(([kind]) => fakes('bare')[kind]),
  ...['bare', 'barer', 'barest'].map((seed) => `aws_pass = ${fakes(seed).awsSecret}`),
];

const around: readonly (readonly [string, string])[] = [
  ['', ''],
  ['words before it\n', '\nwords behind it\n'],
  ['{"aws": {"secretKey": "', '"}}\n'],
  ["aws_secret_access_key = '", "' # AWS\r\n"],
  ['\\n', '\\n"'],
  [`${'é'.repeat(40)} `, ` ${'日本'.repeat(20)}`],
];

/** All of them, where that is not for npm test. */
const someAround = costly ? around : around.slice(1, 4);

const rarelyFound = new Set([
  'reference, twice, all of it',
  'an escape in a reference',
  'other escapes of these',
  'these in octal',
]);

describe('the gate lets a leak through to the scanner', () => {
  someOf(Object.entries(ways), 8)('%s', (name, way) => {
    const texts = [...leaks.map(([, leak]) => leak), ...bare].flatMap((leak) =>
      someAround.map(([before, behind]) => Buffer.from(`${before}${way(leak)}${behind}`)),
    );

    const { missed, found } = passedOver(texts);

    expect(missed).toEqual([]);
    // Not every leak is one in every guise, and some guises are too much for the scanner.
    if (!rarelyFound.has(name)) expect(found).toBeGreaterThan(5);
  });

  test.each([
    ['UTF-16, little end first', utf16le],
    ['UTF-16, big end first', utf16be],
    ['UTF-32', utf32],
    ['UTF-16 behind one byte', (text: string) => Buffer.concat([Buffer.from([0xe9]), utf16le(text)])],
    ['bytes of no character around it', (text: string) => Buffer.concat([noise, Buffer.from(text), noise])],
    ['a NUL in front of it', (text: string) => Buffer.from(`\0\0${text}\0`)],
  ] as const)('in %s', (_, encode) => {
    const texts = leaks.flatMap(([, leak]) =>
      someAround.map(([before, behind]) => Buffer.from(encode(`${before}${leak}${behind}`))),
    );

    const { missed, found } = passedOver(texts);

    expect(missed).toEqual([]);
    expect(found).toBeGreaterThan(100);
  });

  test('whatever it is made of, and wherever it stands', () => {
    const guise = fc.constantFrom(...Object.values(ways));
    const leak = fc.oneof(
      anyText(),
      fc.constantFrom(...leaks).map(([, text]) => text),
      fc.tuple(fc.constantFrom(...kinds), anySet()).map(([[kind, label], set]) => `${label}${set[kind]}`),
    );
    const twice = fc
      .tuple(fc.string({ unit: 'grapheme', maxLength: 60 }), leak, guise, guise, fc.string({ maxLength: 60 }))
      .map(([before, text, first, second, behind]) => before + second(first(text)) + behind);
    fc.assert(
      fc.property(fc.array(twice, { minLength: 100, maxLength: 150 }), (texts) => {
        const { missed, found } = passedOver(texts.map((text) => Buffer.from(text)));

        expect(missed).toEqual([]);
        expect(found).toBeGreaterThan(0);
      }),
      runs(2),
    );
  });

  const shared = process.env.KEYHALT_SHARED ?? join(root, '..', 'shared');
  const vectors = join(shared, 'vectors', 'open.jsonl');
  test.skipIf(!existsSync(vectors))('as in every open vector', () => {
    const texts = readFileSync(vectors, 'utf8')
      .trim()
      .split('\n')
      .map((line) => Buffer.from((JSON.parse(line) as { text: string }).text));

    const { missed, found } = passedOver(texts);

    expect(missed).toEqual([]);
    expect(found).toBeGreaterThan(100);
  });
});

test('of ordinary text it lets nothing through', () => {
  const texts = [
    'import { readFile } from "node:fs/promises";\n\nexport async function load(path: string) {\n  return readFile(path);\n}\n',
    '# Changelog\n\n- 1.2.0: the `--quiet` option (#123)\n- see https://example.org/docs/options.html#quiet\n',
    'width: 100%;\ncolor: #ffffff; /* 50% of it */\nprintf("%4d %5d %-20s\\n", a, b, c);\n&nbsp;&#39;it&#39;s&#160;\n',
    '{"name": "x", "version": "1.0.0", "dependencies": {"chalk": "^5.6.2"}}\n',
    'naïve 日本語のテキスト Привет мир\ta\tb\n',
    // What lines of programs begin with.
    [...' !"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'].map((sign) => `${sign}\n${sign};\n`).join(''),
    [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((sign) => `${sign}\n${sign} x\n`).join(''),
  ].map((text) => Buffer.from(text));
  const [words, shapes] = ['words', 'shapes'].map((name) => gateFiles(rules)[`${name}.ere`]!);

  expect(countIn(texts)).toEqual(texts.map(() => 0));
  for (const expression of [words, shapes])
    expect(countIn(texts.map(added), expression)).toEqual(texts.map(() => 0));
});

test('its known texts match in as many lines as bin/keyhalt-hook says', () => {
  const files = gateFiles(rules);
  const [words, text] = ['words', 'text'].map(
    (name) => countIn([Buffer.from(files[`${name}.known`]!, 'latin1')], files[`${name}.ere`])[0],
  );

  const script = readFileSync(join(root, 'bin', 'keyhalt-hook'), 'utf8');
  expect(script).toContain(`of_message='${text} 0 '`);
  expect(script).toContain(`"${words} 0 1 $of_message"`);
  expect(script).toContain(`"\${of_message}${words} 0 1 "`);
  expect(words).not.toBe(text);
  const shapes = linesIn([Buffer.from(files['shapes.known']!, 'latin1')], files['shapes.ere']!);
  const lines = shapes.toString().trimEnd().split('\n');
  expect(script).toContain(`last_known='${lines.at(-1)}'`);
  expect(script).toContain(`[ "$pieces" = ${lines.length - 1} ]`);
  expect(new Set(lines).size).toBe((lines.length + 1) / 2 + 1);
  const closer = ['runs', 'escapes', 'wraps', 'closer'];
  for (const name of closer) expect(script).toContain(`count ${name} -`);
  const counts = closer.map((name) => {
    const [count] = countIn([Buffer.from(files[`${name}.known`]!, 'latin1')], files[`${name}.ere`]);
    return `${count} 1`;
  });
  expect(script).toContain(`[ "$counts" = '${counts.slice(0, -1).join(' ')}' ]`);
  expect(script).toContain(`[ "$counts" = '${counts.at(-1)}' ]`);
});

test('what few lines are asked at once is what many are asked in three', () => {
  const files = gateFiles(rules);

  expect(files['closer.ere']).toBe(['runs', 'escapes', 'wraps'].map((name) => files[`${name}.ere`]).join(''));
});

function utf32(text: string): Buffer {
  return Buffer.from(Uint32Array.from([...text], (char) => char.codePointAt(0)!).buffer);
}

const noise = Buffer.from(Array.from({ length: 64 }, (_, at) => 0x80 + ((at * 37) % 0x7f)));
