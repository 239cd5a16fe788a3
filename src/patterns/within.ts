import { createContext, Script } from 'node:vm';

/** What a task gave; nothing when its time ran out first, or its stack. */
export type Outcome<T> = { readonly value: T } | undefined;

let task: () => void = () => {};
/** An empty realm: nothing runs in it but the call back into this one, so no object of it ever gets out. */
let realm: ReturnType<typeof createContext> | undefined;
let call: Script | undefined;

/**
 * Runs a task for so many milliseconds at most. It may not wait, and it may not count on `finally`: when time runs
 * out it is cut off inside a regular expression, and everything up to here is dropped.
 *
 * A call costs about 0.1 ms: Node starts a thread that watches the clock.
 */
export function within<T>(milliseconds: number, action: () => T): Outcome<T> {
  realm ??= createContext({ run: () => task() });
  call ??= new Script('run()');
  let outcome: Outcome<T>;
  task = () => {
    outcome = { value: action() };
  };
  try {
    call.runInContext(realm, { timeout: Math.ceil(milliseconds) });
    return outcome;
  } catch (error) {
    if (isTimeout(error) || error instanceof RangeError) return undefined;
    throw error;
  } finally {
    task = () => {};
  }
}

/** By its code, not by its class: the error comes from the other realm. */
const isTimeout = (error: unknown): boolean =>
  (error as { readonly code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
