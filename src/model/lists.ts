/** Adds a value to the list of a key, which is made when it is the first one. */
export function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [value]);
  else known.push(value);
}

/** The same for sets. */
export function appendOnce<Key, Value>(sets: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const known = sets.get(key);
  if (known === undefined) sets.set(key, new Set([value]));
  else known.add(value);
}

/** What can be gone through as often as is wanted: it is made each time, and nothing of it is kept. */
export const madeAnew = <One>(make: () => Iterator<One>): Iterable<One> => ({ [Symbol.iterator]: make });
