/** Plans for long-term access keys, and for what is made of them. */
import type { Leak } from '../../model/leak.ts';
import type { Plan, Step } from '../../model/plan.ts';
import * as key from '../steps/access-key.ts';
import { lookAtMail, lookForCosts, lookForDoors, pauseMail } from '../steps/aftermath.ts';
import { keepEvents } from '../steps/evidence.ts';
import * as identify from '../steps/identify.ts';
import { revokeOtherRoles, revokeWhatTheKeyMade } from '../steps/sessions.ts';
import { named, only, orByKeyhalt } from '../steps/step.ts';
import { seeWhatItWasUsedFor } from '../steps/used-actions.ts';

const idAlone =
  'Only its ID was found, which opens nothing by itself. Where its secret may stand near it, or did once, take it for leaked.';
const forEver = 'It works from anywhere, and until someone stops it: it has no end of its own.';

const lookAround: readonly Step[] = [lookForDoors, lookForCosts];
const ofUser = 'if it is the key of an IAM user';
const ofRoot = 'if it is the key of the root user';

/** A key of whoever it may be of. */
export function longTermKey(leak: Leak): Plan {
  const known = leak.finding.ruleId === 'aws-access-key-id' ? [forEver, idAlone] : [forEver];
  switch (leak.holder) {
    case 'root':
      return {
        title: 'Long-term access key of the root user',
        means: [
          'Everything in the account, closing it included, and no policy of the account limits it.',
          ...known,
        ],
        steps: [identify.takeKeyId(leak), ...rootSteps],
      };
    case undefined:
      return {
        title: 'Long-term access key, of an IAM user or of the root user',
        means: [
          `Whatever its holder can do. AWS knows who that is: ${named(identify.findUserOrRoot(leak))} asks.`,
          ...known,
        ],
        steps: [identify.takeKeyId(leak), ...stepsForAnyone(leak)],
      };
    // No role and no federated user has one: AWS said something of another key, or someone was wrong.
    default:
      return {
        title: 'Long-term access key of an IAM user',
        means: ['Whatever the policies of its IAM user and of its groups allow.', ...known],
        steps: [identify.takeKeyId(leak), identify.findAccount, identify.findUser(leak), ...userSteps(leak)],
      };
  }
}

const userSteps = (leak: Leak): readonly Step[] => [
  deactivate(leak),
  key.restrict,
  key.lookForQuarantine,
  keepEvents,
  revokeWhatTheKeyMade,
  revokeOtherRoles,
  seeWhatItWasUsedFor,
  key.replace,
  ...lookAround,
  key.endQuarantine,
  key.remove,
];

/** Of a secret alone the ID is not known, and keyhalt cannot. */
const deactivate = (leak: Leak): Step =>
  leak.kind === 'long-term-key' ? orByKeyhalt(key.deactivate, leak, '--contain deactivate') : key.deactivate;

const rootSteps: readonly Step[] = [
  key.deactivateOfRoot,
  key.restrictRoot,
  identify.findRootKeys,
  keepEvents,
  key.secureRoot,
  revokeOtherRoles,
  ...lookAround,
  key.removeOfRoot,
];

/** One way for both: what stops it first, what is common once. */
const stepsForAnyone = (leak: Leak): readonly Step[] => [
  identify.findAccount,
  identify.findUserOrRoot(leak),
  ...only(ofUser, deactivate(leak), key.restrict),
  ...only(ofRoot, key.deactivateOfRoot, key.restrictRoot),
  ...only(ofUser, key.lookForQuarantine),
  keepEvents,
  ...only(ofUser, revokeWhatTheKeyMade),
  revokeOtherRoles,
  ...only(ofUser, seeWhatItWasUsedFor, key.replace),
  ...only(ofRoot, key.secureRoot),
  ...lookAround,
  ...only(ofUser, key.endQuarantine, key.remove),
  ...only(ofRoot, key.removeOfRoot),
];

export const secretKeyAlone = (leak: Leak): Plan => ({
  title: 'Secret access key whose ID was not found',
  means: [
    'All that its key can do, for whoever has the ID as well. IDs are no secret: they stand in logs, in signed URLs and in other files.',
    'It may belong to a long-term key (AKIA) or to a session (ASIA). For a session, give its ID to a new response.',
  ],
  steps: [identify.findKeyId, ...stepsForAnyone(leak)],
});

export const smtpPassword = (leak: Leak): Plan => ({
  title: 'SMTP password of Amazon SES',
  means: [
    'Sending mail in your name, in the region that it was made for. It has no end of its own.',
    'It is computed from the secret access key of an IAM user (mostly ses-smtp-user…): it cannot be changed by itself, only with that key.',
  ],
  steps: [
    identify.takeSmtpKeyId(leak),
    identify.findAccount,
    identify.findUser(leak),
    pauseMail,
    key.deactivate,
    key.lookForQuarantine,
    lookAtMail,
    keepEvents,
    {
      ...key.replace,
      title: 'Make a new key and a new SMTP password',
      why: `The console of SES makes both at once (SMTP settings, Create SMTP credentials), and a user of its own. With a key of your own, the SMTP password is computed from its secret as the SES Developer Guide says. ${key.replace.why}`,
    },
    ...lookAround,
    key.endQuarantine,
    key.remove,
  ],
});
