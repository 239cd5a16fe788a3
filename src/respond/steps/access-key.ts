/** Access keys of IAM users and of the root user: stop, replace, delete. */
import type { Step } from '../../model/plan.ts';
import { ask } from '../where.ts';
import { never, reading, undoneBy } from './step.ts';

const byUser = '--user-name "$USER_NAME"';

export const deactivate: Step = {
  title: 'Deactivate the key',
  why: 'From now on AWS refuses it, within minutes everywhere. It is not deleted: what breaks shows where it is used, and it can be switched on again.',
  commands: [`aws iam update-access-key ${byUser} --access-key-id "$KEY_ID" --status Inactive`],
  undo: undoneBy(`aws iam update-access-key ${byUser} --access-key-id "$KEY_ID" --status Active`),
};

/** Where production hangs on the key. */
export const restrict: Step = {
  title: 'Let it be used from your own addresses alone',
  why: 'A stop-gap: whoever else has the key gets no further. It limits the whole user, for a key has no policy of its own. `keyhalt respond --policy` also has source-ip-with-door, which leaves a way back if the addresses are wrong, and mfa.',
  when: 'if it cannot be deactivated this minute',
  commands: [
    `${ask('ALLOWED_IP', 'Addresses that may use it, such as 203.0.113.0/24')} &&`,
    '  keyhalt respond --policy source-ip --allow-ip "$ALLOWED_IP" --output source-ip.json &&',
    `  aws iam put-user-policy ${byUser} --policy-name keyhalt-source-ip --policy-document file://source-ip.json`,
  ],
  undo: undoneBy(`aws iam delete-user-policy ${byUser} --policy-name keyhalt-source-ip`),
};

/** AWS's own stop-gap; sets QUARANTINE_ARN to `None` where there is none. */
export const lookForQuarantine: Step = {
  title: 'See whether AWS has put the user into quarantine',
  why: 'AWS watches public repositories. For a key that it sees there it attaches AWSCompromisedKeyQuarantineV2 or V3 to the user, which denies what is costly or spreads (new instances, users, roles), but not everything: data can still be read. It also opens a support case and writes to the owner of the account. Leave the policy on until the key is replaced, and answer the case.',
  commands: [
    `QUARANTINE_ARN=$(aws iam list-attached-user-policies ${byUser} --query "AttachedPolicies[?starts_with(PolicyName, 'AWSCompromisedKeyQuarantine')].PolicyArn | [0]" --output text); echo "$QUARANTINE_ARN"`,
  ],
  undo: reading,
};

export const replace: Step = {
  title: 'Give those who need it something better, or a new key',
  why: 'A role (of an instance, a task, a function, or by OIDC in CI) or Identity Center leaves nothing behind that could leak again. Where there must be a key: a user has at most two, and the new one is shown once, so it goes into a file that only you can read. Put it into a store of secrets, delete the file, and change it wherever the old one was used.',
  commands: [
    `(umask 077 && aws iam create-access-key ${byUser} --output json > "$HOME/new-access-key.json")`,
    `NEW_KEY_ID=$(sed -n 's/.*"AccessKeyId": *"\\([A-Z0-9]*\\)".*/\\1/p' "$HOME/new-access-key.json")`,
  ],
  undo: undoneBy(`aws iam delete-access-key ${byUser} --access-key-id "$NEW_KEY_ID"`),
};

export const endQuarantine: Step = {
  title: 'Take the quarantine off',
  why: 'With it on, the user cannot do all of its work. Only after the old key is off and the traces are cleared: then answer the support case, too.',
  when: 'if AWS had attached it, and nothing more needs it',
  commands: [
    `[ "$QUARANTINE_ARN" = None ] || aws iam detach-user-policy ${byUser} --policy-arn "$QUARANTINE_ARN"`,
  ],
  undo: undoneBy(`aws iam attach-user-policy ${byUser} --policy-arn "$QUARANTINE_ARN"`),
};

const lost = never(
  'A deleted key cannot be brought back, nor can AWS still tell whose it was or when it was last used.',
);

export const remove: Step = {
  title: 'Delete the key',
  why: 'An inactive key can be switched on again by whoever may change keys. Delete it once nothing has missed it for some days, and what was done with it is kept.',
  commands: [`aws iam delete-access-key ${byUser} --access-key-id "$KEY_ID"`],
  undo: lost,
};

const asRoot =
  'Only the root user itself can do this: open CloudShell, signed in as root, and paste it there.';

/** In CloudShell nothing is set: it asks for the ID once more. */
const withKeyId = (command: string, more = ''): readonly string[] => [
  `${ask('KEY_ID', 'Key ID')} &&`,
  `  aws iam ${command} --access-key-id "$KEY_ID"${more}`,
];

export const deactivateOfRoot: Step = {
  title: 'Deactivate the key, as the root user',
  why: `A key of the root user opens everything, and no policy of the account holds it back. ${asRoot} Or in the console under Security credentials, where its last four characters tell which one it is. Do not call AWS with the leaked key itself.`,
  commands: withKeyId('update-access-key', ' --status Inactive'),
  undo: {
    kind: 'words',
    words: 'As the root user: the same line with --status Active. Nothing should ever need it.',
  },
};

/** Where nobody who could sign in as root is at hand. */
export const restrictRoot: Step = {
  title: 'Hold the root user back from outside',
  why: 'A service control policy of the organization binds the root users of its member accounts, though not the one of the management account: deny all for arn:aws:iam::*:root until the key is off. With central root access, the IAM console of the management account can delete the keys of a member’s root user without signing in as root.',
  when: 'if nobody can sign in as root this minute, and the account is a member of an organization',
  commands: ['aws organizations describe-organization --query Organization.MasterAccountId --output text'],
  undo: { kind: 'words', words: 'Detach the service control policy from the account again.' },
};

export const secureRoot: Step = {
  title: 'Secure the root user, and use no key of it again',
  why: 'Whoever had the key could change what else opens the account. As the root user: a new password, MFA that you hold, and check address, phone and alternate contacts. What used the key gets a role that may do just that. Write to AWS Support: they can help to see what was done.',
  commands: [
    'aws iam get-account-summary --query "SummaryMap.[AccountMFAEnabled, AccountAccessKeysPresent, AccountPasswordPresent]"',
  ],
  undo: reading,
};

export const removeOfRoot: Step = {
  title: 'Delete the key, as the root user',
  why: `There is no good use for a key of the root user. Delete it as soon as what was done with it is kept. ${asRoot}`,
  commands: withKeyId('delete-access-key'),
  undo: lost,
};
