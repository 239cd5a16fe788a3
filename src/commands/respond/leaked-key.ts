import { scannerFor } from '../../commit.ts';
import type { Repository } from '../../git/process.ts';
import type { Finding, PairedKey } from '../../model/finding.ts';
import { keysOf } from '../../model/fingerprints.ts';
import { UserError } from '../../model/user-error.ts';
import { defaultPolicy } from '../../policy/policy.ts';
import type { LeakedKey } from '../../respond/aws/access.ts';
import { keyIdOf } from '../../respond/kind.ts';
import type { Scanner } from '../../scan/scanner.ts';
import { type Place, type Reread, secretOf } from '../../secret-of.ts';

const idRule = 'aws-access-key-id';
const secretRule = 'aws-secret-access-key';
const tokenRules = ['aws-session-token', 'aws-session-token-by-name'];

/**
 * The key ID of a finding, whole.
 *
 * @throws UserError when it has none, or it cannot be read again
 */
export async function leakedKeyId(repository: Repository, finding: Finding): Promise<string> {
  return readKeyId(repository, await scannerHere(repository), finding);
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
  const scanner = await scannerHere(repository);
  const accessKeyId = await readKeyId(repository, scanner, finding);
  const secret = await read(repository, scanner, { ...finding, places: finding.appearances });
  const sessionToken = accessKeyId.startsWith('ASIA') ? tokenBeside(scanner, secret) : undefined;
  return { accessKeyId, secretAccessKey: secret.revealed[0]!.value, sessionToken };
}

/** A report may be anybody's: nobody is shown one key ID while another one is meant. */
async function readKeyId(repository: Repository, scanner: Scanner, finding: Finding): Promise<string> {
  const { value } = (await read(repository, scanner, idIn(finding))).revealed[0]!;
  const shown = keyIdOf(finding) ?? 'none';
  if (value.startsWith(shown.slice(0, 4)) && value.endsWith(shown.slice(-4))) return value;
  throw new UserError(
    `the key ID that stands there is another one than ${shown}, of which the finding tells`,
    {
      hint: 'Whoever wrote the report has changed it. Scan again, and take the finding of that.',
    },
  );
}

interface Sought {
  readonly fingerprint: string;
  readonly places: readonly Place[];
}

/** Of a key ID itself, or of the one that belongs to a secret. */
function idIn(finding: Finding): Sought {
  if (finding.ruleId === idRule) return { fingerprint: finding.fingerprint, places: finding.appearances };
  const { pairedWith } = finding;
  const keys = keysOf(finding);
  if (keys.length > 1)
    throw new UserError('the secret stands beside more than one key ID, and only one of them is its own', {
      hint: `Name the one that is meant: ${keys.map(({ fingerprint, masked }) => `${fingerprint} (${masked})`).join(', ')}.`,
    });
  if (pairedWith !== undefined) return { ...pairedWith, places: placesOf(pairedWith, finding) };
  throw new UserError('the key ID that belongs to it is not known', {
    hint: 'keyhalt scan --history finds it where it leaked, too; it may stand in the settings of whoever used the key.',
  });
}

/** One whose places are not told stands beside the secret. */
function placesOf({ appearances = [], blob, path = '' }: PairedKey, secret: Finding): readonly Place[] {
  return [...appearances, ...(blob === undefined ? [] : [{ path, blob }]), ...secret.appearances];
}

/**
 * By the built-in rules, and the user's own keys by their value: a policy may have had those looked for. What of them cannot
 * be read is told already, by whoever said whose the key is (`respond.ts`).
 */
const scannerHere = async (repository: Repository): Promise<Scanner> =>
  (await scannerFor({ ...defaultPolicy, ownKeys: true }, repository)).scanner;

const read = (repository: Repository, scanner: Scanner, sought: Sought): Promise<Reread> =>
  secretOf(repository, scanner, sought);

function tokenBeside(scanner: Scanner, { bytes, revealed }: Reread): string | undefined {
  const { start } = revealed[0]!;
  const found = scanner.scan(bytes).detections.filter(({ ruleId }) => tokenRules.includes(ruleId));
  const fingerprints = found.map(({ fingerprint }) => fingerprint);
  const tokens = [...scanner.revealAll(bytes, fingerprints).values()].flat();
  const distance = (token: { readonly start: number }) => Math.abs(token.start - start);
  return tokens.sort((one, other) => distance(one) - distance(other))[0]?.value;
}
