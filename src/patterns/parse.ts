import { type AST, RegExpParser, RegExpSyntaxError } from '@eslint-community/regexpp';
import { type Built, build } from './build.ts';
import { PatternError } from './pattern-error.ts';
import { type Translation, translate } from './translate.ts';

const longestSource = 5000;

/** @throws PatternError */
export function parse(source: string, ignoreCase: boolean): Built {
  if (source.length > longestSource)
    throw new PatternError(`it is longer than ${longestSource.toLocaleString('en')} characters`);
  const translation = translate(source, { ignoreCase, dotAll: false, multiline: false, ungreedy: false });
  return build(syntaxOf(translation), translation);
}

function syntaxOf({ pattern, originOf }: Translation): AST.Pattern {
  try {
    const parser = new RegExpParser({ ecmaVersion: 2025 });
    return parser.parsePattern(pattern, 0, pattern.length, { unicode: true });
  } catch (error) {
    if (!(error instanceof RegExpSyntaxError)) throw error;
    // Its message quotes the pattern, so it goes no further.
    const known = problems.find(({ says }) => error.message.includes(`: ${says}`));
    const offset = originOf(error.index - (known?.isBehind ? 1 : 0));
    throw new PatternError(known?.problem ?? 'this is not a regular expression', offset);
  }
}

/** What the parser says, what it means, and whether it stands behind the place by then. */
const problems: readonly { readonly says: string; readonly problem: string; readonly isBehind?: true }[] = [
  { says: 'Unterminated group', problem: 'a group that begins with ( has no end' },
  { says: 'Unmatched', problem: 'a ) closes nothing' },
  {
    says: 'Nothing to repeat',
    problem: 'there is nothing to repeat in front of this *, +, ? or {n}',
    isBehind: true,
  },
  { says: 'Range out of order', problem: 'a range of a class ends before it begins', isBehind: true },
  { says: 'numbers out of order', problem: 'a repetition {n,m} ends before it begins', isBehind: true },
  { says: 'Duplicate capture group', problem: 'two groups have the same name', isBehind: true },
  { says: 'Invalid named capture', problem: 'there is no group of that name', isBehind: true },
  {
    says: 'Invalid escape',
    problem: 'there is no group of that number',
    isBehind: true,
  },
  { says: 'Invalid unicode escape', problem: 'this escape names no character' },
];
