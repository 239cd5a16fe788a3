import type { AwsAccess } from './access.ts';
import { type ActionKind, containCalls, isWrite, verifyCalls } from './calls.ts';

export type Announced =
  | {
      readonly act: 'verify';
      /** Of a maker of tripwires. */
      readonly isCanary?: boolean;
    }
  | { readonly act: 'contain'; readonly action: ActionKind; readonly isDryRun?: boolean };

/** What will be asked, where, as whom, and what it leaves behind: to be printed before anything is sent. */
export function announcement(
  access: Pick<AwsAccess, 'hosts' | 'region' | 'settings' | 'means'>,
  what: Announced,
): readonly string[] {
  return what.act === 'verify' ? ofVerify(access, what.isCanary ?? false) : ofContain(access, what);
}

type Where = Parameters<typeof announcement>[0];

const ofVerify = ({ hosts, means }: Where, isCanary: boolean): readonly string[] => [
  `This asks ${verifyCalls.join(', ')} at ${spoken(hosts.sts)}, with the leaked key itself. Nothing is changed.`,
  `CloudTrail of the key's account will show the call, with your address and the user agent keyhalt/${means.version}.`,
  isCanary
    ? 'The key belongs to a maker of tripwires: trying it WILL raise an alarm.'
    : 'A key that was laid out as a tripwire raises an alarm when it is tried. Whoever watches the account may take you for the thief.',
];

function ofContain(
  { hosts, settings, means }: Where,
  { action, isDryRun }: Extract<Announced, { act: 'contain' }>,
): readonly string[] {
  const calls = containCalls[action];
  const reads = calls.filter((call) => !isWrite(call));
  const writes = calls.filter(isWrite);
  const profile = settings.profile ?? means.env.AWS_PROFILE;
  const whose =
    profile === undefined
      ? 'your own credentials'
      : `your own credentials (profile ${means.redact(profile)})`;
  return [
    `This reads with ${whose} by ${reads.join(', ')} at ${spoken(hosts.sts)} and ${spoken(hosts.iam)}.`,
    isDryRun
      ? `Nothing is changed: without --dry-run it would go on with ${writes.join(' or ')}.`
      : `Then, and only once you agree to what it shows, it changes the account by ${writes.join(' or ')}.`,
    `CloudTrail of your account will show each call, with your address and the user agent keyhalt/${means.version}. The leaked key is not used.`,
  ];
}

const spoken = (host: string): string => (host.startsWith('http:') ? `${host} (not encrypted)` : host);
