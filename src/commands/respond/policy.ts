import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readNamed } from '../../files/read-named.ts';
import { demandNoFolder, writeThrough } from '../../files/write-whole.ts';
import { quoteIfNeeded } from '../../model/quote.ts';
import { UserError } from '../../model/user-error.ts';
import { attaching, policyFile } from '../../respond/policies/attach.ts';
import { type PolicyDocument, policyText } from '../../respond/policies/document.ts';
import {
  buildPolicy,
  type PolicyHolder,
  type PolicyName,
  type PolicyOptions,
  policies,
  policyNames,
} from '../../respond/policies/policies.ts';
import { policySize, sizeLimits } from '../../respond/policies/size.ts';

export interface PolicyRequest {
  /** Which one. */
  readonly policy: string;
  /** Addresses and ranges that may go on using the key. */
  readonly allowIp?: readonly string[];
  /** The moment before which sessions are revoked, as ISO 8601 in UTC; now, if none is named. */
  readonly before?: string;
  /** Of the door; one is made if none is named. */
  readonly marker?: string;
}

export interface PolicySurroundings {
  readonly now: Date;
  /** Undefined where nobody is there to answer. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** One line for whoever sits there. */
  readonly tell: (line: string) => void;
}

/** A policy that is ready to be attached. */
export interface ReadyPolicy {
  readonly name: PolicyName;
  readonly document: PolicyDocument;
  /** How it is attached: as a managed policy where it has no room among the inline ones of a user. */
  readonly kind: 'inline' | 'managed';
}

/**
 * The policy that is asked for. Addresses are asked for where none are named: none is ever guessed.
 *
 * @throws UserError for a name that is none, and for bad or missing options
 */
export async function policyFor(
  request: PolicyRequest,
  { now, ask, tell }: PolicySurroundings,
): Promise<ReadyPolicy> {
  const name = policyNamed(request.policy);
  const needs: readonly (keyof PolicyOptions)[] = policies[name].needs;
  demandUse(request, needs, name);
  const options = {
    ranges: request.allowIp ?? (needs.includes('ranges') ? await askedRanges(ask) : []),
    ...(needs.includes('moment') ? { moment: momentFrom(request.before, now) } : {}),
    ...(needs.includes('marker') ? { marker: request.marker ?? newMarker(tell) } : {}),
  };
  const document = buildPolicy(name, options, policies[name].isInlineOnly ? 'user' : 'managed');
  return { name, document, kind: policySize(document) > sizeLimits.user ? 'managed' : 'inline' };
}

function policyNamed(name: string): PolicyName {
  const known = policyNames.find((other) => other === name);
  if (known !== undefined) return known;
  throw new UserError(`there is no policy ${name}`, { hint: `There are ${policyNames.join(', ')}.` });
}

/** @throws UserError for an option that the policy would not heed */
function demandUse(
  { allowIp, before, marker }: PolicyRequest,
  needs: readonly (keyof PolicyOptions)[],
  name: PolicyName,
): void {
  const given = { ranges: allowIp, moment: before, marker };
  const words = { ranges: '--allow-ip', moment: '--before', marker: '--marker' };
  for (const option of ['ranges', 'moment', 'marker'] as const)
    if (given[option] !== undefined && !needs.includes(option))
      throw new UserError(`the policy ${name} takes no ${words[option]}`, {
        hint: `Leave it out, or take one of ${policyNames.filter((other) => (policies[other].needs as readonly string[]).includes(option)).join(', ')}.`,
      });
}

const askedRanges = async (ask: PolicySurroundings['ask']): Promise<readonly string[]> =>
  (await ask('Which public addresses or ranges may go on using the key?'))?.split(/[\s,]+/).filter(Boolean) ??
  [];

function momentFrom(text: string | undefined, now: Date): Date {
  if (text === undefined) return now;
  const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z$/.test(text) ? new Date(text) : undefined;
  // Of a day that its month has not, JavaScript makes one of the next month.
  if (
    moment === undefined ||
    Number.isNaN(moment.getTime()) ||
    !moment.toISOString().startsWith(text.slice(0, 16))
  )
    throw new UserError(`${text} is no moment`, { hint: 'Write it in UTC: 2026-01-31T12:00:00Z.' });
  if (moment > now)
    throw new UserError(`${text} is still to come: until then every new session would be revoked, too`, {
      hint: 'Leave --before out for now, or name a moment that has passed.',
    });
  return moment;
}

function newMarker(tell: PolicySurroundings['tell']): string {
  const marker = randomBytes(16).toString('hex');
  tell(`the door opens to whoever sends AWS_SDK_UA_APP_ID=${marker}: keep it away from the key`);
  return marker;
}

/**
 * Writes the policy to a file, or hands it to `print`, and tells how it is attached and taken off again.
 *
 * @throws UserError when the file cannot be written, or holds something else
 */
export async function handOut(
  { name, document, kind }: ReadyPolicy,
  {
    cwd,
    output,
    print,
    tell,
    show,
  }: {
    readonly cwd: string;
    readonly output?: string;
    readonly print: (text: string) => Promise<void>;
    readonly tell: (line: string) => void;
    /** A line of a shell, to be copied. */
    readonly show: (line: string) => void;
  },
): Promise<void> {
  if (output === undefined) await print(policyText(document));
  else await writeNew(resolve(cwd, output), output, document);
  const file = output ?? policyFile(name);
  const [holder] = policies[name].holders as readonly [PolicyHolder];
  const { attach, detach } = attaching(name, holder, kind);
  tell(policies[name].description);
  if (kind === 'managed')
    tell(
      `Its ${policySize(document)} characters are too many for an inline policy of a user, so it is a managed one.`,
    );
  tell(`To attach it, with credentials of an administrator, where it is in the file ${file}:`);
  for (const line of attach) show(line.replace(policyFile(name), quoteIfNeeded(file)));
  tell('To take it back:');
  for (const line of detach) show(line);
}

/** A policy of the same kind, from before, is replaced; nothing else is. */
async function writeNew(path: string, name: string, document: PolicyDocument): Promise<void> {
  await demandNoFolder(path);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() && sidIn(path) !== document.Statement[0]!.Sid)
    throw new UserError(`${name} is there already, and is no policy of this kind`, {
      hint: 'Name another file, or take that one away.',
    });
  await writeThrough(path, policyText(document), 0o644);
}

/** No policy has a tenth of that, in bytes. */
const largest = 2 ** 20;

function sidIn(path: string): unknown {
  try {
    return JSON.parse(readNamed(path, largest).toString('utf8'))?.Statement?.[0]?.Sid;
  } catch {
    return undefined;
  }
}
