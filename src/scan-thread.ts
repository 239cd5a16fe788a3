/** The program of a thread: scans the blocks of objects that it is handed, with a scanner like the one outside. */
import { parentPort, workerData } from 'node:worker_threads';
import { allRules } from './built-in.ts';
import { scannerOf } from './commit.ts';
import { gitReader } from './git/history-reader.ts';
import { simdKernel } from './kernel/simd.ts';
import { PackedObjects } from './packs/packed-objects.ts';
import { type Progress, scanObjects } from './sources/scan-objects.ts';
import { type Order, plainError, plainScan, type Task, unpacked, type Word } from './threads/messages.ts';
import { policyAsWritten } from './whose-policy/load.ts';

/** In milliseconds. */
const betweenProgress = 50;

const task = workerData as Task;
const port = parentPort!;
const say = (word: Word): void => port.postMessage(word);

const ending = new AbortController();
const repository = { cwd: task.cwd, env: task.env, signal: ending.signal };
// What it has open is closed when the thread ends.
const { read } = new PackedObjects(() => task.packs, gitReader(repository).read);
const scanner = policyAsWritten(task.written, { rules: allRules, now: task.now }).then((policy) =>
  scannerOf(policy, task.ownKeys, { kernel: simdKernel() }),
);

let last = performance.now();
function seen(progress: Progress): void {
  const now = performance.now();
  if (now - last < betweenProgress) return;
  last = now;
  say({ progress });
}

port.on('message', async (order: Order) => {
  if (order === 'stop') return ending.abort();
  try {
    const watch = { signal: ending.signal, seen };
    const oids = unpacked(order.block);
    say({ scanned: plainScan(await scanObjects(await scanner, read, oids, task.limits, watch)) });
  } catch (error) {
    say({ failure: plainError(error) });
  }
});
