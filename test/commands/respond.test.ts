import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LeaksSurroundings, leakNamed } from '../../src/commands/respond/leaks.ts';
import { handOut, type PolicyRequest, policyFor } from '../../src/commands/respond/policy.ts';
import { type Answer, type RespondOptions, respond } from '../../src/commands/respond/respond.ts';
import { scan } from '../../src/commands/scan.ts';
import { renderJson } from '../../src/report/json.ts';
import { fakes, keyIdOf } from '../support/fakes.ts';
import { costly, rare, someOf } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { scanner } from '../support/scanning.ts';

const fake = fakes('respond');
const other = fakes('respond to another');
const pair = (secrets = fake) =>
  `aws_access_key_id = ${secrets.awsKeyId}\naws_secret_access_key = ${secrets.awsSecret}\n`;
const now = new Date();
const repository = ({ root: cwd, env }: Repo) => ({ cwd, env });

const answer = (
  repo: Repo,
  options: RespondOptions = {},
  around: Partial<LeaksSurroundings> = {},
  folder = '.',
) =>
  respond({ cwd: join(repo.root, folder), env: repo.env }, options, {
    now,
    readInput: async () => '',
    redact: (text) => scanner.redact(text),
    ...around,
  });

const leakIn = async (...given: Parameters<typeof answer>) => {
  const found = await answer(...given);
  if (found.kind !== 'plan') throw new Error(`it is a list of ${found.leaks.length}`);
  return found.leak;
};

const rulesIn = (found: Answer) =>
  found.kind === 'leaks' ? found.leaks.map(({ finding }) => finding.ruleId) : [];

const failure = (work: Promise<unknown>): Promise<Error & { hint: string }> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error) => error,
  );

describe('a leak', () => {
  rare('is found in history, in what is staged, and in files that git does not track yet', async () => {
    const repo = aRepo()
      .commit('start', { a: `key = ${fake.awsKeyId}\n` })
      .commit('gone', { a: null })
      .stage({ b: `token = ${fake.mwsToken}\n` })
      .write({ c: `AWS_SESSION_TOKEN=${fake.sessionToken}\n` });

    expect(rulesIn(await answer(repo)).sort()).toEqual([
      'amazon-mws-auth-token',
      'aws-access-key-id',
      'aws-session-token',
    ]);
  });

  test('is found in the work tree above the folder that one is in', async () => {
    const repo = aRepo().write({ 'sub/a': '', b: `token = ${fake.mwsToken}\n` });

    const { finding } = await leakIn(repo, {}, {}, 'sub');

    expect(finding.appearances[0]!.path).toBe('../b');
  });

  rare('that was pushed comes before one that opens more', async () => {
    const repo = aRepo().commit('start', { a: `key = ${fake.awsKeyId}\n` });
    repo.git('update-ref refs/remotes/origin/main HEAD').commit('more', { b: pair(other) });

    expect(rulesIn(await answer(repo))).toEqual(['aws-access-key-id', 'aws-secret-access-key']);
  });

  test('is known by the first digits of its fingerprint, and by that of its key ID', async () => {
    const repo = aRepo().commit('start', { a: pair(), b: pair(other) });
    const { findings } = await scan(repository(repo), { history: true }, { now });
    const { fingerprint, pairedWith } = findings[0]!;

    for (const name of [fingerprint.slice(0, 12), pairedWith!.fingerprint])
      expect((await leakIn(repo, { fingerprint: name })).finding.fingerprint).toBe(fingerprint);
  });

  const alsoElsewhere: readonly (readonly [string, (repo: Repo) => Repo])[] = [
    [
      'another file',
      (repo: Repo) => repo.commit('start', { a: pair(), NOTES: `deploy: ${fake.awsKeyId}\n` }),
    ],
    ['a message', (repo: Repo) => repo.commit(`uses ${fake.awsKeyId}`, { a: pair() })],
    [
      'a file not tracked',
      (repo: Repo) => repo.commit('start', { a: pair() }).write({ NOTES: fake.awsKeyId }),
    ],
    ['a file before', (repo: Repo) => repo.commit('id', { b: fake.awsKeyId }).commit('pair', { a: pair() })],
    [
      'a place where it is allowed',
      (repo: Repo) => repo.commit('start', { a: pair(), b: `${fake.awsKeyId} # keyhalt:allow closed\n` }),
    ],
  ];
  someOf(alsoElsewhere)('is the secret where its key ID stands in %s, too', async (_, leak) => {
    const repo = leak(aRepo());
    const { findings } = await scan(repository(repo), { history: true }, { now });

    expect((await leakIn(repo)).finding.ruleId).toBe('aws-secret-access-key');
    for (const { fingerprint } of findings) {
      const { finding } = await leakIn(repo, { fingerprint });
      expect(finding.ruleId).toBe('aws-secret-access-key');
    }
    const readInput = async () => renderJson(await scan(repository(repo), { history: true }, { now }));
    const told = await leakIn(repo, { report: '-', fingerprint: findings[0]!.fingerprint }, { readInput });
    expect(told.finding.ruleId).toBe('aws-secret-access-key');
  });

  rare('is answered when it was allowed and is named, and is no part of the list', async () => {
    const repo = aRepo().commit('start', { a: `key = ${fake.awsKeyId} # keyhalt:allow closed\n` });
    const { allowed } = await scan(repository(repo), { history: true }, { now });
    const { fingerprint } = allowed[0]!.finding;

    const list = await answer(repo);
    expect(list).toMatchObject({ kind: 'leaks', leaks: [], allowed: [{ finding: { fingerprint } }] });
    expect((await leakIn(repo, { fingerprint })).finding.fingerprint).toBe(fingerprint);
  });

  test('is one of the user’s own where a profile has it, secret or ID', async () => {
    const home = aRepo().write({
      '.aws/credentials': `[prod-admin]\n${pair()}\n[half]\naws_access_key_id = ${fake.awsKeyId}\n`,
    });
    const repo = aRepo().stage({ a: pair() });
    const around = { ...repository(repo), env: { ...repo.env, HOME: home.root } };

    const found = await respond(around, {}, { now, readInput: async () => '', redact: (text) => text });

    expect(found.kind === 'plan' && found.leak.ownedAs).toEqual(['profile prod-admin', 'profile half']);
    expect(JSON.stringify(found)).not.toContain(fake.awsSecret);
  });

  rare('of an account of tripwires is told as one', async () => {
    const repo = aRepo().stage({ a: `key = ${keyIdOf('171436882533', 'tripwire')}\n` });

    expect((await leakIn(repo)).account).toEqual({ id: '171436882533', isCanary: true });
  });

  test('comes from a report as from the scan that made it', async () => {
    const repo = aRepo().commit('start', { a: pair() });
    const report = await scan(repository(repo), { history: true }, { now });
    repo.write({ 'old.json': renderJson(report) });

    const fromFile = await answer(repo, { report: 'old.json' });
    const fromInput = await answer(repo, { report: '-' }, { readInput: async () => renderJson(report) });

    expect(fromFile).toEqual(fromInput);
    expect(fromFile.kind === 'plan' && fromFile.plan).toEqual(
      ((await answer(repo)) as { plan?: unknown }).plan,
    );
  });
});

describe('not all could be read', () => {
  rare('is told beside the answer', async () => {
    const repo = aRepo().commit('start', { a: pair() });
    const report = await scan(repository(repo), { history: true }, { now });
    const partly = JSON.stringify({ ...JSON.parse(renderJson(report)), complete: false });

    const { problems } = await answer(repo, { report: '-' }, { readInput: async () => partly });

    expect(problems.map(({ message }) => message)).toEqual([
      'not all could be read of the history of this repository, as standard input tells',
    ]);
  });

  test('nor can a profile', async () => {
    const home = aRepo().write({ '.aws/credentials/file': 'a folder\n' });
    const repo = aRepo().stage({ a: pair() });
    const around = { ...repository(repo), env: { ...repo.env, HOME: home.root } };

    const { problems } = await respond(
      around,
      {},
      { now, readInput: async () => '', redact: (text) => text },
    );

    expect(problems[0]!.message).toMatch(/^your own keys in .*credentials cannot be looked for: /);
  });
});

rare.each([
  ['kh1:00000', /^there is no finding kh1:00000$/],
  ['kh1', /is no fingerprint$/],
  ['--all', /is no fingerprint$/],
])('%s is a mistake', async (fingerprint, words) => {
  const { findings } = await scan(repository(aRepo().stage({ a: pair() })), { staged: true }, { now });

  const { message, hint } = await failure(
    (async () => leakNamed({ findings, allowed: [], problems: [] }, fingerprint))(),
  );

  expect(message).toMatch(words);
  expect(hint).not.toBe('');
});

test.skipIf(!costly || !existsSync('/dev/zero'))('a report that never ends is a mistake', async () => {
  const { message } = await failure(answer(aRepo(), { report: '/dev/zero' }));

  expect(message).toBe('/dev/zero has more than 256 MiB');
});

test.each(['kh1:d', 'kh1:d97'])('%s is too little of a fingerprint', async (fingerprint) => {
  const { message, hint } = await failure(
    (async () => leakNamed({ findings: [], allowed: [], problems: [] }, fingerprint))(),
  );

  expect([message, hint]).toEqual([
    `${fingerprint} is too little of a fingerprint`,
    'Give at least 4 digits of it.',
  ]);
});

test('the beginning of two fingerprints is a mistake', async () => {
  const report = JSON.parse(
    renderJson(await scan(repository(aRepo().stage({ a: pair() })), { staged: true }, { now })),
  );
  const [finding] = report.findings;
  const twin = structuredClone(finding);
  twin.fingerprint = `${finding.fingerprint.slice(0, 10)}${'0'.repeat(26)}`;
  for (const place of twin.appearances) place.fingerprint = twin.fingerprint;
  delete twin.pairedWith;
  const readInput = async () => JSON.stringify({ ...report, findings: [finding, twin] });

  const { message } = await failure(
    answer(aRepo(), { report: '-', fingerprint: finding.fingerprint.slice(0, 10) }, { readInput }),
  );

  expect(message).toMatch(/is the beginning of more than one fingerprint$/);
});

describe('a policy', () => {
  const made = async (request: PolicyRequest, answered?: string) => {
    const told: string[] = [];
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      return answered;
    };
    const ready = await policyFor(request, { now, ask, tell: (line) => told.push(line) });
    return { ...ready, told, asked, text: JSON.stringify(ready.document) };
  };

  rare('asks for addresses where none are named, and takes several', async () => {
    const { text, asked } = await made({ policy: 'source-ip' }, '203.0.113.7, 2001:db8:7::/48');

    expect(asked).toHaveLength(1);
    expect(text).toContain('"203.0.113.7/32","2001:db8:7::/48"');
  });

  test('asks for none where some are named, and guesses none where nobody answers', async () => {
    const named = await made({ policy: 'source-ip', allowIp: ['203.0.113.7'] });

    expect(named.asked).toEqual([]);
    expect((await failure(made({ policy: 'source-ip' }))).message).toBe(
      'no address is named that may go on using the key',
    );
  });

  rare('with a door has a marker that is new each time, and told once', async () => {
    const request = { policy: 'source-ip-with-door', allowIp: ['203.0.113.7'] };
    const [one, two] = await Promise.all([made(request), made(request)]);
    const [, marker] = /AWS_SDK_UA_APP_ID=([0-9a-f]{32})/.exec(one.told[0]!)!;

    expect(one.text).toContain(`"*${marker}*"`);
    expect(two.text).not.toContain(marker);
  });

  test('that revokes sessions does so for those until now', async () => {
    expect((await made({ policy: 'revoke-sessions' })).text).toContain(now.toISOString());
  });

  test.each(['.git', ''])('that is to be written to the folder %j is refused', async (output) => {
    const { root } = aRepo();
    const said: string[] = [];
    const say = (text: string) => void said.push(text);
    const print = async (text: string) => say(text);

    const handed = handOut(await made({ policy: 'mfa' }), { cwd: root, output, print, tell: say, show: say });

    await expect(handed).rejects.toMatchObject({
      message: `${join(root, output)} is a folder`,
      hint: 'Name a file in it.',
    });
    expect(said).toEqual([]);
  });

  test('goes where a link leads, be it there or not, and the link stays', async () => {
    const repo = aRepo().write({ link: { link: 'policy.json' } });
    const output = { cwd: repo.root, output: 'link', print: async () => {}, tell: () => {}, show: () => {} };
    const ready = await made({ policy: 'mfa' });

    for (const _ of ['anew', 'again']) await handOut(ready, output);

    expect(JSON.parse(readFileSync(join(repo.root, 'policy.json'), 'utf8'))).toEqual(ready.document);
    expect(lstatSync(join(repo.root, 'link')).isSymbolicLink()).toBe(true);
  });
});
