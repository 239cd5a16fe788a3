/** What is known to open nothing: examples of AWS's documentation, and IDs of an account that nobody has. */
import { expect, test } from 'vitest';
import { isDocumented, isOfDocumentation, isOfNobody } from '../../src/scan/documented.ts';

test('an ID that LocalStack or moto made up is one, and one of any other account is not', () => {
  const idOf = (start: string) => `${['AK', 'IA'].join('')}${start}`;

  expect(isOfNobody(idOf('QAAAAAAAB2C3D4E5'))).toBe(true);
  expect(isOfNobody(idOf('QAAAAAAAP2C3D4E5'))).toBe(true);
  expect(isOfNobody(idOf('QAAAAAAAQ2C3D4E5'))).toBe(false);
  expect(isOfNobody(idOf('QAAAAAABB2C3D4E5'))).toBe(false);
  // Of before 2019, when they said nothing of their account.
  expect(isOfNobody(idOf('IAAAAAAAB2C3D4E5'))).toBe(false);
});

test('a secret of the documentation is one, and one that goes on is not', () => {
  const secret = ['uV3F3YluFJax1cknvbcG', 'wgjvx4QpvB+leU8dUj2o'].join('');

  expect(isDocumented(secret)).toBe(true);
  expect(isDocumented(`${secret}a`)).toBe(false);
});

test.each(['example', 'Example', 'FAKE', 'test'])('the best-known secret is known with %s in it', (word) => {
  const start = ['wJalrXUtnFEMI/K7MDENG', '/bPxRfiCY'].join('');

  expect(isOfDocumentation(`${start}${word}key`)).toBe(true);
  expect(isOfDocumentation(`${start.slice(1)}${word}keyx`)).toBe(false);
});
