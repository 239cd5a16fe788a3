/** Joints between pieces: what a look at a few bytes rules out, the pattern does not match. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joint, mayBeJoint, openings } from '../../src/scan/looks/joints.ts';
import { runs } from '../support/scanning.ts';

const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'"\'`$\\={}+.&_|<~,;:>()-', '\n', '\r\n', ' ', '\t', '\xa0', '\v', ' '.repeat(45)),
      fc.constantFrom(
        '\n+',
        '" + "',
        "',\n '",
        '${"',
        '"}${"',
        '\\\n',
        '" ).concat("',
        '"\n->x += "',
        '"\n0.append("',
        '"\n_.= "',
        'fr',
        'L',
        '@',
        '..',
        '++',
        '& _',
        'word',
        'x',
        'é',
      ),
    ),
    { minLength: 1, maxLength: 14 },
  )
  .map((parts) => parts.join(''));

test('no joint begins where none may', () => {
  let [passed, matched] = [0, 0];

  fc.assert(
    fc.property(anyText, (behind) => {
      const text = `\n+word${behind}`;
      const bytes = Buffer.from(text, 'latin1');
      for (const [at, byte] of bytes.entries()) {
        if (openings[byte] === 0) continue;
        const start = byte === 0x0a ? text.slice(0, at).search(/[ \t\r]{0,9}$/) : at;
        joint.lastIndex = start;
        const isJoint = joint.test(text);
        if (isJoint) expect(mayBeJoint(bytes, at)).toBe(true);
        if (isJoint) matched++;
        else if (!mayBeJoint(bytes, at)) passed++;
      }
    }),
    runs(3000),
  );

  expect(matched).toBeGreaterThan(runs(3000).numRuns / 30);
  expect(passed).toBeGreaterThan(runs(3000).numRuns / 30);
});
