import type { IAM, IAMClientConfig } from '@aws-sdk/client-iam';
import type { STS, STSClientConfig } from '@aws-sdk/client-sts';
import { UserError } from '../../model/user-error.ts';

/** The parts of the SDK that are used. */
export interface Sdk {
  readonly sts: (config: STSClientConfig) => STS;
  readonly iam: (config: IAMClientConfig) => IAM;
}

/**
 * The AWS SDK, which keyhalt does not bring along; nothing else in the program loads it.
 *
 * @throws UserError when it is not installed
 */
export async function loadSdk(): Promise<Sdk> {
  const [sts, iam] = await Promise.all([
    import('@aws-sdk/client-sts').catch(missing('@aws-sdk/client-sts')),
    import('@aws-sdk/client-iam').catch(missing('@aws-sdk/client-iam')),
  ]);
  return { sts: (config) => new sts.STS(config), iam: (config) => new iam.IAM(config) };
}

const missing =
  (name: string) =>
  (error: unknown): never => {
    const { code, message } = error as NodeJS.ErrnoException;
    // A package that is there, and lacks one of its own, is broken in another way.
    if (!/MODULE_NOT_FOUND$/.test(code ?? '') || !message.includes(name)) throw error;
    throw new UserError(`${name} is not installed, and only it can ask AWS`, {
      hint: 'npm install --save-dev @aws-sdk/client-sts @aws-sdk/client-iam (with --global where keyhalt is installed so)',
    });
  };
