/** What is done while the program takes this system for another one, of which it knows by its name alone. */
export function onPlatform<T>(name: NodeJS.Platform, run: () => T): T {
  const { platform } = process;
  Object.defineProperty(process, 'platform', { value: name });
  try {
    return run();
  } finally {
    Object.defineProperty(process, 'platform', { value: platform });
  }
}
