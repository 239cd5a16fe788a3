/** From a leak to its end by the command line, against a server that knows the whole API, undone by the AWS CLI itself. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LeakedKey } from '../../src/respond/aws/access.ts';
import { keyhalt } from '../support/keyhalt.ts';
import { type Moto, moto as program, startMoto } from '../support/moto.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { orWhyNot, tool } from '../support/tools.ts';

const aws = tool('aws');
const why = program ? orWhyNot('aws') : orWhyNot('moto');

describe.skipIf(!program || !aws)(`keyhalt respond against moto${why}`, { timeout: 120_000 }, () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(() => moto.end());

  const asAdministrator = (repo: Repo) => ({
    ...repo.env,
    AWS_ACCESS_KEY_ID: moto.administrator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: moto.administrator.secretAccessKey,
    AWS_ENDPOINT_URL: moto.url,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  });

  const leaked = ({ accessKeyId, secretAccessKey }: LeakedKey) =>
    aRepo().commit('leak', {
      '.env': `AWS_ACCESS_KEY_ID=${accessKeyId}\nAWS_SECRET_ACCESS_KEY=${secretAccessKey}\n`,
    });

  function run(repo: Repo, args: string, key: LeakedKey) {
    const said = keyhalt(repo, `respond ${args}`, { env: asAdministrator(repo) });
    for (const secret of [key.secretAccessKey, key.accessKeyId, moto.administrator.secretAccessKey])
      expect(said.stdout + said.stderr).not.toContain(secret);
    return said;
  }

  const verdict = (repo: Repo, key: LeakedKey) => {
    const { code, stdout } = run(repo, '--verify --yes --format json', key);
    expect(code).toBe(0);
    return JSON.parse(stdout).verified.kind;
  };

  /** The last record's own lines, in a shell with the real AWS CLI. */
  function undo(repo: Repo, record: string): void {
    const { undo } = JSON.parse(readFileSync(record, 'utf8').trimEnd().split('\n').at(-1)!);
    const env = { ...asAdministrator(repo), PATH: `${dirname(aws!)}:${repo.env.PATH}` };
    const { status, stderr } = spawnSync('sh', ['-eu', '-c', undo.join('\n')], { env, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }

  test('a key is tried, deactivated, refused, and works again after the undo that was written down', async () => {
    const key = await moto.userWith('ada', []);
    const repo = leaked(key);
    const record = repo.beside('record.jsonl');

    expect(verdict(repo, key)).toBe('active');
    expect(run(repo, '--contain deactivate --dry-run', key).code).toBe(0);
    expect(verdict(repo, key)).toBe('active');

    const done = run(repo, `--contain deactivate --yes --record ${record}`, key);
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('Done: Deactivate the key') });
    expect(verdict(repo, key)).toBe('refused');
    expect(run(repo, '--contain deactivate', key)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing to do.'),
    });

    undo(repo, record);
    expect(verdict(repo, key)).toBe('active');
  });

  test('a policy stops what the key could do, and is taken off by its undo', async () => {
    const key = await moto.userWith('bob', [{ Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' }]);
    const repo = leaked(key);
    const record = repo.beside('record.jsonl');
    const works = () =>
      moto
        .client(key)
        .listUsers({})
        .then(
          () => true,
          ({ name }) => name,
        );
    expect(await works()).toBe(true);

    const contained = run(repo, `--contain source-ip --allow-ip 203.0.113.7 --yes --record ${record}`, key);
    expect(contained.code).toBe(0);
    expect(await works()).toBe('AccessDenied');

    undo(repo, record);
    expect(await works()).toBe(true);
  });
});
