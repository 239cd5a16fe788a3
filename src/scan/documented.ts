import { accountOf } from './account.ts';

/** The account of LocalStack and moto, to which the key IDs belong that these make up. */
const nobody = '000000000000';

/**
 * The values that AWS's own documentation shows as examples, exactly, and the secret of MinIO's public playground; in
 * pieces, so that nothing that is scanned for keys trips over this list.
 *
 * Sources: IAM User Guide, AWS CLI command reference, Amazon Bedrock User Guide, Amazon Macie ("allow lists"), Amazon S3
 * Developer Guide of 2006-03-01 ("Authenticating REST Requests"); MinIO Client documentation (play.min.io).
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
    // Until 2012 the examples were pairs of this form.
    ['uV3F3YluFJax1cknvbcG', 'wgjvx4QpvB+leU8dUj2o'],
    ['OtxrzxIsfpFjA7SwPzIL', 'wy8Bw21TLhquhboDYROV'],
    // Of aws iam create-service-specific-credential and reset-service-specific-credential.
    ['k1zPZM6uVxMQ3oxqgoYl', 'NuJPyRTZ1vREs76zTQE3eJk='],
    ['+oaFsNk7tLco+C/obP9G', 'hhcOzGcKOayTmE3LnAmAmH4='],
  ].map((pieces) => pieces.join('')),
);

/** What others make of the best-known of them, in place of EXAMPLEKEY. */
const derived = ['wJalrXUtnFEMI/K7MDENG', '/bPxRfiCY'].join('');

/** Whether this is made of a documented value, and says so by a word. */
export const isOfDocumentation = (secret: string): boolean =>
  secret.startsWith(derived) && /EXAMPLE|TEST|FAKE|DUMMY/i.test(secret.slice(derived.length));

/** The account numbers of AWS's documentation. */
const accounts: ReadonlySet<string> = new Set(['123456789012', '111122223333', nobody]);

/** Whether this is one of the documented values, exactly. */
export const isDocumented = (secret: string): boolean =>
  values.has(secret) || accounts.has(secret.includes('-') ? secret.replaceAll('-', '') : secret);

/** Whether this is the ID of a key that opens nothing: it says that it belongs to an account that nobody has. */
export const isOfNobody = (secret: string): boolean => keyId.test(secret) && accountOf(secret) === nobody;

const keyId = /^A[A-Z0-9]{3}[A-Z2-7]{16}$/;
