import { quoteIfNeeded } from '../../model/quote.ts';
import { UserError } from '../../model/user-error.ts';
import { visible } from '../../model/visible.ts';
import type { Call } from './calls.ts';
import { networkCause } from './network.ts';
import type { AwsMeans, AwsSettings } from './settings.ts';
import type { Certainty, Thrown, Words } from './thrown.ts';

/** What an error of the SDK is told with. */
export interface Asked {
  readonly call: Call;
  /** As `https://iam.amazonaws.com`. */
  readonly host: string;
  /** Whether the leaked key was used, or the user's own credentials. */
  readonly whose: 'leaked' | 'own';
  readonly settings: AwsSettings;
  readonly means: AwsMeans;
}

/**
 * Why AWS gave no answer, or not the one that was asked for, in words that are safe to print.
 *
 * It has no cause on purpose: errors of the SDK hold the request with its session token.
 */
export class AwsFailure extends UserError {
  /** What AWS calls it, or `ClockSkew`, `Network`, `Timeout`, `Credentials`, `Interrupted`, `NotAws`. */
  readonly code: string;
  readonly certainty: Certainty;

  constructor(words: Words, { code, certainty }: { readonly code: string; readonly certainty: Certainty }) {
    super(words[0], { hint: words[1] });
    this.code = code;
    this.certainty = certainty;
  }
}

/** Puts an error of the SDK into words. */
export function failureOf(error: unknown, asked: Asked): AwsFailure {
  if (error instanceof AwsFailure) return error;
  const thrown = (typeof error === 'object' && error !== null ? error : {}) as Thrown;
  const { name = '', message = '' } = thrown;
  const status = thrown.$metadata?.httpStatusCode ?? 0;

  if (name === 'AbortError')
    return new AwsFailure(
      [`interrupted while ${asked.call} was asked`, 'Run it again: what is done already is left alone.'],
      {
        code: 'Interrupted',
        certainty: 'open',
      },
    );
  if (/ProviderError$/.test(name))
    return new AwsFailure(withoutCredentials(message, asked), { code: 'Credentials', certainty: 'not-sent' });
  const network = networkCause(thrown, asked);
  if (network !== undefined) return new AwsFailure(network.words, network);

  const code = (thrown.Code ?? name).replace(/Exception$/, '');
  const skew = skewOf(thrown, code, asked);
  if (skew !== undefined) return new AwsFailure(skew, { code: 'ClockSkew', certainty: 'refused' });
  const certainty = status >= 400 && status < 500 ? 'refused' : 'open';
  const known = answers.find(([codes]) => codes.test(code))?.[1];
  const said: Said = { ...asked, code, status, text: safe(message, asked.means.redact), message };
  return new AwsFailure((known ?? (status >= 500 ? ofServer : anyOther))(said), { code, certainty });
}

/** One line of what AWS says: it quotes names and policies, and now and then whole requests. */
export const safe = (text: string, redact: (text: string) => string): string =>
  visible(redact(text.split(/[\r\n]/, 1)[0]!)).slice(0, 300);

interface Said extends Asked {
  readonly code: string;
  readonly status: number;
  /** Safe to print. */
  readonly text: string;
  readonly message: string;
}

const yours = ({ whose }: Asked): string => (whose === 'own' ? 'your own credentials' : 'the leaked key');
const later = 'Wait a minute, then run it again: what is done already is left alone.';

/** By the code of an answer. */
const answers: readonly (readonly [RegExp, (said: Said) => Words])[] = [
  [
    /^(?:Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|SlowDown)/,
    ({ call }) => [`AWS is asked too often at the moment: ${call} was refused again and again`, later],
  ],
  [
    /^(?:AccessDenied|UnauthorizedOperation|AuthorizationError)/,
    ({ call, message, text }) => {
      const [, action = call] = /not authorized to perform: ([a-z-]+:[A-Za-z]+)/.exec(message) ?? [];
      const [who = 'your own credentials'] = /arn:[\w-]+:(?:iam|sts)::\d{12}:[\w+=,.@/-]+/.exec(text) ?? [];
      return [
        `${who} may not ${action}`,
        /explicit deny/.test(message)
          ? `A policy denies it explicitly: use other credentials (--profile NAME), or change that policy.`
          : `Ask for ${action}, or use other credentials (--profile NAME). docs/aws-access.md has the whole policy.`,
      ];
    },
  ],
  [
    /^ExpiredToken/,
    (said) => [`${yours(said)} have expired`, `${signIn(said)} Or use others: --profile NAME.`],
  ],
  [
    /^(?:InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId)/,
    (said) => [
      `AWS does not know ${yours(said)}: deleted, inactive, or of another partition`,
      `aws sts get-caller-identity${profileOption(said)} tells the same. China and GovCloud want --region cn-north-1 or us-gov-west-1.`,
    ],
  ],
  [
    /^(?:SignatureDoesNotMatch|InvalidSignature)/,
    () => [
      'the secret of your own credentials does not belong to their key ID',
      'Look at what the environment and ~/.aws/credentials hold: aws configure list.',
    ],
  ],
  [
    /^NoSuchEntity|^NotFound/,
    ({ call, text }) => [
      `${call} does not find it: ${text}`,
      'Look at the names, at --profile and at the account that it leads to.',
    ],
  ],
  [
    /^LimitExceeded/,
    ({ text }) => [
      `a limit of the account is reached: ${text}`,
      'Remove what is no longer needed, or have it raised.',
    ],
  ],
  [
    /^(?:EntityTemporarilyUnmodifiable|ConcurrentModification)/,
    ({ call }) => [`${call} is not possible at the moment: somebody else changes the same`, later],
  ],
  [
    /^UnmodifiableEntity/,
    ({ text }) => [`AWS lets nobody change it: ${text}`, 'Change it in the service that made it.'],
  ],
  [
    /^MalformedPolicyDocument/,
    ({ text }) => [`AWS does not take the policy: ${text}`, 'Make it anew: keyhalt respond --policy NAME.'],
  ],
  [
    /^RegionDisabled/,
    () => ['STS is switched off in that region for this account', 'Name another one: --region us-east-1.'],
  ],
];

const ofServer = ({ call, status, host }: Said): Words => [
  `AWS has a fault of its own: ${host} answered ${call} with ${status}`,
  `${later} https://health.aws.amazon.com tells of large ones.`,
];

const anyOther = ({ call, code, text, status, host }: Said): Words => {
  if (status === 0)
    return [
      `${call} could not be asked: ${text || code || 'no reason was given'}`,
      'Look at the settings of AWS: aws configure list.',
    ];
  return status < 400
    ? [
        `${host} answered ${call} with something that is not of AWS`,
        `Does that address speak as AWS does? Look at --endpoint-url and AWS_ENDPOINT_URL.`,
      ]
    : [`${host} refused ${call}: ${[code, text].filter(Boolean).join(', ')}`, 'AWS says no more than that.'];
};

const profileOption = ({ settings, means }: Asked): string => {
  const profile = settings.profile ?? means.env.AWS_PROFILE;
  return profile === undefined ? '' : ` --profile ${quoteIfNeeded(visible(profile))}`;
};

const signIn = (asked: Asked): string => `With Identity Center: aws sso login${profileOption(asked)}.`;

/** Source of the sentences that are told apart: the credential providers of the SDK, version 3. */
function withoutCredentials(message: string, asked: Asked): Words {
  const profile = safe(
    asked.settings.profile ?? asked.means.env.AWS_PROFILE ?? 'default',
    asked.means.redact,
  );
  if (/\bsso\b|SSO|token is expired|aws login/i.test(message))
    return [
      `the session of profile ${profile} has expired, or was never begun`,
      `Sign in again: aws sso login --profile ${quoteIfNeeded(profile)} (or aws login, where the profile is one of that).`,
    ];
  // The SDK goes on to the next place, and tells in the end only that none had any.
  if (asked.settings.profile !== undefined || asked.means.env.AWS_PROFILE !== undefined)
    return [
      `profile ${profile} gave no credentials: it is not there, has none, or its credential_process failed`,
      `aws configure list-profiles lists those that there are; aws sts get-caller-identity${profileOption(asked)} says what is wrong.`,
    ];
  return [
    'no credentials of your own were found',
    'Name a profile (--profile NAME, AWS_PROFILE), or sign in: aws configure, aws sso login. They must not be the leaked ones.',
  ];
}

/** From this on AWS does not take a signature; the SDK corrects its clock by itself where an answer has a date. */
const tolerated = 5 * 60_000;

function skewOf(thrown: Thrown, code: string, { call, means }: Asked): Words | undefined {
  const { message = '' } = thrown;
  const isSignature = /^(?:SignatureDoesNotMatch|InvalidSignature)/.test(code);
  const isDated = isSignature && /signature (?:expired|not yet current)/i.test(message);
  const off = timeOf(thrown, message) - means.now();
  const isOff = Math.abs(off) > tolerated;
  if (!isDated && !/^Request(?:Expired|TimeTooSkewed|InTheFuture)$/.test(code) && !(isSignature && isOff))
    return undefined;
  const far = isOff ? `${minutes(off)} ${off > 0 ? 'behind' : 'ahead of'} that of AWS` : 'wrong, AWS says';
  return [
    `the clock of this machine is ${far}, so ${call} was refused`,
    'Set the clock (timedatectl, sntp), then run it again.',
  ];
}

/** When AWS answered; what it quotes is `20260101T003000Z`. */
function timeOf({ $response }: Thrown, message: string): number {
  const header = Object.entries($response?.headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'date',
  )?.[1];
  const quotedTime = /\((\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z [-+] \d+ min/.exec(message);
  if (quotedTime !== null) {
    const [year, month, day, hour, minute, second] = quotedTime.slice(1).map(Number);
    return Date.UTC(year!, month! - 1, day, hour, minute, second);
  }
  return Date.parse(header ?? '');
}

function minutes(off: number): string {
  const count = Math.round(Math.abs(off) / 60_000);
  return count < 120 ? `${count} minutes` : `${Math.round(count / 60)} hours`;
}
