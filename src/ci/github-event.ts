import * as v from 'valibot';
import { whyRefused } from '../model/file-error.ts';
import { oidPattern } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import type { Environment } from './run.ts';
import { byHand, isBranch } from './variables.ts';

const hash = v.pipe(v.string(), v.regex(oidPattern, 'no commit'));
const branch = v.pipe(v.string(), v.check(isBranch, 'no name of a branch'));

/** What is read of the events of GitHub, as https://docs.github.com/en/webhooks/webhook-events-and-payloads has them. */
export const events = {
  pullRequest: v.object({
    pull_request: v.object({
      number: v.pipe(v.number(), v.integer(), v.minValue(1)),
      head: v.object({ sha: hash }),
      base: v.object({ sha: hash, ref: branch }),
    }),
  }),
  push: v.object({
    before: hash,
    after: hash,
    deleted: v.optional(v.boolean(), false),
    repository: v.object({ default_branch: branch }),
  }),
  mergeGroup: v.object({ merge_group: v.object({ head_sha: hash, base_sha: hash }) }),
  other: v.object({ repository: v.optional(v.object({ default_branch: v.optional(branch) })) }),
};

/** @throws UserError where there is no such file, or it is damaged, or is about something else */
export function githubEvent<Schema extends v.GenericSchema>(
  env: Environment,
  read: (path: string) => string,
  schema: Schema,
): v.InferOutput<Schema> {
  const path = env.GITHUB_EVENT_PATH;
  if (!path) throw new UserError('GITHUB_EVENT_PATH names no file', { hint: byHand });
  const { success, output, issues } = v.safeParse(schema, parsed(read, path));
  if (success) return output;
  const at = issues.map((issue) => v.getDotPath(issue) ?? 'the whole').join(', ');
  throw new UserError(`the event in GITHUB_EVENT_PATH is not as GitHub writes it: ${at}`, { hint: byHand });
}

function parsed(read: (path: string) => string, path: string): unknown {
  try {
    return JSON.parse(read(path));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'it is no JSON' : whyRefused(cause);
    throw new UserError(`the event in GITHUB_EVENT_PATH cannot be read: ${why}`, { hint: byHand, cause });
  }
}
