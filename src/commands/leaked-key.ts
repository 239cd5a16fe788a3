import { scannerFor } from '../commit.ts';
import type { Repository } from '../git/process.ts';
import type { Finding, PairedKey } from '../model/finding.ts';
import { UserError } from '../model/user-error.ts';
import { defaultPolicy } from '../policy/policy.ts';
import type { LeakedKey } from '../respond/aws/access.ts';
import type { Scanner } from '../scan/scanner.ts';
import { type Place, type Reread, secretOf } from '../secret-of.ts';

const idRule = 'aws-access-key-id';
const secretRule = 'aws-secret-access-key';
const tokenRule = 'aws-session-token';

/**
 * The key ID of a finding, whole.
 *
 * @throws UserError when it has none, or it cannot be read again
 */
export async function leakedKeyId(repository: Repository, finding: Finding): Promise<string> {
  return (await read(repository, await scannerHere(repository), idIn(finding))).revealed[0]!.value;
}

/**
 * A key with its secret, and of a temporary one the session token that stands nearest to it in the same file. To be used
 * and let go.
 *
 * @throws UserError when the finding has no secret and ID, or they cannot be read again
 */
export async function leakedKey(repository: Repository, finding: Finding): Promise<LeakedKey> {
  if (finding.ruleId !== secretRule)
    throw new UserError(`a finding of ${finding.ruleId} cannot be tried at AWS`, {
      hint:
        finding.ruleId === idRule
          ? 'Without its secret a key ID opens nothing. aws sts get-access-key-info tells its account.'
          : 'Only access keys can: an ID with its secret. Follow the plan of keyhalt respond.',
    });
  const id = idIn(finding);
  const scanner = await scannerHere(repository);
  const secret = await read(repository, scanner, { ...finding, places: finding.appearances });
  const accessKeyId = (await read(repository, scanner, id)).revealed[0]!.value;
  const sessionToken = accessKeyId.startsWith('ASIA') ? tokenBeside(scanner, secret) : undefined;
  return { accessKeyId, secretAccessKey: secret.revealed[0]!.value, sessionToken };
}

interface Sought {
  readonly fingerprint: string;
  readonly places: readonly Place[];
}

/** Of a key ID itself, or of the one that belongs to a secret. */
function idIn(finding: Finding): Sought {
  if (finding.ruleId === idRule) return { fingerprint: finding.fingerprint, places: finding.appearances };
  if (finding.pairedWith !== undefined)
    return { ...finding.pairedWith, places: placesOf(finding.pairedWith, finding) };
  throw new UserError('the key ID that belongs to it is not known', {
    hint: 'keyhalt scan --history finds it where it leaked, too; it may stand in the settings of whoever used the key.',
  });
}

/** One whose places are not told stands beside the secret. */
function placesOf({ appearances = [], blob, path = '' }: PairedKey, secret: Finding): readonly Place[] {
  return [...appearances, ...(blob === undefined ? [] : [{ path, blob }]), ...secret.appearances];
}

/** By the built-in rules, and the user's own keys by their value. */
const scannerHere = async (repository: Repository): Promise<Scanner> =>
  (await scannerFor(defaultPolicy, repository)).scanner;

const read = (repository: Repository, scanner: Scanner, sought: Sought): Promise<Reread> =>
  secretOf(repository, scanner, sought);

function tokenBeside(scanner: Scanner, { bytes, revealed }: Reread): string | undefined {
  const { start } = revealed[0]!;
  const tokens = scanner
    .scan(bytes)
    .detections.filter(({ ruleId }) => ruleId === tokenRule)
    .flatMap(({ fingerprint }) => scanner.reveal(bytes, fingerprint));
  const distance = (token: { readonly start: number }) => Math.abs(token.start - start);
  return tokens.sort((one, other) => distance(one) - distance(other))[0]?.value;
}
