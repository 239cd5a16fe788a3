import { expect, test } from 'vitest';
import { isNowhere } from '../../src/model/nowhere.ts';
import { onPlatform } from '../support/platform.ts';

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
  expect(onPlatform(platform, () => isNowhere(path))).toBe(is);
});
