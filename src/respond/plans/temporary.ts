/** Plans for what expires by itself, but not soon enough. */
import type { Holder, Leak } from '../../model/leak.ts';
import type { Plan, Step } from '../../model/plan.ts';
import { deactivate, restrict } from '../steps/access-key.ts';
import { lookForCosts, lookForDoors } from '../steps/aftermath.ts';
import { keepCalls, keepEvents, keepEventsOfUser } from '../steps/evidence.ts';
import * as identify from '../steps/identify.ts';
import { noBearer } from '../steps/service-credential.ts';
import * as session from '../steps/sessions.ts';
import { named, only, orByKeyhalt, undoneBy } from '../steps/step.ts';

const expires = 'It expires by itself: after 15 minutes at least, 36 hours at most, mostly one to twelve.';
const notAlone =
  'It is of use only with its secret key and its session token. Where only its ID was found, see whether they stand near it.';

const lookAround: readonly Step[] = [lookForDoors, lookForCosts];

interface OfHolder {
  readonly title: string;
  readonly means: string;
  /** What makes its sessions worthless. */
  readonly stop: (leak: Leak) => readonly Step[];
}

/** A session by whose it is. */
const sessions: Readonly<Record<Holder, OfHolder>> = {
  role: {
    title: 'Temporary credentials of a role',
    means: 'Whatever the policies of the role allow, within those of the session.',
    stop: (leak) => [
      identify.nameRole(leak),
      orByKeyhalt(session.revokeOfRole, leak, '--contain revoke-sessions --role "$ROLE_NAME"'),
      session.closeTheSource,
    ],
  },
  'identity-center': {
    title: 'Temporary credentials of a permission set of Identity Center',
    means: 'Whatever the permission set allows in the account.',
    stop: () => [session.namePermissionSet, session.revokeOfPermissionSet, session.signOut],
  },
  user: {
    title: 'Temporary credentials of an IAM user (GetSessionToken)',
    means: 'What the IAM user may do, and with MFA where the session was made with it; IAM itself only then.',
    stop: (leak) => [identify.nameUser(leak), revokeOfUser(leak)],
  },
  'federated-user': {
    title: 'Temporary credentials of a federated user (GetFederationToken)',
    means: 'What both the IAM user who made them and the policy of the session allow.',
    stop: (leak) => [identify.nameUser(leak), revokeOfUser(leak)],
  },
  root: {
    title: 'Temporary credentials of the root user',
    means: 'Nearly everything in the account, for an hour at most when a key made them.',
    stop: () => [session.revokeOfRoot],
  },
};

const revokeOfUser = (leak: Leak): Step =>
  orByKeyhalt(session.revokeOfUser, leak, '--contain revoke-sessions --user "$USER_NAME"');

const cases: Readonly<Record<Holder, string>> = {
  role: 'if it is the session of a role',
  'identity-center': 'if the role is called AWSReservedSSO_…',
  user: 'if it is the session of an IAM user',
  'federated-user': 'if it is a federated user',
  root: 'if it is the root user',
};

/** Each holder's way, one after the other; a user's session and a federated user's are stopped alike. */
const stopInEachCase = (leak: Leak): readonly Step[] => [
  ...only(cases.role, ...sessions.role.stop(leak)),
  ...only(cases['identity-center'], ...sessions['identity-center'].stop(leak)),
  ...only(`${cases.user} or a federated user`, ...sessions.user.stop(leak)),
  ...only(cases.root, ...sessions.root.stop(leak)),
];

const afterwards: readonly Step[] = [
  keepEvents,
  session.revokeOtherRoles,
  ...lookAround,
  session.waitForExpiry,
];

export function temporaryKey(leak: Leak): Plan {
  const known = leak.finding.ruleId === 'aws-access-key-id' ? [expires, notAlone] : [expires];
  if (leak.holder === undefined)
    return {
      title: 'Temporary credentials (a session)',
      means: [
        `Whatever its holder can do. CloudTrail knows who that is: ${named(identify.findSession(leak))} asks.`,
        ...known,
      ],
      steps: [
        identify.takeKeyId(leak),
        identify.findAccount,
        identify.findSession(leak),
        ...stopInEachCase(leak),
        ...afterwards,
      ],
    };
  const { title, means, stop } = sessions[leak.holder];
  return {
    title,
    means: [means, ...known],
    steps: [
      identify.takeKeyId(leak),
      identify.findAccount,
      identify.findSession(leak),
      ...stop(leak),
      ...afterwards,
    ],
  };
}

export const sessionToken = (leak: Leak): Plan => ({
  title: 'Session token whose secret key was not found',
  means: ['Nothing by itself: it is the third part of temporary credentials.', expires],
  steps: [
    identify.findRestOfSession,
    ...only(
      'if its secret key leaked, too',
      identify.findSession(leak),
      ...stopInEachCase(leak),
      ...afterwards,
    ),
  ],
});

export const ssoToken = (): Plan => ({
  title: 'Token of IAM Identity Center',
  means: [
    'Sessions of every role, in every account, that its user may take on.',
    'An access token (aoa…) lives for an hour, a refresh token (aor…) as long as the sign-in: eight hours by default, up to 90 days.',
  ],
  steps: [
    session.nameCenterUser,
    session.signOut,
    session.namePermissionSet,
    session.revokeOfPermissionSet,
    keepEventsOfUser,
    ...lookAround,
    session.waitForExpiry,
  ],
});

const signedByUser = 'if KEY_ID begins with AKIA';
const signedBySession = 'if KEY_ID begins with ASIA';

/** What is signed dies with what it was signed with. */
const stopSigner = (leak: Leak): readonly Step[] => [
  identify.findAccount,
  ...only(signedByUser, identify.findUser(leak), deactivate, restrict),
  ...only(signedBySession, identify.findSession(leak), ...stopInEachCase(leak)),
];

export const presignedRequest = (leak: Leak): Plan => ({
  title: 'Signed AWS request (a presigned URL, mostly of S3)',
  means: [
    'That one request, as often as one likes: mostly to read or to write one object of S3, or to log in to one database.',
    'Until its time is over (X-Amz-Date and X-Amz-Expires in it: seven days at most, a login 15 minutes), and not longer than what it was signed with. A signature does not give away the key.',
    'Where it expires before you are done, the object, not the key, is what to see to: move it, or have the bucket policy deny what is older by s3:signatureAge.',
  ],
  steps: [
    identify.takeSignersKeyId(leak),
    ...only('if it has not expired, and what it opens matters', ...stopSigner(leak)),
    keepEvents,
    session.waitForExpiry,
  ],
});

const denyRoleBearer: Step = {
  title: 'Deny the role all calls with API keys',
  why: 'It holds for every short-term key that sessions of the role make, and leaves signed calls as they are.',
  when: 'if revoking all sessions of a role would stop too much',
  commands: [
    `aws iam put-role-policy --role-name "$ROLE_NAME" --policy-name keyhalt-no-api-keys --policy-document '${noBearer('bedrock')}'`,
  ],
  undo: undoneBy('aws iam delete-role-policy --role-name "$ROLE_NAME" --policy-name keyhalt-no-api-keys'),
};

export const bedrockShortTermKey = (leak: Leak): Plan => ({
  title: 'Short-term API key of Amazon Bedrock',
  means: [
    'Calling models of Bedrock in one region, as whoever made it, at your cost.',
    'For 12 hours at most, and not longer than the session it was made in. There is nothing to switch off but that session.',
  ],
  steps: [
    identify.takeSignersKeyIdOfBedrock(leak),
    ...stopSigner(leak),
    ...only(`${signedBySession}, and it is the session of a role`, denyRoleBearer),
    keepEvents,
    lookForCosts,
    session.waitForExpiry,
  ],
});

export const ecrLogin = (leak: Leak): Plan => ({
  title: 'Login of Amazon ECR (docker login)',
  means: ['Pulling and pushing images, as far as whoever made it may do that.', madeFor12Hours],
  steps: [
    ...stopMaker(leak, 'login'),
    keepCalls('PutImage', 'An image that was pushed with it may run in your own machines soon.'),
    session.waitForExpiry,
  ],
});

export const codeArtifactToken = (leak: Leak): Plan => ({
  title: 'Token of AWS CodeArtifact (of npm, pip, Maven and others)',
  means: [
    'Reading and publishing packages of one domain, as far as whoever made it may do that.',
    madeFor12Hours,
  ],
  steps: [
    ...stopMaker(leak, 'token'),
    keepCalls(
      'PublishPackageVersion',
      'A package that was published with it is installed by whoever builds with it next.',
    ),
    session.waitForExpiry,
  ],
});

const madeFor12Hours =
  'For 12 hours. It cannot be taken back by itself: what it may do is what the policies of its maker allow.';

const stopMaker = (leak: Leak, it: string): readonly Step[] => [
  keepCalls(
    'GetAuthorizationToken',
    `The ${it} does not name its maker, but each is made by this call: the caller of the hours before the leak is the one to look for.`,
  ),
  ...only('if it is younger than 12 hours, and a role made it', ...sessions.role.stop(leak)),
  ...only('if it is younger than 12 hours, and an IAM user made it', ...sessions.user.stop(leak)),
];
