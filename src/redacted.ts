import { rules } from './built-in.ts';
import { Scanner } from './scan/scanner.ts';

let scanner: Scanner | undefined;

/** What may quote a repository or a report, as text that holds no credential: for what is printed beside the findings of a scan. */
export function redacted(text: string): string {
  // Most starts end without having quoted anything.
  scanner ??= new Scanner(rules);
  return scanner.redact(text);
}
