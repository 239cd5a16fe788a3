/** What people write where a key belongs, in words of their own. */
const words =
  'CHANGE|REPLACE|INSERT|ENTER|PASTE|PROVIDE|SUPPLY|PUT|FILL|ADD|SET|USE|COPY|UPDATE|REMOVE|REDACTED|REDACT|REMOVED|' +
  'HIDDEN|MASKED|CENSORED|STRIPPED|DELETED|OMITTED|PLACEHOLDER|DUMMY|FAKE|MOCKED|MOCK|STUB|TESTING|TESTS|TEST|UNIT|' +
  'DEMO|EXAMPLES|EXAMPLE|SAMPLE|INVALID|VALID|BOGUS|WRONG|UNKNOWN|NOTHING|NOT|REALLY|REAL|NONE|NULL|EMPTY|MISSING|' +
  'ACTUAL|DOES|EXISTS|EXIST|GOES|HERE|HER|THIS|THAT|THE|WITH|FROM|FOR|AND|YOUR|YOU|SOME|ANY|ALL|OUR|ONLY|JUST|' +
  'ACCESS|SECRETS|SECRET|PRIVATE|PUBLIC|KEYS|KEY|IDENTIFIER|ACCOUNT|USER|NAME|VALUES|VALUE|STRING|TOKEN|PASSWORD|' +
  'CREDENTIALS|CREDENTIAL|AMAZON|AWS|IAM|LOCALSTACK|LOCAL|STACK|DEFAULT|DEVELOPMENT|TODO|FIXME|FOOBAR|FOO|BAR|BAZ|' +
  'QUX|LOREM|IPSUM|HELLO|WORLD|BLAH|ABC|XYZ|PLEASE|ME|MY|ID|AT|TO|IS|IN|IT|DO|NO|OF|OR|A';
/** … put together: a word of two letters alone is chance. */
const phrases = new RegExp(`(?:${words})+`, 'g');
const shortestPhrase = 5;

const keyboard = ['QWERTYUIOP', 'ASDFGHJKL', 'ZXCVBNM'];
/** So many neighbours on a keyboard are no chance. */
const shortestSlide = 5;

const fewestOpenings = 2;
/** For each three letters whether a word begins with them, or a row of the keyboard holds them. */
const openings = new Uint8Array(26 ** 3);
const slide = keyboard.flatMap((row) => [row, [...row].reverse().join('')]);
for (const text of [
  ...words.split('|').map((word) => word.slice(0, 3)),
  ...slide.flatMap((row) => [...row].map((_, at) => row.slice(at, at + 3))),
]) {
  if (text.length === 3)
    openings[[...text].reduce((sum, char) => sum * 26 + char.charCodeAt(0) - 0x41, 0)] = 1;
}

/** The longest piece that is repeated until the length is right. */
const longestPeriod = 8;
/** How much of the letters has to be explained. */
const leastShare = 0.75;
const fewestLetters = 10;

/** Whether a key says in words that it is none, is a slide over the keyboard, or repeats itself. */
export function isPlaceholder(key: string): boolean {
  if (isPeriodic(key)) return true;
  if (openingsIn(key) < fewestOpenings) return false;
  const letters = key.toUpperCase().replace(/[^A-Z]/g, '');
  if (letters.length < fewestLetters || letters.length < key.length / 2) return false;
  const spoken = (letters.match(phrases) ?? []).filter(({ length }) => length >= shortestPhrase);
  const explained = spoken.join('').length + slides(letters.replace(phrases, ' '));
  return explained >= leastShare * letters.length;
}

/** How often three letters in a row begin a word or are neighbours on a keyboard: in random ones hardly ever. */
function openingsIn(key: string): number {
  let [count, last, known] = [0, 0, 0];
  for (let at = 0; at < key.length; at++) {
    const letter = (key.charCodeAt(at) | 0x20) - 0x61;
    if (letter < 0 || letter > 25) continue;
    last = (last * 26 + letter) % openings.length;
    if (++known >= 3) count += openings[last]!;
  }
  return count;
}

function isPeriodic(text: string): boolean {
  for (let period = 1; period <= Math.min(longestPeriod, text.length / 2); period++) {
    if (text.slice(period) === text.slice(0, -period)) return true;
  }
  return false;
}

/** How many letters stand in slides over a row of the keyboard, either way. */
function slides(letters: string): number {
  let [count, length] = [0, 1];
  for (let at = 1; at <= letters.length; at++) {
    if (areNeighbours(letters[at - 1]!, letters[at])) length++;
    else {
      if (length >= shortestSlide) count += length;
      length = 1;
    }
  }
  return count;
}

const areNeighbours = (a: string, b: string | undefined): boolean =>
  b !== undefined && keyboard.some((row) => row.includes(a + b) || row.includes(b + a));
