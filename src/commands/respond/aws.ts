/** The two acts over the network: they are announced, and agreed to, before anything is sent. */
import type { Repository } from '../../git/process.ts';
import type { Leak } from '../../model/leak.ts';
import type { Verified } from '../../model/response.ts';
import { UserError } from '../../model/user-error.ts';
import { type AwsAccess, prepareAccess } from '../../respond/aws/access.ts';
import { type Announced, announcement } from '../../respond/aws/announcement.ts';
import { type Containment, carryOut, type RecordEntry } from '../../respond/aws/carry-out.ts';
import type { ContainmentAction, ContainmentPlan } from '../../respond/aws/containment.ts';
import { planContainment } from '../../respond/aws/plan.ts';
import type { AwsMeans, AwsSettings } from '../../respond/aws/settings.ts';
import { verify } from '../../respond/aws/verify.ts';
import { isCanary } from '../../respond/canaries.ts';
import { nameInAws } from '../../respond/policies/attach.ts';
import { type PolicyName, policyNames } from '../../respond/policies/policies.ts';
import { accountOf } from '../../scan/account.ts';
import { leakedKey, leakedKeyId } from './leaked-key.ts';
import { type PolicyRequest, type PolicySurroundings, policyFor } from './policy.ts';

/** What the command line says of either act. */
export interface AwsRequest extends AwsSettings {
  /** Show what would be done, and do nothing. */
  readonly dryRun?: boolean;
  /** Do it without asking. */
  readonly yes?: boolean;
}

export interface ContainRequest extends AwsRequest, Omit<PolicyRequest, 'policy'> {
  /** `deactivate`, or the name of a policy. */
  readonly contain: string;
  /** Of IAM, without path. */
  readonly user?: string;
  readonly role?: string;
  /** Of a service-specific credential: `bedrock.amazonaws.com`. */
  readonly service?: string;
  /** Go on although it acts on whoever does it. */
  readonly allowSelf?: boolean;
}

export interface AwsSurroundings extends PolicySurroundings {
  readonly means: AwsMeans;
  /** Whether somebody is there to be asked, and agrees; undefined where nobody is. */
  readonly agrees: (question: string) => Promise<boolean | undefined>;
}

/**
 * Asks AWS whose the key is, with the key itself.
 *
 * @returns undefined where it was only shown, or not agreed to
 * @throws UserError when it cannot be tried, or there was no answer
 */
export async function verifyLeak(
  repository: Repository,
  { finding }: Leak,
  request: AwsRequest,
  around: AwsSurroundings,
): Promise<Verified | undefined> {
  const key = await leakedKey(repository, finding);
  const access = await prepareAccess(request, around.means);
  const what = { act: 'verify', isCanary: isCanary(accountOf(key.accessKeyId) ?? '') } as const;
  if (!(await isAgreed(access, what, 'Try the key?', request, around))) return undefined;
  return verify(access, key);
}

/** What came of containing a key. */
export interface Contained {
  readonly plan: ContainmentPlan;
  /** Undefined where nothing was to be done, or it was only shown, or not agreed to. */
  readonly containment?: Containment;
}

export interface ContainSurroundings extends AwsSurroundings {
  /** Told before anything is changed. */
  readonly onPlan: (plan: ContainmentPlan) => Promise<void>;
  readonly record: (entry: RecordEntry) => Promise<void>;
}

/**
 * Deactivates a credential or attaches a policy, with the user's own credentials.
 *
 * @throws UserError when it must not, or cannot, be done; nothing is changed then
 */
export async function containLeak(
  repository: Repository,
  leak: Leak,
  request: ContainRequest,
  around: ContainSurroundings,
): Promise<Contained> {
  const action = await actionFor(leak, request, around);
  const keyId = hasKeyId(leak) ? await leakedKeyId(repository, leak.finding) : undefined;
  const access = await prepareAccess(request, around.means);
  const isDryRun = request.dryRun ?? false;
  for (const line of announcement(access, { act: 'contain', action: action.kind, isDryRun }))
    around.tell(line);
  const session = access.asYourself();
  try {
    const plan = await planContainment(session, {
      action,
      keyId,
      // What the key itself says counts more than what a report says of it.
      account: keyId === undefined ? leak.account?.id : accountOf(keyId),
      allowSelf: request.allowSelf,
    });
    await around.onPlan(plan);
    if (isDryRun || plan.changes.length === 0) return { plan };
    if (!(await agreed('Do this?', request, around))) return { plan };
    return { plan, containment: await carryOut(session, plan, around) };
  } finally {
    session.close();
  }
}

const hasKeyId = ({ keyId, kind }: Leak): boolean =>
  keyId !== undefined && (kind === 'long-term-key' || kind === 'temporary-key');

/** For which service a credential of its own is, by the rule that found it. */
const services: ReadonlyMap<string, string> = new Map([
  ['aws-bedrock-long-term-key', 'bedrock.amazonaws.com'],
  ['aws-cloudwatch-logs-key', 'logs.amazonaws.com'],
  ['aws-codecommit-password', 'codecommit.amazonaws.com'],
]);

async function actionFor(
  leak: Leak,
  request: ContainRequest,
  around: AwsSurroundings,
): Promise<ContainmentAction> {
  const { contain, user, role, allowIp, before, marker, service } = request;
  const idle = contain === 'deactivate' ? { allowIp, before, marker } : { service };
  if (Object.values(idle).some((value) => value !== undefined))
    throw new UserError(`--contain ${contain} has no use for one of the options`, {
      hint: '--allow-ip, --before and --marker are for policies, --service is for deactivate.',
    });
  if (contain === 'deactivate') return deactivation(leak, request);
  if (!policyNames.some((name) => name === contain))
    throw new UserError(`there is nothing called ${contain} that contains a key`, {
      hint: `There are deactivate, ${policyNames.join(', ')}.`,
    });
  const { name, document } = await policyFor({ ...request, policy: contain }, around);
  return { kind: 'attach', policy: { name: nameInAws(name as PolicyName), document }, user, role };
}

function deactivation(
  { kind, finding }: Leak,
  { user, role, service = services.get(finding.ruleId) }: ContainRequest,
): ContainmentAction {
  if (role !== undefined)
    throw new UserError('a role has no key that could be deactivated', {
      hint: 'Its sessions end by a policy: --contain revoke-sessions --role NAME.',
    });
  if (kind === 'long-term-key') return { kind: 'deactivate', user };
  if (service === undefined)
    throw new UserError(`what leaked (${kind}) cannot be deactivated`, {
      hint:
        kind === 'temporary-key' || kind === 'session-token'
          ? 'Sessions end by a policy on their role or user: --contain revoke-sessions --role NAME (or --user NAME).'
          : 'Follow the plan of keyhalt respond. A credential of an IAM user for a service: name it with --service.',
    });
  if (user === undefined)
    throw new UserError('whose credential is it?', { hint: 'Name the IAM user: --user NAME.' });
  return { kind: 'deactivate-service-credential', user, service };
}

/** Says what will be sent, and asks. */
async function isAgreed(
  access: AwsAccess,
  what: Announced,
  question: string,
  request: AwsRequest,
  around: AwsSurroundings,
): Promise<boolean> {
  for (const line of announcement(access, what)) around.tell(line);
  return !request.dryRun && agreed(question, request, around);
}

/** @throws UserError where nobody is there to be asked */
async function agreed(
  question: string,
  { yes }: AwsRequest,
  { agrees, tell }: AwsSurroundings,
): Promise<boolean> {
  if (yes) return true;
  const answer = await agrees(question);
  if (answer === undefined)
    throw new UserError('nobody is there to agree to it, so nothing was done', {
      hint: 'Run it in a terminal, or agree in advance with --yes. --dry-run shows what it would do.',
    });
  if (!answer) tell('nothing was done');
  return answer;
}
