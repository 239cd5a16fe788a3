import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** So large what is new may become, in bytes. */
const largest = 4 * 1024 * 1024;

/**
 * Keeps what is new in the memory of the first thread small. V8 lets it become 32 MB where much of it stays in use, as do lists
 * of objects and findings; an audit takes no less time for that.
 *
 * It is for the whole process, and whenever V8 makes the memory of a thread it allows growth again, so each time that
 * garbage was collected growth is forbidden once more.
 */
export function keepYoungMemorySmall(): void {
  new PerformanceObserver(() => {
    if (youngMemory() >= largest) setFlagsFromString('--semi-space-growth-factor=1');
  }).observe({ entryTypes: ['gc'] });
}

const youngMemory = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
