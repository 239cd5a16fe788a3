import { quoteIfNeeded } from '../../model/quote.ts';
import { UserError } from '../../model/user-error.ts';

/** As options on the command line; each counts more than what environment and profile say. */
export interface AwsSettings {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  /** `http://localhost:4566`: both STS and IAM are asked there. */
  readonly endpointUrl?: string | undefined;
}

/** What comes from above. */
export interface AwsMeans {
  /** For defaults and hints. The SDK itself reads `process.env`, and nothing can hand it another one. */
  readonly env: NodeJS.ProcessEnv;
  /** Of keyhalt: CloudTrail shows it as part of the user agent. */
  readonly version: string;
  /** In milliseconds since 1970. */
  readonly now: () => number;
  /** Masks whatever looks like a credential. */
  readonly redact: (text: string) => string;
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Limits | undefined;
}

/** In milliseconds, but for `attempts`. */
export interface Limits {
  readonly connect: number;
  readonly request: number;
  readonly attempts: number;
  /** Between two looks at a state that does not show a change yet. */
  readonly pause: number;
}

export const defaultLimits: Limits = { connect: 5_000, request: 15_000, attempts: 3, pause: 1_000 };

/** IAM has no region; STS answers there for all of them. */
export const defaultRegion = 'us-east-1';

/**
 * Looks at what was given as options.
 *
 * @throws UserError when one of them is none
 */
export function checkedSettings(settings: AwsSettings): AwsSettings {
  const { profile, region, endpointUrl } = settings;
  if (profile !== undefined && !/^[\p{L}\p{N} _@+=.,/:-]+$/u.test(profile))
    throw new UserError('--profile wants the name of a profile', {
      hint: 'aws configure list-profiles lists them.',
    });
  if (region !== undefined && !/^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/.test(region))
    throw new UserError('--region wants the name of a region', {
      hint: 'Such as us-east-1, cn-north-1 or us-gov-west-1.',
    });
  if (endpointUrl !== undefined) checkEndpoint(endpointUrl);
  return settings;
}

function checkEndpoint(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new UserError('--endpoint-url wants an address of http or https', {
      hint: 'Such as http://localhost:4566.',
    });
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new UserError('--endpoint-url has more in it than an address', {
      hint: 'Leave user, password, query and fragment out.',
    });
}

/** For lines of the AWS CLI that are to do the same in the same place. */
export function cliOptions({ profile, region, endpointUrl }: AwsSettings): readonly string[] {
  const given = { profile, region, 'endpoint-url': endpointUrl };
  return Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quoteIfNeeded(value)],
  );
}
