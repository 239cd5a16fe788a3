import type { Holder } from '../../model/leak.ts';
import { UserError } from '../../model/user-error.ts';
import type { PolicyDocument } from './document.ts';
import { mfa, mfaEnrolled } from './mfa.ts';
import { revokeSessions } from './revoke-sessions.ts';
import { checkSize, type PolicyPlace } from './size.ts';
import { sourceIp, sourceIpWithDoor } from './source-ip.ts';

export type PolicyHolder = Extract<Holder, 'user' | 'role'>;

export interface PolicyOptions {
  /** IPv4 and IPv6 addresses and ranges, as a person writes them. */
  readonly ranges?: readonly string[];
  readonly moment?: Date;
  /** Of the door: what the user agent of a request has to have in it. Whoever knows it gets in. */
  readonly marker?: string;
}

/** A policy that contains a key: it only denies, and takes nothing away for good. */
export interface Policy {
  /** One sentence. */
  readonly description: string;
  readonly holders: readonly PolicyHolder[];
  readonly needs: readonly (keyof PolicyOptions)[];
  readonly stops: readonly string[];
  readonly doesNotStop: readonly string[];
  /** Where it is of no use as a managed policy. */
  readonly isInlineOnly: boolean;
  readonly build: (options: PolicyOptions) => PolicyDocument;
}

const neverBound = [
  'the root user, whom no policy of IAM binds',
  'sts:GetCallerIdentity, which AWS answers to every key that works',
];
const fromElsewhere = {
  stops: [
    'every request from another address, by all keys of the user or sessions of the role, in the console, too',
    'requests through VPC endpoints, your own ones, too: they have no public address',
    'presigned URLs that are opened from another address',
  ],
  doesNotStop: [
    'whoever sits behind one of the addresses, too: in the same office, VPN or cloud network',
    'what services do for the user, and go on doing once it was begun',
    'sessions of roles that the key took on before: revoke those of the role',
    ...neverBound,
  ],
};
const withoutMfa = {
  stops: ['every request by a key alone, without a session that began with a code of the device'],
  doesNotStop: [
    'sessions that began with a code and have not ended',
    'sessions of roles that the key took on before: revoke those of the role',
    ...neverBound,
  ],
};

const table = {
  'source-ip': {
    description: 'Denies everything that does not come from one of your addresses.',
    holders: ['user', 'role'],
    needs: ['ranges'],
    ...fromElsewhere,
    isInlineOnly: false,
    build: ({ ranges = [] }) => sourceIp(ranges),
  },
  'source-ip-with-door': {
    description:
      'The same, but who knows a marker can change the policies of the user from anywhere, so that nobody locks himself out.',
    holders: ['user'],
    needs: ['ranges', 'marker'],
    stops: fromElsewhere.stops,
    doesNotStop: [
      'whoever has the key and learns the marker: he replaces this policy by one that lets him in',
      ...fromElsewhere.doesNotStop,
    ],
    isInlineOnly: true,
    build: ({ ranges = [], marker }) => sourceIpWithDoor(ranges, marker),
  },
  mfa: {
    description: 'Denies everything without MFA, but setting MFA up and signing in with it.',
    holders: ['user'],
    needs: [],
    stops: withoutMfa.stops,
    doesNotStop: [
      'whoever has the key from setting up a device of his own, where the user may: then he has MFA',
      ...withoutMfa.doesNotStop,
    ],
    isInlineOnly: false,
    build: mfa,
  },
  'mfa-enrolled': {
    description: 'Denies everything without MFA, for a user who has a device: no other one can be set up.',
    holders: ['user'],
    needs: [],
    ...withoutMfa,
    isInlineOnly: false,
    build: mfaEnrolled,
  },
  'revoke-sessions': {
    description: 'Denies everything to sessions that were issued before a moment.',
    holders: ['role', 'user'],
    needs: ['moment'],
    stops: [
      'temporary credentials of the role, or of the user, issued before: those of everyone, the honest ones, too',
      'presigned URLs that were made with them',
    ],
    doesNotStop: [
      'the long-term key itself, which makes new sessions: deactivate it first',
      'sessions issued later, so whoever still may take on the role: mend its trust policy',
      'sessions of other roles that were taken on from this one: revoke theirs, too',
      'roles that AWS made for its services, to which nothing can be attached',
      ...neverBound,
    ],
    isInlineOnly: false,
    build: ({ moment }) => revokeSessions(moment),
  },
} as const satisfies Record<string, Policy>;

export type PolicyName = keyof typeof table;

export const policies: Readonly<Record<PolicyName, Policy>> = table;

export const policyNames = Object.keys(table) as readonly PolicyName[];

/**
 * @param place where it is to go; the user has the least room
 * @param used characters of the other inline policies there
 * @throws UserError for a name that is none, options that are missing, bad or of no use, and a policy that is too large
 */
export function buildPolicy(
  name: string,
  options: PolicyOptions,
  place: PolicyPlace = 'user',
  used = 0,
): PolicyDocument {
  const policy = policyNamed(name);
  if ((options.ranges ?? []).length > 0 && !policy.needs.includes('ranges'))
    throw new UserError(`the policy ${name} takes no addresses`, {
      hint: `Leave them out, or take one of ${policyNames.filter((other) => policies[other].needs.includes('ranges')).join(', ')}.`,
    });
  const document = policy.build(options);
  checkSize(document, place, smaller(policy, place), used);
  return document;
}

function policyNamed(name: string): Policy {
  const known = policyNames.find((other) => other === name);
  if (known === undefined)
    throw new UserError('there is no policy of that name', { hint: `There are ${policyNames.join(', ')}.` });
  return policies[known];
}

function smaller({ isInlineOnly }: Policy, place: PolicyPlace): string {
  const fewer = 'Name fewer addresses, or one range for several of them';
  return isInlineOnly || place === 'managed'
    ? `${fewer}.`
    : `${fewer}, or attach it as a managed policy, which has more room.`;
}
