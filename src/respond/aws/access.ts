import type { IAM, IAMClientConfig } from '@aws-sdk/client-iam';
import type { STS, STSClientConfig } from '@aws-sdk/client-sts';
import { defined } from '../../model/defined.ts';
import type { Call } from './calls.ts';
import { type Asked, failureOf } from './failure.ts';
import { isPage, notAws } from './network.ts';
import { loadSdk, type Sdk } from './sdk.ts';
import {
  type AwsMeans,
  type AwsSettings,
  checkedSettings,
  defaultLimits,
  defaultRegion,
  type Limits,
} from './settings.ts';

/** A key with its secret, as it was read again from where it leaked. It is used and let go. */
export interface LeakedKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** The way to AWS: known, and not yet gone. */
export interface AwsAccess {
  readonly settings: AwsSettings;
  readonly means: AwsMeans;
  readonly limits: Limits;
  readonly region: string;
  /** As `https://sts.us-east-1.amazonaws.com`. */
  readonly hosts: { readonly sts: string; readonly iam: string };
  /** With the leaked key and nothing else. */
  readonly withKey: (key: LeakedKey) => Session;
  /** With the user's own credentials, from where the AWS tools look for them. */
  readonly asYourself: () => Session;
}

type Options = { readonly abortSignal?: AbortSignal };

/** Asks, or throws an AwsFailure. */
export type Ask = <T>(call: Call, send: (options: Options) => Promise<T>) => Promise<T>;

/** Somebody who asks. */
export interface Session {
  readonly access: AwsAccess;
  readonly sts: STS;
  readonly iam: IAM;
  readonly ask: Ask;
  /** As `ask`, for a last look after an interruption: another signal, or none. */
  readonly askUnder: (signal: AbortSignal | undefined) => Ask;
  /** The key ID of who asks. @throws AwsFailure when there are no credentials */
  readonly keyId: () => Promise<string>;
  readonly close: () => void;
}

/**
 * Loads the SDK and finds out where it would ask. Nothing is sent.
 *
 * @throws UserError when a setting is wrong, or the SDK is not there
 */
export async function prepareAccess(settings: AwsSettings, means: AwsMeans): Promise<AwsAccess> {
  checkedSettings(settings);
  const sdk = await loadSdk();
  const limits = means.limits ?? defaultLimits;
  const given = { ...defined({ profile: settings.profile, endpoint: settings.endpointUrl }), logger: silent };
  const asked = { settings, means, host: 'the SDK', whose: 'own', call: 'sts:GetCallerIdentity' } as const;
  try {
    const region = settings.region ?? (await regionOf(sdk, given, means));
    const attempts = await sdk.sts({ ...given, region }).config.maxAttempts();
    const config: Config = {
      ...given,
      region,
      maxAttempts: Math.max(1, Math.min(limits.attempts, attempts)),
      customUserAgent: [['keyhalt', means.version]],
      requestHandler: {
        connectionTimeout: limits.connect,
        requestTimeout: limits.request,
        throwOnRequestTimeout: true,
      },
    };
    const hosts = await hostsOf(sdk, config);
    const access: AwsAccess = {
      settings,
      means,
      limits,
      region,
      hosts,
      withKey: (key) => sessionOf(sdk, { ...config, credentials: onlyKey(key) }, access, 'leaked'),
      asYourself: () => sessionOf(sdk, config, access, 'own'),
    };
    return access;
  } catch (error) {
    throw failureOf(error, asked);
  }
}

type Config = STSClientConfig & IAMClientConfig;

/** What the SDK would print. */
const nothing = (): void => {};
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** AWS_DEFAULT_REGION is known to every tool of AWS but this SDK. */
async function regionOf(sdk: Sdk, given: Config, { env }: AwsMeans): Promise<string> {
  if (!env.AWS_REGION && env.AWS_DEFAULT_REGION) return env.AWS_DEFAULT_REGION;
  return sdk
    .sts(given)
    .config.region()
    .catch(() => defaultRegion);
}

/** A long-term key has no token: what stands beside it belongs to another. */
const onlyKey = ({ accessKeyId, secretAccessKey, sessionToken }: LeakedKey) => ({
  accessKeyId,
  secretAccessKey,
  ...(accessKeyId.startsWith('ASIA') && sessionToken !== undefined ? { sessionToken } : {}),
});

/** The SDK knows best where it would send a request: it is stopped before it signs one. */
async function hostsOf(sdk: Sdk, config: Config): Promise<AwsAccess['hosts']> {
  const nobody = { ...config, credentials: { accessKeyId: '-', secretAccessKey: '-' } };
  const sts = sdk.sts(nobody);
  const iam = sdk.iam(nobody);
  const [ofSts, ofIam] = [stopped(sts), stopped(iam)];
  await sts.getCallerIdentity({});
  await iam.listAccessKeys({});
  return { sts: ofSts(), iam: ofIam() };
}

interface Request {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
}

function stopped({
  middlewareStack,
}: Pick<STS, 'middlewareStack'> | Pick<IAM, 'middlewareStack'>): () => string {
  let host = '';
  const stop = () => async (args: unknown) => {
    const { protocol, hostname, port } = (args as { request: Request }).request;
    host = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
    return { response: {}, output: { $metadata: {} } };
  };
  (middlewareStack as unknown as Stack).add(stop, { step: 'build', priority: 'high', name: 'stop' });
  return () => host;
}

/** Of both clients, whose own types differ in all that is not used here. */
interface Stack {
  add(
    middleware: (next: (args: unknown) => Promise<Answer>) => (args: unknown) => Promise<unknown>,
    options: { readonly step: string; readonly priority: string; readonly name: string },
  ): void;
}

interface Answer {
  readonly response: {
    readonly statusCode?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: { destroy?: () => void };
  };
}

/** A page is no answer, even where its status says that all is well. */
const noPage = (next: (args: unknown) => Promise<Answer>) => async (args: unknown) => {
  const answer = await next(args);
  const { statusCode = 0, headers, body } = answer.response;
  if (statusCode >= 300 || !isPage(headers)) return answer;
  body?.destroy?.();
  throw Object.assign(new Error(notAws), { name: notAws });
};

function sessionOf(sdk: Sdk, config: Config, access: AwsAccess, whose: Asked['whose']): Session {
  const sts = sdk.sts(config);
  const iam = sdk.iam(config);
  for (const { middlewareStack } of [sts, iam])
    (middlewareStack as unknown as Stack).add(noPage, {
      step: 'deserialize',
      priority: 'low',
      name: 'noPage',
    });
  const { settings, means, hosts } = access;
  const askUnder =
    (signal: AbortSignal | undefined): Ask =>
    async (call, send) => {
      const host = call.startsWith('sts:') ? hosts.sts : hosts.iam;
      try {
        if (signal?.aborted) throw abortion();
        return await unlessEnded(send(signal === undefined ? {} : { abortSignal: signal }), signal);
      } catch (error) {
        throw failureOf(error, { call, host, whose, settings, means });
      }
    };
  const ask = askUnder(means.signal);
  return {
    access,
    sts,
    iam,
    ask,
    askUnder,
    keyId: () => ask('sts:GetCallerIdentity', async () => (await sts.config.credentials()).accessKeyId),
    close: () => {
      sts.destroy();
      iam.destroy();
    },
  };
}

/** Where credentials come from another program or machine, the SDK does not listen to a signal. */
async function unlessEnded<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return answer;
  let end = nothing;
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(abortion());
    signal.addEventListener('abort', end, { once: true });
  });
  return Promise.race([answer, ended]).finally(() => signal.removeEventListener('abort', end));
}

const abortion = (): Error => Object.assign(new Error('ended'), { name: 'AbortError' });
