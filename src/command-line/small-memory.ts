import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';

/** So large what is new may become, in bytes. */
const largestYoung = 4 * 1024 * 1024;

/** From so much in use on, in bytes, garbage is collected whenever a fifth has been added to what is left. */
const muchInUse = 64 * 1024 * 1024;

/**
 * Keeps the memory of the first thread small. V8 lets what is new become 32 MB where much of it stays in use, as do lists of
 * objects and findings, and waits until all has doubled before it looks through all; an audit takes no less time for either.
 *
 * It is for the whole process, and whenever V8 makes the memory of a thread it allows growth again, so each time that
 * garbage was collected growth is forbidden once more.
 */
export function keepMemorySmall(): void {
  new PerformanceObserver(() => {
    if (youngMemory() >= largestYoung) setFlagsFromString('--semi-space-growth-factor=1');
    if (getHeapStatistics().used_heap_size >= muchInUse) setFlagsFromString('--heap-growing-percent=20');
  }).observe({ entryTypes: ['gc'] });
}

const youngMemory = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
