import type { Step } from '../../model/plan.ts';
import { UserError } from '../../model/user-error.ts';
import { type PolicyDocument, policyOf } from './document.ts';
import { checkSize } from './size.ts';

/**
 * A skeleton for what replaces the rights of a key: it allows what was used and nothing else, yet on every resource. Which
 * ones, only the owner knows.
 *
 * @param actions as IAM writes them: `s3:GetObject`
 * @throws UserError when there is none, one is no action, or there are too many for one policy
 */
export function leastPrivilege(actions: readonly string[]): PolicyDocument {
  if (actions.length === 0)
    throw new UserError('no action is named', { hint: 'Without one, no policy is needed: delete the key.' });
  const services = new Map<string, Map<string, string>>();
  for (const [n, text] of actions.entries()) {
    const [service, action] = actionFrom(text, n + 1);
    const known = services.get(service) ?? new Map<string, string>();
    // IAM takes upper and lower case for the same.
    services.set(service, known.set(action.toLowerCase(), `${service}:${action}`));
  }
  const document = policyOf(
    ...[...services].sort(byKey).map(([service, known]) => ({
      Sid: `Used${service.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}`,
      Effect: 'Allow' as const,
      Action: [...known].sort(byKey).map(([, action]) => action),
      Resource: '*' as const,
    })),
  );
  checkSize(document, 'managed', 'Make two policies of it, each with some of the services.');
  return document;
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** The text is not told: it comes from a log, and nobody knows what stands there. */
function actionFrom(text: string, number: number): readonly [service: string, action: string] {
  const [, service, action] = /^([a-z0-9][a-z0-9-]{0,62}):([A-Za-z][A-Za-z0-9]{0,127})$/.exec(text) ?? [];
  if (service !== undefined && action !== undefined) return [service, action];
  throw new UserError(
    /[*?]/.test(text)
      ? `action ${number} has a wildcard in it, which allows more than was used`
      : `action ${number} is no action of IAM`,
    {
      hint: 'Each is a service and one thing that it does, such as s3:GetObject.',
    },
  );
}

const reading = { kind: 'reading' } as const;

/** How it is found out what a key was used for. `$USER_ARN` names the user, `$KEY_ID` the key. */
export const usedActions: readonly Step[] = [
  {
    title: 'List the services and actions that IAM saw the user use',
    why: 'It goes back 400 days and knows the management actions of most services. Leave out what came in after the leak: that was whoever found the key.',
    commands: [
      'JOB_ID=$(aws iam generate-service-last-accessed-details --arn "$USER_ARN" --granularity ACTION_LEVEL --query JobId --output text)',
      'aws iam get-service-last-accessed-details --job-id "$JOB_ID"',
    ],
    undo: reading,
  },
  {
    title: 'Let IAM Access Analyzer make a policy from CloudTrail',
    why: 'It reads up to 90 days of a trail. trail.json names the trail, the role that may read it, and a startTime and an endTime that lie before the leak.',
    when: 'if the account has a trail',
    commands: [
      'JOB_ID=$(aws accessanalyzer start-policy-generation --policy-generation-details principalArn="$USER_ARN" --cloud-trail-details file://trail.json --query jobId --output text)',
      'aws accessanalyzer get-generated-policy --job-id "$JOB_ID"',
    ],
    undo: reading,
  },
  {
    title: 'List what CloudTrail has of this key',
    why: 'It has the management events of the last 90 days, in one region at a time. Their names are mostly those of the actions; objects read from S3 are not among them.',
    commands: [
      `aws cloudtrail lookup-events --lookup-attributes AttributeKey=AccessKeyId,AttributeValue="$KEY_ID" --query 'Events[].[EventTime,EventSource,EventName]' --output text`,
    ],
    undo: reading,
  },
];
