/** `keyhalt respond` as a program, against a server that answers as AWS does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { account, anAws, identity, own, type Script, xml } from '../support/aws.ts';
import { type Fakes, fakes, keyIdOf } from '../support/fakes.ts';
import { hidden } from '../support/hidden.ts';
import { bin, keyhalt, rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const fake = fakes('respond as a program');
const keyId = keyIdOf(account, 'as a program');
const secrets: readonly (readonly [keyof Fakes, string])[] = [
  ['awsKeyId', keyId],
  ['awsSecret', fake.awsSecret],
  ['awsKeyId', fake.awsTemporaryKeyId],
  ['awsSecret', own.secret],
  ['sessionToken', fake.sessionToken],
];
const pair = `aws_access_key_id = ${keyId}\naws_secret_access_key = ${fake.awsSecret}\n`;
const session = `aws_access_key_id = ${fake.awsTemporaryKeyId}\naws_secret_access_key = ${fake.awsSecret}\naws_session_token = ${fake.sessionToken}\n`;

/** AWS, where the key is deactivated once it is asked for. */
function script(): Script {
  let status = 'Active';
  return {
    GetCallerIdentity: identity(`arn:aws:iam::${account}:user/admin`),
    GetAccessKeyLastUsed: xml('<UserName>ada</UserName><AccessKeyLastUsed/>'),
    ListAccessKeys: {
      by: () =>
        xml(
          `<AccessKeyMetadata><member><AccessKeyId>${keyId}</AccessKeyId><Status>${status}</Status></member></AccessKeyMetadata>`,
        ),
    },
    UpdateAccessKey: {
      by: (params) => {
        status = params.get('Status')!;
        return xml('');
      },
    },
  };
}

/** @param signal sent as soon as AWS is asked for the first time */
async function run(repo: Repo, args: string, aws: { url: string; asked: unknown[] }, signal?: 'SIGINT') {
  const env = {
    ...repo.env,
    ...{ AWS_ACCESS_KEY_ID: own.keyId, AWS_SECRET_ACCESS_KEY: own.secret, AWS_EC2_METADATA_DISABLED: 'true' },
    ...{ NODE_DEBUG: signal === undefined ? '*' : undefined, XDG_STATE_HOME: repo.beside('state') },
  };
  const program = spawn(
    process.execPath,
    [join(bin, 'keyhalt'), 'respond', ...args.split(' '), '--endpoint-url', aws.url],
    { cwd: repo.root, env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [stdout, stderr] = ['', ''];
  program.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  program.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const waiting = setInterval(() => {
    if (signal === undefined || aws.asked.length === 0) return;
    clearInterval(waiting);
    program.kill(signal);
  }, 20);
  const [code] = await once(program, 'close');
  clearInterval(waiting);
  const record = repo.beside('state/keyhalt/contained.jsonl');
  const written = existsSync(record) ? readFileSync(record, 'utf8') : '';
  expect(hidden(stdout + stderr + written, secrets)).toEqual([]);
  return { code, stdout, stderr, written };
}

rare('as JSON, --contain prints nothing else on standard output, and what it will do beside it', async () => {
  const repo = aRepo().commit('leak', { '.env': pair });
  const aws = await anAws(script());

  const planned = await run(repo, '--contain deactivate --dry-run --format json', aws);
  const done = await run(repo, '--contain deactivate --yes --format json', aws);
  const again = await run(repo, '--contain deactivate --format json', aws);

  expect([planned, done, again].map(({ code, stdout }) => [code, JSON.parse(stdout).kind])).toEqual([
    [0, 'planned'],
    [0, 'done'],
    [0, 'nothing-to-do'],
  ]);
  expect(JSON.parse(done.stdout)).toMatchObject({
    schemaVersion: 1,
    actor: { account },
    changes: [
      { call: 'iam:UpdateAccessKey', before: 'Active', after: 'Inactive', outcome: { kind: 'done' } },
    ],
  });
  expect(JSON.parse(planned.stdout).changes[0]).not.toHaveProperty('outcome');
  expect(planned.stderr).toContain('Deactivate the key');
  expect(done.written.trimEnd().split('\n')).toHaveLength(2);
});

rare('where it cannot be written down nothing is changed, and nothing says that it was', async () => {
  const repo = aRepo().commit('leak', { '.env': pair });
  const aws = await anAws(script());

  const { code, stdout, stderr } = await run(repo, '--contain deactivate --yes --record .', aws);

  expect(code).toBe(2);
  expect(stdout).toMatch(/Failed, nothing was changed.*\n.*cannot be written down in .*: it is a folder/);
  expect(stderr).not.toContain('written down in');
  expect(aws.writes()).toEqual([]);
});

rare('what was contained of a report that is not whole is done, and not all is known', async () => {
  const repo = aRepo().commit('leak', { '.env': pair });
  const report = JSON.parse(keyhalt(repo, 'scan --history --format json').stdout);
  repo.write({ 'report.json': JSON.stringify({ ...report, complete: false }) });
  const aws = await anAws(script());

  const { code, stdout } = await run(repo, '--contain deactivate --yes --report report.json', aws);

  expect(stdout).toContain('Done: Deactivate the key');
  expect(code).toBe(2);
});

test.each([
  ['--verify --yes', pair],
  ['--contain deactivate --yes', pair],
])('Ctrl-C while AWS does not answer ends it as it ends any program: %s', async (args, content) => {
  const repo = aRepo().commit('leak', { '.env': content });
  const aws = await anAws({ ...script(), GetCallerIdentity: () => {} });

  const { code, stderr } = await run(repo, args, aws, 'SIGINT');

  expect(stderr).toContain('interrupted while sts:GetCallerIdentity was asked');
  expect(code).toBe(130);
  expect(aws.writes()).toEqual([]);
});

rare('of a session nothing is said of what is sent, and what is quoted back is masked', async () => {
  const repo = aRepo().commit('leak', { '.env': session });
  const [secret] = JSON.parse(keyhalt(repo, 'scan --history --format json').stdout).findings;
  const quoted = `${fake.awsTemporaryKeyId} ${fake.awsSecret} ${fake.sessionToken}`;
  const answers = [
    { GetCallerIdentity: identity(`arn:aws:sts::${account}:assumed-role/${fake.awsTemporaryKeyId}/x`) },
    { GetCallerIdentity: { status: 400, code: 'Odd', message: quoted } },
    { GetCallerIdentity: { status: 403, code: 'AccessDenied', message: quoted } },
  ];

  const codes = [];
  for (const answer of answers) {
    const aws = await anAws(answer);
    codes.push((await run(repo, `${secret.fingerprint} --verify --yes`, aws)).code);
    expect(aws.asked).not.toEqual([]);
  }

  expect(codes).toEqual([0, 2, 0]);
});
