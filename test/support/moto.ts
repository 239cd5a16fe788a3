/** moto, the API of AWS on this machine, where KEYHALT_TOOLS has it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { IAM } from '@aws-sdk/client-iam';
import type { LeakedKey } from '../../src/respond/aws/access.ts';
import { tool } from './tools.ts';

export const moto = tool('moto');

export interface Moto {
  readonly url: string;
  /** A client with these credentials. */
  readonly client: (credentials: LeakedKey) => IAM;
  /** May do everything. */
  readonly administrator: LeakedKey;
  /** A new user with these statements and a key; made by the administrator. */
  readonly userWith: (name: string, statements: readonly object[]) => Promise<LeakedKey>;
  readonly end: () => Promise<void>;
}

/** Starts it. From then on signatures and policies count. */
export async function startMoto(): Promise<Moto> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const program = join(dirname(moto!), 'python');
  const server = spawn(program, [join(import.meta.dirname, 'moto-server.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const died = once(server, 'exit').then(([code]) => Promise.reject(new Error(`moto ended with ${code}`)));
  died.catch(() => {});
  const [port] = await Promise.race([once(createInterface(server.stdout), 'line'), died]);
  const url = `http://127.0.0.1:${port}`;
  const client = (credentials: LeakedKey): IAM =>
    new IAM({ endpoint: url, region: 'us-east-1', credentials: credentials as never });
  const made = async (by: IAM, name: string, Statement: readonly object[]): Promise<LeakedKey> => {
    await by.createUser({ UserName: name });
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    if (Statement.length > 0) await by.putUserPolicy({ UserName: name, PolicyName: 'own', PolicyDocument });
    const { AccessKeyId, SecretAccessKey } = (await by.createAccessKey({ UserName: name })).AccessKey!;
    return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey! };
  };
  const nobody = client({ accessKeyId: 'nobody', secretAccessKey: 'nothing' });
  const administrator = await made(nobody, 'administrator', [
    { Effect: 'Allow', Action: '*', Resource: '*' },
  ]);
  await fetch(`${url}/moto-api/reset-auth`, { method: 'POST', body: '0' });
  const iam = client(administrator);
  return {
    url,
    client,
    administrator,
    userWith: (name, statements) => made(iam, name, statements),
    end: async () => {
      const ended = once(server, 'close');
      server.stdin.end();
      await ended;
    },
  };
}
