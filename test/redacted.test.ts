/** One scanner takes the credentials out of all that a program prints, and is made only when there is something to print. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { printLine } from '../src/command-line/situation.ts';
import { redacted } from '../src/redacted.ts';
import { fakes } from './support/fakes.ts';

const made = vi.hoisted(() => ({ scanners: 0 }));

vi.mock('../src/scan/scanner.ts', async (original) => {
  const { Scanner } = await original<typeof import('../src/scan/scanner.ts')>();
  class Counted extends Scanner {
    constructor(...given: ConstructorParameters<typeof Scanner>) {
      super(...given);
      made.scanners += 1;
    }
  }
  return { Scanner: Counted };
});

test('it is made when a text is first asked for, and kept for all others', () => {
  const { awsKeyId } = fakes('redacted');
  const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  onTestFinished(() => print.mockRestore());
  const before = made.scanners;

  const texts = [redacted(`key = ${awsKeyId}`), redacted('no key')];
  printLine(`also ${awsKeyId}`);

  expect(before).toBe(0);
  expect(texts.join()).not.toContain(awsKeyId);
  expect(texts[1]).toBe('no key');
  expect(print.mock.calls.join()).not.toContain(awsKeyId);
  expect(made.scanners).toBe(1);
});
