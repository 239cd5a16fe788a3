/**
 * What is known of a leak, in sentences: whose it is, and who could have read it. Words of others stand in it as they
 * are: who renders them makes them visible.
 */
import type { Appearance, Finding } from '../model/finding.ts';
import type { Holder, Leak } from '../model/leak.ts';
import { count } from './count.ts';
import { exposureLines } from './exposure.ts';

const holders: Readonly<Record<Holder, string>> = {
  user: 'an IAM user',
  root: 'the root user',
  role: 'a role',
  'federated-user': 'a federated user',
  'identity-center': 'a permission set of Identity Center',
};

/** Whose it is, as far as is known. */
export function ownerLines({ finding, keyId, account, ownedAs, holder, arn, kind }: Leak): string[] {
  return [
    ...(ownedAs.length === 0 ? [] : [`It is one of your own: ${ownedAs.join(', ')}.`]),
    ...(keyId === undefined ? [] : [`Key ID ${keyId}.`]),
    ...otherKeyIds(finding),
    ...accountLines(account, keyId, kind),
    ...(holder === undefined
      ? []
      : [`It belongs to ${holders[holder]}${arn === undefined ? '' : `: ${arn}`}.`]),
  ];
}

/** Only one of them can be its own, and nothing but AWS knows which. */
const otherKeyIds = ({ alsoPairedWith = [] }: Finding): readonly string[] =>
  alsoPairedWith.map(
    ({ masked, fingerprint }) =>
      `Elsewhere the same secret stands beside key ID ${masked}: keyhalt respond ${fingerprint} is about that one.`,
  );

function accountLines(
  account: Leak['account'],
  keyId: string | undefined,
  kind: Leak['kind'],
): readonly string[] {
  if (account !== undefined)
    return [
      `AWS account ${account.id}${keyId === undefined ? '' : ', as the key ID itself says'}.`,
      ...(account.isCanary
        ? [
            'That account belongs to canarytokens.org: the key is a tripwire. Whoever tries it sets off an alarm. In a repository of your own somebody put it there on purpose; in one of others, leave it alone.',
          ]
        : []),
    ];
  // Before 2019, IDs began with I or J behind the prefix, and held no account.
  if (keyId !== undefined && kind !== 'other-key-id')
    return [
      'Its key ID names no account: keys of before 2019 (the fifth character is I or J) do not. AWS tells whose it is: aws sts get-access-key-info.',
    ];
  return [];
}

/** So many refs are named. */
const refsNamed = { named: 3, hint: 'scan --history --verbose names all' };

/** Where it stands, since when, and who could have read it. */
export function exposedLines({ appearances, exposure }: Finding): string[] {
  const [first, ...others] = appearances;
  const stands = `It stands in ${placeOf(first!)}${others.length === 0 ? '' : ` and at ${count(others.length, 'more place')}`}.`;
  if (exposure === undefined) return [stands, readersOf(first!)];
  return [
    stands,
    ...exposureLines(exposure, refsNamed).map((line) => capitalized(`${line.trim()}.`)),
    exposure.isPushed
      ? 'It was pushed: whoever can read that remote can have it, and clones, forks, pull requests and caches of CI keep it. In a public repository it was found within minutes: take it for used.'
      : 'No remote is known to have it, as far as this clone remembers: then it was on this machine and in its backups. Whoever else pushed or copied it does not show here.',
  ];
}

const placeOf = ({ path, line, commit }: Appearance): string =>
  `${path}:${line}${commit === undefined ? '' : ` in commit ${commit.slice(0, 10)}`}`;

const readersOf = ({ commit }: Appearance): string =>
  commit === undefined
    ? 'It was found in what this machine has. Whether it was ever committed or pushed is not known: keyhalt scan --history tells.'
    : 'It is in a commit. Which branches have it, and whether it was pushed, is not known: keyhalt scan --history tells.';

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
