/**
 * The values that AWS's own documentation shows as examples, exactly, and the secret of MinIO's public playground; in
 * pieces, so that nothing that is scanned for keys trips over this list.
 *
 * Sources: IAM User Guide, AWS CLI command reference, Amazon Bedrock User Guide, Amazon Macie ("allow lists"); MinIO
 * Client documentation (play.min.io).
 */
const values: ReadonlySet<string> = new Set(
  [
    ['AKIA', 'IOSFODNN7EXAMPLE'],
    ['AKIA', 'I44QH8DHBEXAMPLE'],
    ['ASIA', 'IOSFODNN7EXAMPLE'],
    ['AKIA', 'EXAMPLE123456789'],
    ['AKIA', 'EXAMPLEPBUMBC3GA'],
    ['AKIA', 'IESZCNJ3OEXAMPLE'],
    ['ASIA', 'SZ4SI7REEEXAMPLE'],
    ['wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYEXAMPLEKEY'],
    ['wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYzEXAMPLEKEY'],
    ['je7MtGbClwBF/2Zp9Utk', '/h3yCo8nvbEXAMPLEKEY'],
    ['8P+SQvWIuLnKhh8d++jpw0', 'nNmQRBZvNEXAMPLEKEY'],
    ['zuf+tfteSlswRu7BJ86w', 'ekitnifILbZam1KYY3TG'],
  ].map((pieces) => pieces.join('')),
);

/** The account numbers of AWS's documentation. */
const accounts: ReadonlySet<string> = new Set(['123456789012', '111122223333', '000000000000']);

/** Whether this is one of the documented values, exactly. */
export const isDocumented = (secret: string): boolean =>
  values.has(secret) || accounts.has(secret.includes('-') ? secret.replaceAll('-', '') : secret);
