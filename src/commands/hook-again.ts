import type { Check } from '../commit.ts';
import { quoteIfNeeded } from '../model/quote.ts';
import { isZero, parsePushedRefs } from '../sources/push.ts';

/** What a person types behind `keyhalt` to see all that a hook has found: a hook itself takes no options. */
export const againOf = (check: Check & { readonly pushed?: string }): string =>
  `scan ${whatOf(check)} --verbose`;

function whatOf({ staged, tracked, message, pushed = '' }: Parameters<typeof againOf>[0]): string {
  if (tracked) return '.';
  if (staged) return `--staged${message === undefined ? '' : ` --message ${quoteIfNeeded(message)}`}`;
  return `--range ${rangeOf(pushed)}`;
}

/** Of one branch that is there already; what else a push brings no two commits tell. */
function rangeOf(pushed: string): string {
  const [ref, ...others] = parsePushedRefs(pushed);
  const isOne = ref !== undefined && others.length === 0;
  if (!isOne || isZero(ref.localOid) || isZero(ref.remoteOid)) return 'BASE..HEAD';
  return `${ref.remoteOid.slice(0, 10)}..${ref.localOid.slice(0, 10)}`;
}
