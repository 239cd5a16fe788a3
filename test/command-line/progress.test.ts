import { describe, expect, test } from 'vitest';
import { ProgressLine, progressText } from '../../src/command-line/progress.ts';

describe('how far a scan is', () => {
  test('is told with speed, what was found, and the time that is left', () => {
    expect(progressText({ objects: 12_345, of: 166_000, bytes: 420e6, found: 3 }, 2)).toBe(
      '12,345 of 166,000 objects, 210 MB/s, something found in 3, 25 s left',
    );
  });

  test('without an end in sight it tells what was read', () => {
    expect(progressText({ objects: 7, bytes: 1e6, found: 0 }, 1)).toBe('7 read, 1 MB/s');
  });

  test('is shown ten times a second at most, on one line, and taken away in the end', () => {
    const written: string[] = [];
    let now = 0;
    const line = new ProgressLine(
      (text) => written.push(text),
      () => now,
    );
    for (now = 1; now <= 250; now++) line.show({ objects: now, of: 1000, bytes: 0, found: 0 });
    line.end();

    expect(written).toEqual([
      '\r\u001b[K100 of 1,000 objects, 0 MB/s, 1 s left',
      '\r\u001b[K200 of 1,000 objects, 0 MB/s, 1 s left',
      '\r\u001b[K',
    ]);
  });

  test('a short scan shows nothing at all', () => {
    const written: string[] = [];
    const line = new ProgressLine(
      (text) => written.push(text),
      () => 0,
    );
    line.show({ objects: 1, bytes: 1, found: 0 });
    line.end();

    expect(written).toEqual([]);
  });
});
