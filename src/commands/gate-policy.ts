import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeWhole } from '../files/write-whole.ts';
import type { Repository } from '../git/process.ts';
import { looksForNoMore, type Policy } from '../policy/policy.ts';

declare const KEYHALT_ENGINE: string;

/** In git's own folder, so each work tree has one; `bin/keyhalt-hook` reads it. */
const file = 'keyhalt-policy';
/** All that hooks leave there; the second one `bin/keyhalt-hook` writes itself. */
export const gateNotes: readonly string[] = [file, 'keyhalt-clean'];

/**
 * Tells the gate that with what is staged of this policy it may answer by itself: it only allows, or looks for less.
 * The gate compares the whole text, so another policy or another keyhalt is asked again.
 *
 * Whatever goes wrong costs time and nothing else: then Node is asked every time.
 */
export async function tellGate({ cwd, env }: Repository, policy: Policy): Promise<void> {
  if (!policy.staged || !looksForNoMore(policy)) return;
  const folder = resolve(cwd, env.GIT_DIR ?? '.git');
  const path = join(folder, file);
  const text = `${KEYHALT_ENGINE}\n${policy.staged}`;
  try {
    if (statSync(folder).isDirectory() && textOf(path) !== text)
      await writeWhole(path, text, { mode: 0o644 });
  } catch {
    // A folder that is read-only, say.
  }
}

function textOf(path: string): string | undefined {
  try {
    // A pipe would be waited for.
    return statSync(path).isFile() ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
