/** How each language asks its environment: one row a language; a new one is one row more. */

/** How strings begin and end. */
export interface Quote {
  readonly open: string;
  readonly close?: string;
  /** Whether a backslash takes the meaning of what follows it. */
  readonly escapes?: boolean;
  /** Whether it may go on over the end of a line. */
  readonly isLong?: boolean;
}

export interface Language {
  readonly name: string;
  /** Paths of its files. */
  readonly files: RegExp;
  /** What stands instead of a whole literal, quotes and all. */
  readonly reference: (name: string) => string;
  /** What stands instead of a part of a string, by the quote that opens it. Others cannot ask from within a string. */
  readonly inside?: Readonly<Record<string, (name: string) => string>>;
  /** What begins an expression within such a string: behind it nobody knows any more what a quote means. */
  readonly embeds?: RegExp;
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
  /** What has to be in the file, and the line that brings it there. */
  readonly needs?: { readonly present: RegExp; readonly line: string; readonly before?: RegExp };
  /** What else is to be done. */
  readonly note?: (name: string) => string;
  /** Whether a literal in front of a colon is a value like any other, as it is where keys are expressions. */
  readonly hasColonValues?: boolean;
  /** Whether a letter or sign in front of a quote, or another string beside it, changes what the string is. */
  readonly hasMarks?: boolean;
  /** What must not stand in front of it on its line, and why. */
  readonly unless?: { readonly before: RegExp; readonly why: string };
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
const hereDocument = /<<-?\s*['"\\]?[A-Za-z_]/;
const yaml = {
  quotes: [double, { open: "'" }],
  comments: hash,
  commentsNeedBlank: true,
  keepsQuotes: true,
  hasMarks: false,
  unless: { before: /\$\{[^}]*$/, why: 'it stands in an expression' },
} as const;
/** Neither a list nor a map in braces, in which the braces of a reference would be others. */
const plainValue = { before: /^[^[{]*(?:[\s:=/@]|^)$/, after: /^(?:[\s:@/]|$)/ } as const;

const javaScript: Language = {
  name: 'JavaScript',
  files: /\.[cm]?[jt]s$/i,
  reference: (name) => `process.env.${name}`,
  inside: { '`': (name) => `\${process.env.${name}}` },
  embeds: /\$\{/,
  quotes: [double, single, { open: '`', escapes: true, isLong: true }],
  comments: likeC,
};

/** In the order in which they are asked. */
export const languages: readonly Language[] = [
  javaScript,
  {
    ...javaScript,
    name: 'JSX',
    files: /\.[jt]sx$/i,
    unless: { before: /\w=$/, why: 'it may be an attribute, which wants braces around an expression' },
  },
  {
    name: 'Python',
    files: /\.pyi?$/i,
    reference: (name) => `os.environ["${name}"]`,
    quotes: [tripleDouble, tripleSingle, double, single],
    comments: hash,
    needs: { present: /^import (?:[\w., ]+, *)?os\b(?!\.)/m, line: 'import os', before: /^import [\w.]/m },
    hasColonValues: true,
  },
  {
    name: 'Ruby',
    files: /(?:\.(?:rb|rake|gemspec)|(?:^|\/)(?:Gemfile|Rakefile|Vagrantfile|Fastfile))$/,
    reference: (name) => `ENV.fetch("${name}")`,
    inside: { '"': (name) => `#{ENV.fetch('${name}')}` },
    embeds: /#\{/,
    quotes: [
      { ...double, isLong: true },
      { ...single, isLong: true },
    ],
    comments: hash,
    commentsNeedBlank: true,
    hereDocument: /<<[-~]?['"`]?[A-Za-z_]|^=begin|^__END__/m,
  },
  {
    name: 'Go',
    files: /\.go$/i,
    reference: (name) => `os.Getenv("${name}")`,
    quotes: [double, single, { open: '`', isLong: true }],
    comments: likeC,
    needs: { present: /^\s*(?:import\s+)?"os"\s*$/m, line: 'import "os"' },
    note: () => 'a const cannot be read from the environment: make it a var where it is one',
  },
  {
    name: 'Kotlin',
    files: /\.kts?$/i,
    reference: (name) => `System.getenv("${name}")`,
    inside: { '"': (name) => `\${System.getenv("${name}")}` },
    embeds: /\$\{/,
    quotes: [tripleDouble, double, single],
    comments: likeC,
  },
  {
    name: 'Java',
    files: /\.java$/i,
    reference: (name) => `System.getenv("${name}")`,
    quotes: [tripleDouble, double, single],
    comments: likeC,
  },
  {
    name: 'Scala',
    files: /\.(?:scala|sc|sbt)$/i,
    reference: (name) => `sys.env("${name}")`,
    quotes: [tripleDouble, double, single],
    comments: likeC,
  },
  {
    name: 'C#',
    files: /\.csx?$/i,
    reference: (name) => `System.Environment.GetEnvironmentVariable("${name}")`,
    quotes: [tripleDouble, double, single],
    comments: likeC,
    note: () => 'a const cannot be read from the environment: make it static readonly where it is one',
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
  },
  {
    name: 'Rust',
    files: /\.rs$/i,
    reference: (name) => `std::env::var("${name}").expect("${name} is not set")`,
    quotes: [{ ...double, isLong: true }],
    comments: likeC,
    note: () => 'this is a String: borrow it where a &str is wanted; it cannot stand in a const or static',
  },
  {
    name: 'PowerShell',
    files: /\.ps[md]?1$/i,
    reference: (name) => `$env:${name}`,
    inside: { '"': (name) => `$($env:${name})` },
    embeds: /\$\(/,
    quotes: [
      { open: '"', isLong: true },
      { open: "'", isLong: true },
    ],
    comments: [['<#', '#>'], ...hash],
    hereDocument: /@["']/,
  },
  {
    name: 'shell',
    files: /(?:\.(?:sh|bash|zsh|ksh)|(?:^|\/)\.(?:bashrc|bash_profile|profile|zshrc|envrc))$/,
    reference: inDoubleQuotes,
    inside: { '"': inBraces },
    embeds: /\$[({]|`/,
    quotes: [
      { ...double, isLong: true },
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
    embeds: /\$[({]|`/,
    quotes: [double, { open: "'" }],
    comments: hash,
    commentsNeedBlank: true,
    hereDocument,
    bare: { before: /=$/, after: /^(?:\s|$)/, form: inDoubleQuotes },
    hasMarks: false,
    unless: {
      before: /\[/,
      why: 'a list of words in brackets is started without a shell, which would fill it in',
    },
    note: (name) =>
      `ENV and ARG stay in the image: hand ${name} over when the container runs (docker run --env ${name}), or to a build as a secret (RUN --mount=type=secret)`,
  },
  {
    ...yaml,
    name: 'GitHub workflow',
    files: /(?:^|\/)(?:\.github\/workflows\/[^/]+|action)\.ya?ml$/i,
    reference: (name) => `\${{ secrets.${name} }}`,
    inside: { '"': (name) => `\${{ secrets.${name} }}`, "'": (name) => `\${{ secrets.${name} }}` },
    bare: { ...plainValue, form: (name) => `\${{ secrets.${name} }}` },
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
    embeds: /[$%]\{/,
    quotes: [double],
    comments: [...likeC, ...hash],
    hereDocument,
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
