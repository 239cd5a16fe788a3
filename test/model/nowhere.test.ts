import { expect, test } from 'vitest';
import { isNowhere } from '../../src/model/nowhere.ts';

test.each([
  ['linux', '/dev/null', true],
  ['linux', '/dev//null', true],
  ['linux', 'NUL', false],
  ['linux', '', false],
  ['win32', '/dev/null', true],
  ['win32', 'nul', true],
  ['win32', 'NUL', true],
  ['win32', 'C:/hooks/nul', false],
] as const)('on %s, %s: %s', (platform, path, is) => {
  const before = process.platform;
  Object.defineProperty(process, 'platform', { value: platform });
  try {
    expect(isNowhere(path)).toBe(is);
  } finally {
    Object.defineProperty(process, 'platform', { value: before });
  }
});
