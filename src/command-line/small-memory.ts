import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** From so much in use on, in bytes, garbage is collected whenever a fifth has been added to what is left. */
const muchInUse = 40 * 1024 * 1024;

/**
 * Keeps the memory of the first thread small. V8 lets what is new become 32 MB where much of it stays in use, as do lists of
 * objects and findings, and waits until all has doubled before it looks through all; an audit takes no less time for either.
 *
 * It is for the whole process, and whenever V8 makes the memory of a thread it allows growth again, so each time that
 * garbage was collected growth is forbidden once more. At the end V8's flags are what they were, as what was compiled is
 * kept for runs that start with these.
 */
export function keepMemorySmall(): void {
  forbidGrowth();
  new PerformanceObserver(() => {
    forbidGrowth();
    if (getHeapStatistics().used_heap_size >= muchInUse) setFlagsFromString('--heap-growing-percent=20');
  }).observe({ entryTypes: ['gc'] });
  process.prependListener('exit', () => {
    setFlagsFromString('--semi-space-growth-factor=2');
    setFlagsFromString('--heap-growing-percent=0');
  });
}

const forbidGrowth = (): void => setFlagsFromString('--semi-space-growth-factor=1');
