/** A server that speaks the query protocol of AWS, by a script; and the environment of somebody who asks it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, vi } from 'vitest';
import type { AwsMeans, AwsSettings } from '../../src/respond/aws/settings.ts';
import { fakes } from './fakes.ts';

/** What is answered: fields in XML, an error, or anything else by hand. */
export type Reply =
  | { readonly xml: string }
  | { readonly status: number; readonly code: string; readonly message?: string; readonly date?: Date }
  | ((request: IncomingMessage, response: ServerResponse) => void);

/** By action; the last of a list is said again and again. A function is asked anew each time. */
export type Script = Readonly<Record<string, Reply | readonly Reply[] | ScriptedAction>>;
interface ScriptedAction {
  readonly by: (params: URLSearchParams) => Reply;
}

export interface Asked {
  readonly action: string;
  readonly params: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** That signed it. */
  readonly keyId: string;
}

export const account = '123456789012';
const administrator = fakes('administrator of the tests');
/** The credentials that the environment of a test has. */
export const own = { keyId: administrator.awsKeyId, secret: administrator.awsSecret };

export const xml = (text: string): Reply => ({ xml: text });
export const fault = (status: number, code: string, message = `${code} it is`): Reply => ({
  status,
  code,
  message,
});
export const identity = (arn: string): Reply =>
  xml(`<Arn>${arn}</Arn><UserId>AIDAEXAMPLE</UserId><Account>${arn.split(':')[4]}</Account>`);
export const me: Reply = identity(`arn:aws:iam::${account}:user/admins/root-of-all`);

/** Listens until the test ends. */
export async function anAws(
  script: Script,
): Promise<{ url: string; asked: Asked[]; writes: () => string[] }> {
  const asked: Asked[] = [];
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const params = new URLSearchParams(body);
      const action = params.get('Action') ?? '';
      const keyId = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      asked.push({ action, params, headers: request.headers, keyId });
      const count = counts.get(action) ?? 0;
      counts.set(action, count + 1);
      const scripted = script[action] ?? fault(400, 'InvalidAction', `nothing is scripted for ${action}`);
      const reply =
        'by' in scripted ? scripted.by(params) : ([scripted].flat()[count] ?? [scripted].flat().at(-1)!);
      say(reply as Reply, action, request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    writes: () =>
      asked.map(({ action }) => action).filter((action) => /^(?:Update|Put|Delete|Create)/.test(action)),
  };
}

function say(reply: Reply, action: string, request: IncomingMessage, response: ServerResponse): void {
  if (typeof reply === 'function') {
    reply(request, response);
    return;
  }
  response.setHeader('content-type', 'text/xml');
  if ('xml' in reply) {
    response.end(`<${action}Response><${action}Result>${reply.xml}</${action}Result></${action}Response>`);
    return;
  }
  response.statusCode = reply.status;
  if (reply.date) response.setHeader('date', reply.date.toUTCString());
  const { code, message = '' } = reply;
  response.end(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  );
}

/** What the SDK finds in the environment: credentials of an administrator, and nothing of this machine's. */
export function administratorsEnvironment(more: Record<string, string | undefined> = {}): void {
  for (const name of Object.keys(process.env).filter((one) => one.startsWith('AWS_')))
    vi.stubEnv(name, undefined);
  const env: Record<string, string | undefined> = {
    AWS_ACCESS_KEY_ID: own.keyId,
    AWS_SECRET_ACCESS_KEY: own.secret,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...more,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** As the real ones, but for what a test would wait for. */
export const quick = { connect: 10_000, request: 10_000, attempts: 3, pause: 1 };
/** For what never answers. */
export const impatient = { ...quick, request: 1_000, attempts: 1 };

export const means = (more: Partial<AwsMeans> = {}): AwsMeans => ({
  env: {},
  version: '0.0.0-test',
  now: Date.now,
  redact: (text) => text,
  limits: quick,
  ...more,
});

export const at = (url: string): AwsSettings => ({ endpointUrl: url });

/** What is said of a mistake that somebody is to make: its message and its hint. */
export const mistake = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => Promise.reject(new Error('it is none')),
    ({ message, hint }) => `${message} | ${hint}`,
  );
