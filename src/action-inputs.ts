import { UserError } from './model/user-error.ts';

/** What a workflow said behind `with:`, as `keyhalt ci` is to be started. */
export interface ActionCall {
  /** Where it is started, seen from the workspace. */
  readonly folder: string;
  /** Options of `keyhalt ci`, none of them an option that a value smuggled in. */
  readonly options: readonly string[];
  /** The SARIF report, seen from `folder`; empty where none is wanted. */
  readonly sarifFile: string;
}

/** Inputs that are handed on under the same name; a value goes with its option in one word, whatever it looks like. */
const values = ['base', 'head', 'fail-on', 'config'] as const;
const flags = ['deepen', 'strict'] as const;

/** All that action.yml declares. */
export const inputNames = [...values, ...flags, 'sarif-file', 'working-directory'] as const;

/**
 * Reads the inputs from where GitHub puts them: `INPUT_FAIL-ON`, with blanks around the value or without.
 *
 * @throws UserError for a value that cannot be meant
 */
export function readInputs(env: NodeJS.ProcessEnv): ActionCall {
  const given = (name: (typeof inputNames)[number]): string => {
    const value = (env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
    if (/\p{Cc}/u.test(value))
      throw new UserError(`the input ${name} holds a line end or another control character`, {
        hint: 'Write it on one line.',
      });
    return value;
  };
  return {
    folder: given('working-directory') || '.',
    options: [
      ...values.filter((name) => given(name) !== '').map((name) => `--${name}=${given(name)}`),
      ...flags.filter((name) => isYes(name, given(name))).map((name) => `--${name}`),
    ],
    sarifFile: given('sarif-file'),
  };
}

/** As YAML 1.2 has them. */
function isYes(name: string, value: string): boolean {
  if (/^(?:true|True|TRUE)$/.test(value)) return true;
  if (/^(?:false|False|FALSE|)$/.test(value)) return false;
  throw new UserError(`the input ${name} is neither true nor false`, { hint: `${name}: true` });
}
