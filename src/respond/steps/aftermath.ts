/** What someone else may have left behind. */
import type { Finding } from '../../model/finding.ts';
import type { Step } from '../../model/plan.ts';
import { ask } from '../where.ts';
import { inEveryRegion, inWords, reading, undoneBy } from './step.ts';

export const lookForDoors: Step = {
  title: 'Look for doors that were left open',
  why: 'Whoever had it may have made another way in: users, keys, passwords, roles that trust a stranger. Newest last; take out what nobody of you has made. Look at Create…, Put…, Attach… and Update… among the events, and at trust policies of roles.',
  commands: [
    "aws iam list-users --query 'Users[].[CreateDate,UserName]' --output text | sort | tail -n 20",
    "aws iam list-roles --query 'Roles[].[CreateDate,RoleName]' --output text | sort | tail -n 20",
    'aws iam list-open-id-connect-providers --output text; aws iam list-saml-providers --output text',
    'aws iam generate-credential-report && sleep 5 && aws iam get-credential-report --query Content --output text | base64 --decode | cut -d , -f 1,3,4,9,10,14,15',
  ],
  undo: reading,
};

export const lookForCosts: Step = {
  title: 'Look for what runs and costs, in every region',
  why: 'Stolen keys are mostly used to mine, to send mail and to call language models, in regions that you never open. See what is running, and look at the bill and Cost Explorer today and tomorrow. What AWS charges for an attack can be talked about in the support case.',
  commands: inEveryRegion(
    'echo "== $REGION"',
    `aws ec2 describe-instances --region "$REGION" --query 'Reservations[].Instances[].[LaunchTime,InstanceId,InstanceType,State.Name]' --output text`,
    `aws lambda list-functions --region "$REGION" --query 'Functions[].[LastModified,FunctionName]' --output text`,
    `aws sesv2 get-account --region "$REGION" --query '[ProductionAccessEnabled, SendQuota.SentLast24Hours]' --output text`,
  ),
  undo: reading,
};

export const lookAtMail: Step = {
  title: 'See what was sent',
  why: 'Mails by SMTP are not among the events of CloudTrail. Each line is a quarter of an hour with deliveries, bounces and complaints, of the last two weeks: many bounces are not yours. They harm how your own mail is taken.',
  commands: inEveryRegion(
    `aws ses get-send-statistics --region "$REGION" --query 'SendDataPoints[].[Timestamp,DeliveryAttempts,Bounces,Complaints]' --output text | sort | tail -n 20`,
  ),
  undo: reading,
};

export const pauseMail: Step = {
  title: 'Pause sending',
  why: 'It stops all mail of the account in that region, your own, too, while the key takes some minutes to be refused.',
  when: 'if mail that is not yours is being sent',
  commands: [
    `${ask('MAIL_REGION', 'Region')} &&`,
    '  aws sesv2 put-account-sending-attributes --no-sending-enabled --region "$MAIL_REGION"',
  ],
  undo: undoneBy('aws sesv2 put-account-sending-attributes --sending-enabled --region "$MAIL_REGION"'),
};

/** Out of git, last: what leaked stays leaked. */
export const takeOutOfGit = ({ fingerprint, exposure }: Finding): Step => ({
  title: 'Take it out of git',
  why: exposure?.isPushed
    ? 'It was pushed, so rewriting history takes it from nobody who has it: that is why it stands last. It keeps others from finding it. Forks, clones, pull requests and caches keep it until each is seen to.'
    : 'As long as no remote has it, rewriting is enough to be rid of it. What reads it takes it from the environment, or from a store of secrets.',
  commands: [`keyhalt fix ${fingerprint}`],
  undo: inWords('It shows the change before it makes it; what a commit held before stands in git reflog.'),
});
