import { expect, test, vi } from 'vitest';
import { quicklyInflated } from '../../src/archives/quick-inflation.ts';
import { lines, zip } from './build.ts';

vi.mock('../../src/archives/quick-inflation.ts', async (original) => ({
  ...(await original<typeof import('../../src/archives/quick-inflation.ts')>()),
  quicklyInflated: vi.fn((_: Buffer, size: number) => Buffer.alloc(size, 'x')),
}));

test('a mistake of the kernel costs time: zlib unpacks the file once more', async () => {
  expect(await lines(zip([{ name: 'a.txt', content: 'content of a' }]))).toEqual(['a.txt: content of a']);
  expect(quicklyInflated).toHaveBeenCalledOnce();
});
