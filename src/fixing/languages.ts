/** How each language asks its environment: one row a language; a new one is one row more. */

import type { LiteralPlace } from './literal-places.ts';
import * as literal from './literal-places.ts';

/** How strings begin and end. */
export interface Quote {
  readonly open: string;
  readonly close?: string;
  /** Whether a backslash takes the meaning of what follows it. */
  readonly escapes?: boolean;
  /** Whether it may go on over the end of a line. */
  readonly isLong?: boolean;
  /** Expressions in it. */
  readonly embeds?: readonly Embed[];
  /** What must stand in front of it, where it would mean something else otherwise. */
  readonly behind?: RegExp;
}

/** An expression in a string. */
export interface Embed {
  readonly open: string;
  readonly close: string;
  /** Whether strings and comments in it are those of the language. */
  readonly isCode: boolean;
}

export interface Language {
  readonly name: string;
  /** Paths of its files. */
  readonly files: RegExp;
  /** What stands instead of a whole literal, quotes and all. */
  readonly reference: (name: string) => string;
  /** What stands instead of a part of a string, by the quote that opens it. Others cannot ask from within a string. */
  readonly inside?: Readonly<Record<string, (name: string) => string>>;
  readonly quotes: readonly Quote[];
  readonly comments: readonly (readonly [open: string, close: string])[];
  /** Whether a comment begins only behind a blank. */
  readonly commentsNeedBlank?: boolean;
  /** What begins a text without quotes, behind which nothing is understood. */
  readonly hereDocument?: RegExp;
  /** Values without quotes: what stands in front of one and behind it, and whether it is quoted then. */
  readonly bare?: {
    readonly before: RegExp;
    readonly after: RegExp;
    readonly form: (name: string) => string;
  };
  /** Whether the quotes stay, with the reference within them. */
  readonly keepsQuotes?: boolean;
  /** What has to be in the file in front of it, and the line that brings it there. */
  readonly needs?: { readonly present: RegExp; readonly line: string; readonly before: RegExp };
  /** What else is to be done. */
  readonly note?: (name: string) => string;
  /** Whether a literal in front of a colon is a value like any other, as it is where keys are expressions. */
  readonly hasColonValues?: boolean;
  /** Whether a letter or sign in front of a quote, or another string beside it, changes what the string is. */
  readonly hasMarks?: boolean;
  /** Where a literal must stay one. */
  readonly literals?: readonly LiteralPlace[];
}

const double: Quote = { open: '"', escapes: true };
const single: Quote = { open: "'", escapes: true };
const tripleDouble: Quote = { open: '"""', escapes: true, isLong: true };
const tripleSingle: Quote = { open: "'''", escapes: true, isLong: true };
const likeC = [
  ['//', '\n'],
  ['/*', '*/'],
] as const;
const hash = [['#', '\n']] as const;
const inBraces = (name: string) => `\${${name}}`;
const inDoubleQuotes = (name: string) => `"\${${name}}"`;
const lower = (name: string) => name.toLowerCase();
const hereDocument = /<<-?\s*[^\s<=(\d]/;
const inDollarBraces: Embed = { open: '${', close: '}', isCode: true };
/** Quotes are letters in `"${a:-'}"`. */
const shellEmbeds: readonly Embed[] = [
  { ...inDollarBraces, isCode: false },
  { open: '$(', close: ')', isCode: true },
  { open: '`', close: '`', isCode: false },
];
const yaml = {
  quotes: [double, { open: "'" }],
  comments: hash,
  commentsNeedBlank: true,
  keepsQuotes: true,
  hasMarks: false,
  literals: literal.inYaml,
} as const;
/** Neither a key nor in a list or map in braces, in which the braces of a reference would be others. */
const plainValue = { before: /^[^[{]*(?:[\s:=/@]|^)$/, after: /^(?:\s|:\S|[@/]|$)/ } as const;

const javaScript: Language = {
  name: 'JavaScript',
  files: /\.[cm]?js$/i,
  reference: (name) => `process.env.${name}`,
  inside: { '`': (name) => `\${process.env.${name}}` },
  quotes: [
    double,
    single,
    { open: '`', escapes: true, isLong: true, embeds: [inDollarBraces] },
    // An expression to match with, where nothing can be divided.
    {
      ...{ open: '/', escapes: true, embeds: [{ open: '[', close: ']', isCode: false }] },
      behind: /(?:^|[(,=:[!&|?{;+*%~^\n-]|=>|\b(?:return|typeof|case))[^\S\n]*$/,
    },
  ],
  comments: likeC,
  literals: literal.inJavaScript,
};

const typeScript: Language = {
  ...javaScript,
  name: 'TypeScript',
  files: /\.[cm]?ts$/i,
  // It may be missing, which a string may not.
  reference: (name) => `process.env.${name}!`,
  literals: [...literal.inJavaScript, ...literal.inTypeScript],
};

/** In the order in which they are asked. */
export const languages: readonly Language[] = [
  javaScript,
  typeScript,
  { ...javaScript, name: 'JSX', files: /\.jsx$/i },
  { ...typeScript, name: 'TSX', files: /\.tsx$/i },
  {
    name: 'Python',
    files: /\.pyi?$/i,
    reference: (name) => `os.environ["${name}"]`,
    quotes: [tripleDouble, tripleSingle, double, single],
    comments: hash,
    needs: {
      present: /^import (?:[\w., ]+, *)?os\b(?!\.|\s+as\b)/gm,
      line: 'import os',
      // The first statement; what may stand in front of it has to.
      before: /^(?!from __future__\b|[rRuU]{1,2}["'])[A-Za-z_@]/gm,
    },
    hasColonValues: true,
    literals: literal.inPython,
  },
  {
    name: 'Ruby',
    files: /(?:\.(?:rb|rake|gemspec)|(?:^|\/)(?:Gemfile|Rakefile|Vagrantfile|Fastfile))$/,
    reference: (name) => `ENV.fetch("${name}")`,
    inside: { '"': (name) => `#{ENV.fetch('${name}')}` },
    quotes: [
      { ...double, isLong: true, embeds: [{ open: '#{', close: '}', isCode: true }] },
      { ...single, isLong: true },
    ],
    comments: hash,
    commentsNeedBlank: true,
    hereDocument: /<<[-~]?['"`]?[A-Za-z_]|^=begin|^__END__/m,
    literals: literal.inRuby,
  },
  {
    name: 'Go',
    files: /\.go$/i,
    reference: (name) => `os.Getenv("${name}")`,
    quotes: [double, single, { open: '`', isLong: true }],
    comments: likeC,
    needs: {
      present: /^\s*(?:import\s*\(?\s*)?"os"/gm,
      line: 'import "os"',
      before: /^(?:import|const|var|func|type)\b/gm,
    },
    literals: literal.inGo,
  },
  {
    name: 'Kotlin',
    files: /\.kts?$/i,
    reference: (name) => `System.getenv("${name}")`,
    inside: { '"': (name) => `\${System.getenv("${name}")}` },
    quotes: [
      { ...tripleDouble, escapes: false, embeds: [inDollarBraces] },
      { ...double, embeds: [inDollarBraces] },
      single,
    ],
    comments: likeC,
    literals: literal.inKotlin,
  },
  {
    name: 'Java',
    files: /\.java$/i,
    reference: (name) => `System.getenv("${name}")`,
    quotes: [tripleDouble, double, single],
    comments: likeC,
    literals: literal.inJava,
    note: () => 'it is no constant any more: it cannot stand in annotations and behind case',
  },
  {
    name: 'Scala',
    files: /\.(?:scala|sc|sbt)$/i,
    reference: (name) => `sys.env("${name}")`,
    quotes: [tripleDouble, double, single],
    comments: likeC,
    literals: literal.inScala,
  },
  {
    name: 'C#',
    files: /\.csx?$/i,
    reference: (name) => `System.Environment.GetEnvironmentVariable("${name}")`,
    quotes: [tripleDouble, double, single],
    comments: likeC,
    literals: literal.inCSharp,
  },
  {
    name: 'PHP',
    files: /\.(?:php|phtml|inc)$/i,
    reference: (name) => `getenv('${name}')`,
    quotes: [
      { ...double, isLong: true },
      { ...single, isLong: true },
    ],
    comments: [...likeC, ...hash],
    hereDocument: /<<<|\?>/,
    literals: literal.inPhp,
  },
  {
    name: 'Rust',
    files: /\.rs$/i,
    // As a literal is: borrowed, and there until the end.
    reference: (name) => `std::env::var("${name}").expect("${name} is not set").leak()`,
    quotes: [
      { ...double, isLong: true },
      // A letter; a single quote by itself begins a lifetime.
      { open: `'"`, close: "'" },
    ],
    comments: likeC,
    literals: literal.inRust,
  },
  {
    name: 'PowerShell',
    files: /\.ps[md]?1$/i,
    reference: (name) => `$env:${name}`,
    inside: { '"': (name) => `$($env:${name})` },
    quotes: [
      { open: '"', isLong: true, embeds: [{ open: '$(', close: ')', isCode: true }] },
      { open: "'", isLong: true },
    ],
    comments: [['<#', '#>'], ...hash],
    hereDocument: /@["']/,
    literals: literal.inPowerShell,
  },
  {
    name: 'shell',
    files: /(?:\.(?:sh|bash|zsh|ksh)|(?:^|\/)\.(?:bashrc|bash_profile|profile|zshrc|envrc))$/,
    reference: inDoubleQuotes,
    inside: { '"': inBraces },
    quotes: [
      { ...double, isLong: true, embeds: shellEmbeds },
      { open: "$'", close: "'", escapes: true, isLong: true },
      { open: "'", isLong: true },
    ],
    comments: hash,
    commentsNeedBlank: true,
    hereDocument,
    bare: { before: /(?:^|[\s=:])$/, after: /^(?:[\s;&|)]|$)/, form: inDoubleQuotes },
    hasMarks: false,
  },
  {
    name: 'Dockerfile',
    files: /(?:^|\/)(?:[\w.-]+\.)?(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$/i,
    reference: inDoubleQuotes,
    inside: { '"': inBraces },
    quotes: [{ ...double, embeds: shellEmbeds }, { open: "'" }],
    comments: hash,
    commentsNeedBlank: true,
    hereDocument,
    bare: { before: /=$/, after: /^(?:\s|$)/, form: inDoubleQuotes },
    hasMarks: false,
    literals: literal.inDockerfile,
    note: (name) =>
      `ENV and ARG stay in the image: hand ${name} over when the container runs (docker run --env ${name}), or to a build as a secret (RUN --mount=type=secret)`,
  },
  {
    ...yaml,
    name: 'GitHub workflow',
    files: /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/i,
    reference: (name) => `\${{ secrets.${name} }}`,
    inside: { '"': (name) => `\${{ secrets.${name} }}`, "'": (name) => `\${{ secrets.${name} }}` },
    bare: { ...plainValue, form: (name) => `\${{ secrets.${name} }}` },
    literals: literal.inWorkflow,
    note: (name) => `store it as the secret ${name} of the repository: gh secret set ${name}`,
  },
  {
    ...yaml,
    name: 'Compose file',
    files: /(?:^|\/)(?:docker-)?compose(?:\.[\w-]+)*\.ya?ml$/i,
    reference: inBraces,
    inside: { '"': inBraces, "'": inBraces },
    bare: { ...plainValue, form: inBraces },
    note: (name) =>
      `Compose reads ${name} from the environment, or from a .env file beside it that is not in git`,
  },
  {
    ...yaml,
    name: 'Serverless file',
    files: /(?:^|\/)serverless(?:\.[\w-]+)*\.ya?ml$/i,
    reference: (name) => `\${env:${name}}`,
    inside: { '"': (name) => `\${env:${name}}`, "'": (name) => `\${env:${name}}` },
    bare: { ...plainValue, form: (name) => `\${env:${name}}` },
  },
  {
    name: 'Terraform',
    files: /\.tf$/i,
    reference: (name) => `var.${lower(name)}`,
    inside: { '"': (name) => `\${var.${lower(name)}}` },
    quotes: [{ ...double, embeds: [inDollarBraces, { ...inDollarBraces, open: '%{' }] }],
    comments: [...likeC, ...hash],
    hereDocument,
    literals: literal.inTerraform,
    note: (name) =>
      `declare it: variable "${lower(name)}" { type = string, sensitive = true }, one argument a line, and set TF_VAR_${lower(name)}`,
  },
];

/** A file as a whole: what can be done about a secret in it. */
export type FileKind =
  | { readonly kind: 'code'; readonly language: Language }
  /** It is there to hold secrets, and is itself what must not be in git. */
  | { readonly kind: 'private' }
  /** The public double of such a file: names without values. */
  | { readonly kind: 'example' }
  | { readonly kind: 'none'; readonly why: string };

const exampleFile =
  /(?:^|\/|\.)env\.(?:example|sample|template|dist|defaults)$|\.(?:example|sample|template)\.env$/i;
const privateFile =
  /(?:^|\/)(?:\.env(?:\.[\w-]+)*|[\w.-]+\.env|\.aws\/credentials|id_(?:rsa|dsa|ecdsa|ed25519)|[^/]+\.(?:pem|ppk|p8))$/i;
const dataFile = /\.(?:json[c5]?|toml|ini|cfg|conf|properties|xml|plist|csv|tfvars|ya?ml|ipynb)$/i;

/** @param path from the top, with / */
export function kindOf(path: string): FileKind {
  if (exampleFile.test(path)) return { kind: 'example' };
  if (privateFile.test(path)) return { kind: 'private' };
  const language = languages.find(({ files }) => files.test(path));
  if (language !== undefined) return { kind: 'code', language };
  if (!dataFile.test(path)) return { kind: 'none', why: 'how such a file asks the environment is not known' };
  const type = path.slice(path.lastIndexOf('.') + 1);
  return {
    kind: 'none',
    why: `a .${type} file cannot ask the environment: have the program that reads it take the value from there, or keep the file out of git (git rm --cached, .gitignore)`,
  };
}
