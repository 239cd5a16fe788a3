/** Where a literal must stay one, or would mean something else: what nobody can put an expression in the place of. */

/** All of it must be so. */
export interface LiteralPlace {
  /** Of the code in front of it, as `openCode` tells it. */
  readonly before?: RegExp;
  /** Of the code behind it, as `codeBetween` tells it. */
  readonly after?: RegExp;
  /** Of its line as it is written, in front of it. */
  readonly line?: RegExp;
  readonly why: string;
}

const constant = 'it is a constant, which cannot be read from the environment';
const annotation = 'it stands in an annotation, which wants a constant';
const pattern = 'it is a pattern or a label, not a value';
const type = 'it may be a type, not a value';

const caseLabel: LiteralPlace = { before: /\bcase\b[^:\n]*$/, why: pattern };
const annotated: LiteralPlace = { before: /@[\w.]+\s*\([^)]*$/, why: annotation };

export const inJavaScript: readonly LiteralPlace[] = [
  { before: /\b(?:import|from)\s*$/, why: 'it names a module' },
  { after: /^\s*\(/, why: 'it is the name of a method' },
  {
    before: /<[A-Za-z][\w.:-]*(?:\s[^<>]*)?[\w-]\s*=\s*$/,
    why: 'it is an attribute, which wants braces around an expression',
  },
  { after: /^\s*=(?![=>])/, why: 'something is assigned to it' },
];

export const inTypeScript: readonly LiteralPlace[] = [
  { before: /\benum\s+[\w$]+\s*\{[^}]*$/, why: 'it is a member of an enum, which wants a constant' },
  { before: /\b(?:type\s+[\w$]+\s*(?:<[^=]*>)?\s*=[^;=(]*|interface\s[^{]*\{[^}]*)$/, why: type },
  // `x: "a"`, `f(x: "a"`, `): "a"`, `Pick<T, "a"`, `"a" | "b"`
  { before: /\b(?:const|let|var)\s+[\w$]+\s*:[^=;]*$/, why: type },
  { before: /\([^(){}[\]=]*[\w$]\??\s*:[^(){}[\]=,]*$/, why: type },
  { before: /(?:\u0001\s*:|<|(?<!\|)\|)\s*$/, why: type },
  { after: /^\s*(?:as|satisfies)\s+const\b/, why: 'as const wants a literal' },
  { after: /^\s*(?:\|(?!\|)|>(?!=)|\[)/, why: type },
];

export const inPython: readonly LiteralPlace[] = [
  { before: /(?:^|\n)[^\S\n]*case\b[^:\n]*$/, why: pattern },
  { before: /\bLiteral\[[^\]]*$/, why: type },
];

export const inGo: readonly LiteralPlace[] = [
  { before: /\bconst(?:\s*\([^)]*|\b[^\n(]*)$/, why: constant },
  { before: /\bstruct\s*\{[^}]*$/, why: 'it is a tag of a field' },
  { before: /\bimport\s*(?:\([^)]*|[\w.]*\s*)$/, why: 'it names a package' },
];

export const inJava: readonly LiteralPlace[] = [annotated, caseLabel];

export const inKotlin: readonly LiteralPlace[] = [
  annotated,
  { before: /\bconst\s+val\b[^\n]*$/, why: constant },
];

export const inScala: readonly LiteralPlace[] = [annotated, { before: /\bcase\b[^=\n]*$/, why: pattern }];

export const inCSharp: readonly LiteralPlace[] = [
  caseLabel,
  { before: /\bconst\b[^;]*$/, why: constant },
  { before: /(?:^|[\n;{}\u0001(,])\s*\[[^\]]*\([^)]*$/, why: annotation },
  {
    before: /\([^(){}]*[\w\]>?]\s+\w+\s*=\s*$/,
    why: 'it is what a parameter is by default, which is a constant',
  },
  { before: /\b(?:is|is\s+not)\s*$/, why: pattern },
  { after: /^\s*=>/, why: pattern },
];

export const inPhp: readonly LiteralPlace[] = [
  { before: /\b(?:const|static|public|private|protected|readonly|var)\b[^;{}(]*$/, why: constant },
  {
    before: /\bf(?:unctio)?n\b[^;{}]*\([^)]*$/,
    why: 'it is what a parameter is by default, which is a constant',
  },
];

export const inRust: readonly LiteralPlace[] = [
  { before: /\b(?:const|static)\s+(?:mut\s+)?\w+\s*:[^;]*$/, why: constant },
  { before: /#!?\[[^\]]*$/, why: annotation },
  { before: /\w!\s*[([{][^;]*$/, why: 'it stands in a macro, which may want a literal' },
  { after: /^\s*(?:=>|\||if\b)/, why: pattern },
];

export const inRuby: readonly LiteralPlace[] = [{ before: /:$/, why: 'it is a symbol' }];

export const inPowerShell: readonly LiteralPlace[] = [{ after: /^\s*=/, why: 'it is a key' }];

export const inDockerfile: readonly LiteralPlace[] = [
  { line: /\[/, why: 'a list of words in brackets is started without a shell, which would fill it in' },
];

export const inYaml: readonly LiteralPlace[] = [
  { line: /\$\{[^}]*$/, why: 'it stands in an expression' },
  { after: /^\s*:(?:\s|$)/, why: 'it is a key, not a value' },
];

export const inWorkflow: readonly LiteralPlace[] = [
  ...inYaml,
  {
    line: /^\s*(?:-\s+)?(?:if|uses|runs-on|name|needs|shell|id|image)\s*:/,
    why: 'secrets cannot be asked for there',
  },
];

export const inTerraform: readonly LiteralPlace[] = [
  {
    before: /(?:^|\n)\s*(?:terraform|variable\s+"")\s*\{/,
    why: 'no variable can be asked for in this block',
  },
  { before: /\b(?:source|version)\s*=\s*$/, why: 'no variable can be asked for there' },
  { after: /^\s*[=:]/, why: 'it is a key, not a value' },
];
