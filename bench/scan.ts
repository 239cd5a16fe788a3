/**
 * What the scanner costs: MB/s of source text on one core, and milliseconds for a megabyte of what is worst for it.
 * Time for twice as much of the same must be about twice: the last column says how much more it is.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import builtIn from '../rules/aws.toml';
import { type Kernel, plainKernel } from '../src/kernel/search.ts';
import { simdKernel } from '../src/kernel/simd.ts';
import { AnchorFinder } from '../src/scan/anchors.ts';
import { compileRule } from '../src/scan/compile.ts';
import { Scanner } from '../src/scan/scanner.ts';

const rules = builtIn.rules.filter(({ optIn }) => optIn !== true);
/** Both searches: the one that a hook has and, where there is one, the one for much. */
const kernels: readonly (readonly [name: string, kernel: Kernel])[] = [
  ['plain', plainKernel],
  ...[simdKernel()].flatMap((kernel) => (kernel === undefined ? [] : [['wide', kernel] as const])),
];
/** As the product scans where there is much. */
const scanner = new Scanner(rules, { kernel: kernels.at(-1)![1] });
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const base64 = `${base32}abcdefghijklmnopqrstuvwxyz0189+/`;

console.log('source text, 64 MB, by search   scan  anchors   MB/s, median of 7 rounds');
for (const [name, folder] of Object.entries({ 'what is installed': 'node_modules', 'our own': 'src' })) {
  const texts = sourcesIn(folder);
  for (const [search, kernel] of kernels) console.log(speeds(`${name}, ${search}`, texts, kernel));
}
console.log('one megabyte of                 ms   found   two megabytes, x');
for (const [name, line] of Object.entries(worst())) console.log(row(name, line));

/** Sources in this folder, up to 64 MB of them, again and again when there are fewer. */
function sourcesIn(folder: string): readonly Buffer[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:[cm]?[jt]sx?|json|md)$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name));
  const texts: Buffer[] = [];
  let size = 0;
  for (let at = 0; size < 64e6; at++) {
    const text = readFileSync(files[at % files.length]!);
    if (text.length > 500_000) continue;
    texts.push(text);
    size += text.length;
  }
  return texts;
}

/** How fast the whole scan is, and how fast the search for anchors alone. */
function speeds(name: string, texts: readonly Buffer[], kernel: Kernel): string {
  const whole = new Scanner(rules, { kernel });
  const finder = new AnchorFinder(
    rules.map((rule) => compileRule(rule)),
    true,
    kernel,
  );
  const bytes = texts.reduce((sum, { length }) => sum + length, 0);
  const rates = [
    (text: Buffer) => scan(text, whole),
    (text: Buffer) => finder.find(text, 0, text.length),
  ].map((run) => {
    const rounds = Array.from({ length: 7 }, () => {
      const started = performance.now();
      for (const text of texts) run(text);
      return performance.now() - started;
    });
    return bytes / 1e3 / median(rounds);
  });
  return name.padEnd(28) + rates.map((rate) => rate.toFixed(0).padStart(8)).join(' ');
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function worst(): Record<string, () => string> {
  const id = () => `AK${'IA'}${random(base32, 16)}`;
  const secret = () => random(base64, 40);
  return {
    'key IDs, one a line': () => `${id()}\n`,
    'key IDs on one line': () => `${id()} `,
    'key IDs with allow comments': () => `${id()} # keyhalt:allow because\n`,
    'the same on one line': () => `${id()} # keyhalt:allow because `,
    'key IDs in UTF-16': () => [...`${id()}\n`].join('\0'),
    pairs: () => `${id()} ${secret()}\n`,
    'secrets with names': () => `aws_secret_access_key=${secret()}\n`,
    'random runs of 40': () => `${secret()}\n`,
    'session tokens': () => `IQoJb3JpZ2luX2Vj${random(base64, 600)}\n`,
    'the start of key IDs': () => `AK${'IA'}`,
    'the start of Bedrock keys': () => `AB${'SK/'}`,
    'names of secrets and quotes': () => `"secret" + 'a' . "b" \n`,
    'names of secrets': () => 'secret ',
    'lines to be folded': () => `secret:\n  ${random(base64, 12)}\n`,
    backslashes: () => '\\',
    'escaped slashes': () => `${random(base64, 6)}\\/`,
    'percent signs': () => `%2F${random(base64, 5)}`,
    'character references': () => '&#65;&',
    'base64 of words': () => `${Buffer.from(`word ${random(base64, 30)} and more`).toString('base64')}\n`,
    'base64 of base64 of words': () =>
      `${Buffer.from(Buffer.from(`word ${random(base64, 30)} and more`).toString('base64')).toString('base64')}\n`,
    'one run of base64': () =>
      Buffer.from(`all of it is one text, ${random(base64, 7)}, `).toString('base64'),
    'paths of 40': () => `${random('abcdef', 8)}/${secret()}/x\n`,
    'private keys': () =>
      `-----BEGIN ${'PRIVATE KEY'}-----\n${`${random(base64, 64)}\n`.repeat(26)}-----END PRIVATE KEY-----\n`,
    'the start of private keys': () => `-----BEGIN ${'PRIVATE KEY'}-----\n`,
    'invisible characters': () => '\u200b',
    'a lattice of NULs': () => 'a\0',
  };
}

function row(name: string, line: () => string): string {
  const lines: string[] = [];
  for (let size = 0; size < 2e6; size += lines.at(-1)!.length) lines.push(line());
  const two = Buffer.from(lines.join(''));
  const half = milliseconds(two.subarray(0, two.length / 2));
  const ratio = milliseconds(two).took / half.took;
  return [
    name.padEnd(28),
    half.took.toFixed(0).padStart(6),
    String(half.found).padStart(7),
    ratio.toFixed(1).padStart(18),
  ].join(' ');
}

function milliseconds(text: Buffer): { took: number; found: number } {
  const started = performance.now();
  const found = scan(text);
  return { took: performance.now() - started, found };
}

/** As the product scans an object: in parts of 64 KB. */
function scan(text: Buffer, by = scanner): number {
  const stream = by.begin();
  for (let at = 0; at < text.length; at += 65_536) stream.push(text.subarray(at, at + 65_536));
  return stream.end().detections.length;
}

function random(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[Math.floor(Math.random() * alphabet.length)]).join('');
}
