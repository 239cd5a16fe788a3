import type { TomlError } from 'smol-toml';

/** What the parser says, in words of our own: it quotes the lines around, and some of what it says is V8's. */
const meanings: Readonly<Record<string, string>> = {
  'control characters are not allowed in comments': 'a comment may hold no control characters',
  'control characters are not allowed in strings':
    'a text may hold no control characters and must end on its line, unless it stands in three quotes',
  'document contains excessively nested structures. aborting.':
    'lists and tables stand too deep in each other',
  'each key-value declaration must be followed by an end-of-line': 'nothing more may stand on this line',
  'expected comma or end of structure': 'a comma or a closing bracket is missing',
  'expected end of table array declaration': 'the name of a table in [[ ends with ]]',
  'illegal character in key': 'a key has letters, digits, - and _ only, unless it stands in quotes',
  'illegal character in numeric literal': 'this is no number',
  'illegal empty bare key': 'a key is missing',
  'illegal leading zero': 'a number may not begin with 0',
  'illegal quoted key: multiline strings are not allowed': 'a key stands on one line',
  'illegal underscore': 'a _ in a number stands between two digits',
  'incomplete key-value: cannot find end of key':
    'a key without = behind it, or the name of a table without ]',
  'invalid date': 'there is no such date or time',
  'invalid date-time: date part is malformed': 'a date is written as 2027-01-31',
  'invalid date-time: time part is malformed': 'a time is written as 07:30:00',
  'invalid escape: only line-ending whitespace may be escaped': 'no blank may stand behind this \\',
  'invalid non-hex character in unicode escape': 'such an escape has hexadecimal digits only',
  'invalid unicode escape': 'there is no such character',
  'invalid value': 'this is no value; texts stand in quotes',
  'trying to redefine an already defined table or value': 'the same key or table is there already',
  'trying to redefine an already defined value': 'the same key or table is there already',
  'unexpected end of key': 'a key is missing',
  'unfinished array': 'a list without ] at its end',
  'unfinished numeric value': 'a number ends too early',
  'unfinished string': 'a text without quotes at its end',
  'unfinished table': 'a table without } at its end',
  'unrecognised escape sequence': 'there is no such escape; in single quotes a \\ is only itself',
};

/** What is wrong with a text that could not be read, in fixed words: nothing of the text is in them. */
export function tomlMistake({ message }: TomlError): string {
  const [said] = message.replace(/^Invalid TOML document: /, '').split('\n', 1);
  if (said === 'integer value cannot be represented losslessly') return 'this number is too large';
  const meaning = Object.hasOwn(meanings, said!) ? `: ${meanings[said!]}` : '';
  return `this is not TOML${meaning}`;
}
