import type { RuleFile } from '../src/model/rule.ts';

/** `hash`: twelve hex digits of the SHA-256 of all that it says, without the examples. */
declare const file: RuleFile & { readonly hash: string };
export default file;
