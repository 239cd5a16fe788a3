import type { responseFormats } from '../../model/response.ts';
import { UserError } from '../../model/user-error.ts';
import type { ContainRequest } from './aws.ts';
import type { PolicyRequest } from './policy.ts';
import type { RespondOptions } from './respond.ts';

/** What `keyhalt respond` was asked for. */
export interface ResponseOptions extends RespondOptions, Partial<PolicyRequest>, Partial<ContainRequest> {
  readonly format: (typeof responseFormats)[number];
  readonly verify?: boolean;
  /** Where the answer or the policy goes, instead of standard output. */
  readonly output?: string;
  /** Where it is written down what was done. */
  readonly record?: string;
}

/** What belongs to what: of each option the ones of which one must be there. */
const belongs = {
  allowIp: ['policy', 'contain'],
  before: ['policy', 'contain'],
  marker: ['policy', 'contain'],
  user: ['contain'],
  role: ['contain'],
  service: ['contain'],
  allowSelf: ['contain'],
  record: ['contain'],
  dryRun: ['verify', 'contain'],
  yes: ['verify', 'contain'],
  profile: ['verify', 'contain'],
  region: ['verify', 'contain'],
  endpointUrl: ['verify', 'contain'],
} as const;

/** @throws UserError for options that have nothing to do with one another */
export function demandTogether(options: ResponseOptions): void {
  const { policy, verify, contain, fingerprint, report, holder } = options;
  const acts = { policy, verify, contain };
  const [first, second] = Object.entries(acts).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  if (second !== undefined)
    throw new UserError(`--${first} and --${second} are done one after the other`, {
      hint: 'Verify first, then contain. A policy that --contain attaches needs no file.',
    });
  if (contain !== undefined && (options.output !== undefined || options.format === 'markdown'))
    throw new UserError('what --contain does is told on standard output, as text or JSON', {
      hint: 'Leave --output and --format markdown out. --record FILE keeps what was done.',
    });
  if (policy !== undefined && [fingerprint, report, holder].some((one) => one !== undefined))
    throw new UserError('--policy goes without a finding', {
      hint: 'keyhalt respond --policy NAME [--allow-ip CIDR] makes one; keyhalt respond FINGERPRINT tells when.',
    });
  if (policy !== undefined && options.format !== 'text')
    throw new UserError('--format is of an answer, and a policy is JSON', { hint: 'Leave --format out.' });
  for (const [name, needed] of Object.entries(belongs)) {
    if (options[name as keyof typeof belongs] === undefined) continue;
    if (needed.some((one) => acts[one] !== undefined)) continue;
    throw new UserError(`${optionName(name)} goes with ${needed.map(optionName).join(' or ')}`, {
      hint: 'See keyhalt respond --help.',
    });
  }
}

const optionName = (name: string): string =>
  `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
