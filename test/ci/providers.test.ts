/** What each CI tells by its environment, and what is no such thing. */
import { describe, expect, test } from 'vitest';
import { questionIn } from '../../src/ci/asked.ts';
import { lackingProblem } from '../../src/ci/problems.ts';
import { providerIn, providers } from '../../src/ci/providers.ts';

type Environment = Record<string, string>;

const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string];
const zeros = '0'.repeat(40);
const told = (env: Environment, event: unknown = {}) => questionIn(env, {}, () => text(event));
const text = (event: unknown) => (typeof event === 'string' ? event : JSON.stringify(event));
const failure = (env: Environment, event?: unknown) => {
  try {
    told(env, event);
  } catch (error) {
    return error as Error & { hint: string };
  }
  throw new Error('it was understood');
};

const github = (name: string, more: Environment = {}): Environment => ({
  GITHUB_ACTIONS: 'true',
  GITHUB_EVENT_NAME: name,
  GITHUB_EVENT_PATH: 'event.json',
  GITHUB_SHA: three,
  GITHUB_REF_TYPE: 'branch',
  GITHUB_REF_NAME: 'main',
  ...more,
});
const pull = { pull_request: { number: 7, head: { sha: one }, base: { sha: two, ref: 'main' } } };
const change = {
  kind: 'change',
  head: { hash: one },
  bases: [{ hash: two }, { branch: 'main' }],
  ref: 'refs/pull/7/head',
};
const pushed = (more = {}) => ({ before: two, after: one, repository: { default_branch: 'main' }, ...more });

describe('GitHub Actions', () => {
  test.each([
    ['pull_request', pull, { ...change, merged: { hash: three } }],
    ['pull_request_review', pull, { ...change, merged: { hash: three } }],
    ['pull_request_target', pull, change],
    [
      'merge_group',
      { merge_group: { head_sha: one, base_sha: two } },
      { kind: 'change', head: { hash: one }, bases: [{ hash: two }] },
    ],
    [
      'push',
      pushed(),
      { kind: 'push', head: { hash: one }, before: { hash: two }, branch: 'main', defaultBranch: 'main' },
    ],
    [
      'push',
      pushed({ before: zeros }),
      { kind: 'push', head: { hash: one }, isNew: true, branch: 'main', defaultBranch: 'main' },
    ],
    ['push', pushed({ after: zeros }), { kind: 'deletion' }],
    ['push', pushed({ deleted: true }), { kind: 'deletion' }],
    ['schedule', {}, { kind: 'push', head: { words: 'HEAD' }, branchAt: { hash: three }, branch: 'main' }],
    [
      'workflow_dispatch',
      { repository: { default_branch: 'trunk' } },
      {
        kind: 'push',
        head: { words: 'HEAD' },
        branchAt: { hash: three },
        branch: 'main',
        defaultBranch: 'trunk',
      },
    ],
  ])('%s', (name, event, asked) => {
    expect(told(github(name), event)).toMatchObject({ by: `GitHub Actions, ${name}`, asked });
    expect(told(github(name), event).asked).toEqual(asked);
  });

  test('a head that a person names is another one than that of the event', () => {
    const { asked, by } = questionIn(github('pull_request'), { head: 'x' }, () => text(pull));

    expect(by).toBe('GitHub Actions, pull_request, --head');
    expect(asked).toEqual({ kind: 'change', head: { words: 'x' }, bases: change.bases });
  });

  test('a tag is no branch', () => {
    expect(told(github('push', { GITHUB_REF_TYPE: 'tag' }), pushed()).asked).not.toHaveProperty('branch');
  });

  test.each([
    ['no file', github('push', { GITHUB_EVENT_PATH: '' }), pushed(), 'GITHUB_EVENT_PATH names no file'],
    ['no JSON', github('push'), '{"before":', 'cannot be read: it is no JSON'],
    ['another event', github('pull_request'), pushed(), 'not as GitHub writes it: pull_request'],
    ['null', github('push'), 'null', 'not as GitHub writes it: the whole'],
    [
      'an option for a commit',
      github('pull_request'),
      { pull_request: { ...pull.pull_request, head: { sha: '--output=x' } } },
      'not as GitHub writes it: pull_request.head.sha',
    ],
    ['a short commit', github('push'), pushed({ before: '2222222' }), 'not as GitHub writes it: before'],
    [
      'words of git for a branch',
      github('pull_request'),
      { pull_request: { ...pull.pull_request, base: { sha: two, ref: 'main^{/x}' } } },
      'not as GitHub writes it: pull_request.base.ref',
    ],
    [
      'a path for a number',
      github('pull_request'),
      { pull_request: { ...pull.pull_request, number: '7/../8' } },
      'not as GitHub writes it: pull_request.number',
    ],
    [
      'an event of escapes',
      github('push\u001b[2J'),
      pushed(),
      'GITHUB_EVENT_NAME is not the name of an event',
    ],
    ['no event', github(''), pushed(), 'GITHUB_EVENT_NAME is not the name of an event'],
    ['no commit', github('schedule', { GITHUB_SHA: 'main' }), {}, 'GITHUB_SHA is not a commit'],
  ])('with %s it is an error', (_, env, event, message) => {
    const { message: said, hint } = failure(env, event);

    expect(said).toContain(message);
    expect(hint).toContain('keyhalt ci --base REV --head REV');
  });

  test('a file that cannot be read is an error', () => {
    const missing = () => {
      throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    };

    expect(() => questionIn(github('push'), {}, missing)).toThrow(
      'cannot be read: there is no such file or folder',
    );
  });
});

const gitlab = { GITLAB_CI: 'true', CI_PIPELINE_SOURCE: 'push', CI_COMMIT_SHA: one };
const mergeRequest = {
  ...gitlab,
  CI_MERGE_REQUEST_IID: '7',
  CI_MERGE_REQUEST_DIFF_BASE_SHA: two,
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
};
const bitbucket = { BITBUCKET_BUILD_NUMBER: '1', BITBUCKET_COMMIT: one, BITBUCKET_BRANCH: 'feature' };
const azure = { TF_BUILD: 'True', BUILD_REASON: 'IndividualCI', BUILD_SOURCEVERSION: three };
const buildkite = { BUILDKITE: 'true', BUILDKITE_COMMIT: one, BUILDKITE_BRANCH: 'v1' };
const jenkins = { JENKINS_URL: 'https://ci.example.com/' };
const push = { kind: 'push', head: { hash: one } };

describe('what else is told:', () => {
  test.each<[string, Environment, string, object]>([
    [
      'a merge request of GitLab',
      { ...mergeRequest, CI_MERGE_REQUEST_TARGET_BRANCH_SHA: '' },
      'GitLab CI, push',
      { kind: 'change', head: { hash: one }, bases: [{ hash: two }, { branch: 'main' }] },
    ],
    [
      'merged results of GitLab',
      { ...mergeRequest, CI_MERGE_REQUEST_TARGET_BRANCH_SHA: three },
      'GitLab CI, push',
      { kind: 'change', head: { hash: one }, bases: [{ hash: three }] },
    ],
    [
      'a push to GitLab',
      { ...gitlab, CI_COMMIT_BEFORE_SHA: two, CI_COMMIT_BRANCH: 'a/b', CI_DEFAULT_BRANCH: 'main' },
      'GitLab CI, push',
      { ...push, before: { hash: two }, branch: 'a/b', defaultBranch: 'main' },
    ],
    ['a tag of GitLab', { ...gitlab, CI_COMMIT_BEFORE_SHA: zeros }, 'GitLab CI, push', push],
    [
      'a pull request of Bitbucket',
      {
        ...bitbucket,
        BITBUCKET_PR_ID: '7',
        BITBUCKET_PR_DESTINATION_BRANCH: 'main',
        BITBUCKET_PR_DESTINATION_COMMIT: two.slice(0, 12),
      },
      'Bitbucket Pipelines, pull-request',
      { kind: 'change', head: { hash: one }, bases: [{ hash: two.slice(0, 12) }, { branch: 'main' }] },
    ],
    ['a push to Bitbucket', bitbucket, 'Bitbucket Pipelines, push', { ...push, branch: 'feature' }],
    [
      'a pull request of Azure',
      {
        ...azure,
        SYSTEM_PULLREQUEST_PULLREQUESTID: '7',
        SYSTEM_PULLREQUEST_SOURCECOMMITID: one,
        SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main',
      },
      'Azure Pipelines, IndividualCI',
      { kind: 'change', head: { hash: one }, merged: { hash: three }, bases: [{ branch: 'main' }] },
    ],
    [
      'a push to Azure',
      { ...azure, BUILD_SOURCEBRANCH: 'refs/heads/main' },
      'Azure Pipelines, IndividualCI',
      { kind: 'push', head: { hash: three }, branch: 'main' },
    ],
    [
      'a tag of Azure',
      { ...azure, BUILD_SOURCEBRANCH: 'refs/tags/v1' },
      'Azure Pipelines, IndividualCI',
      { kind: 'push', head: { hash: three } },
    ],
    [
      'a fork’s pull request at CircleCI',
      { CIRCLECI: 'true', CIRCLE_SHA1: one, CIRCLE_BRANCH: 'pull/7', CIRCLE_PR_NUMBER: '7' },
      'CircleCI, pull-request',
      { ...push, branch: 'pull/7' },
    ],
    [
      'a push at CircleCI',
      { CIRCLECI: 'true', CIRCLE_SHA1: one, CIRCLE_BRANCH: 'feature' },
      'CircleCI, push',
      { ...push, branch: 'feature' },
    ],
    [
      'a change request of Jenkins',
      { ...jenkins, CHANGE_ID: '7', CHANGE_TARGET: 'main' },
      'Jenkins, change-request',
      { kind: 'change', head: { words: 'HEAD' }, bases: [{ branch: 'main' }] },
    ],
    [
      'a build of Jenkins',
      { ...jenkins, BRANCH_NAME: 'main', BRANCH_IS_PRIMARY: 'true', GIT_PREVIOUS_SUCCESSFUL_COMMIT: two },
      'Jenkins, build',
      { kind: 'push', head: { words: 'HEAD' }, before: { hash: two }, branch: 'main', defaultBranch: 'main' },
    ],
    [
      'a build of another branch of Jenkins',
      { ...jenkins, BRANCH_NAME: 'feature', BRANCH_IS_PRIMARY: 'false' },
      'Jenkins, build',
      { kind: 'push', head: { words: 'HEAD' }, branch: 'feature' },
    ],
    [
      'a pull request of Buildkite',
      { ...buildkite, BUILDKITE_PULL_REQUEST: '7', BUILDKITE_PULL_REQUEST_BASE_BRANCH: 'main' },
      'Buildkite, pull-request',
      { kind: 'change', head: { hash: one }, bases: [{ branch: 'main' }] },
    ],
    [
      'a build of Buildkite that was started by hand',
      { ...buildkite, BUILDKITE_COMMIT: 'HEAD', BUILDKITE_PULL_REQUEST: 'false' },
      'Buildkite, push',
      { kind: 'push', head: { words: 'HEAD' }, branch: 'v1' },
    ],
    ['a tag of Buildkite', { ...buildkite, BUILDKITE_TAG: 'v1' }, 'Buildkite, push', push],
  ])('%s', (_, env, by, asked) => {
    expect(told(env)).toMatchObject({ by });
    expect(told(env).asked).toEqual(asked);
  });

  test.each<[string, Environment, string]>([
    [
      'half a merge request',
      { ...gitlab, CI_MERGE_REQUEST_IID: '7' },
      'CI_MERGE_REQUEST_TARGET_BRANCH_NAME does not say',
    ],
    [
      'a base that is none',
      { ...mergeRequest, CI_MERGE_REQUEST_DIFF_BASE_SHA: '-n1' },
      'CI_MERGE_REQUEST_DIFF_BASE_SHA is not a commit',
    ],
    [
      'a base of zeros',
      { ...mergeRequest, CI_MERGE_REQUEST_DIFF_BASE_SHA: zeros },
      'CI_MERGE_REQUEST_DIFF_BASE_SHA does not say',
    ],
    ['no commit', { BITBUCKET_BUILD_NUMBER: '1' }, 'BITBUCKET_COMMIT does not say which commit'],
    [
      'a branch that climbs',
      { ...jenkins, CHANGE_ID: '7', CHANGE_TARGET: '../../heads/evil' },
      'CHANGE_TARGET is not the name',
    ],
    ['a range', { ...jenkins, CHANGE_ID: '7', CHANGE_TARGET: 'main..evil' }, 'CHANGE_TARGET is not the name'],
    [
      'a branch of the reflog',
      { ...jenkins, CHANGE_ID: '7', CHANGE_TARGET: 'main@{1}' },
      'CHANGE_TARGET is not the name',
    ],
    [
      'a branch before another',
      { ...jenkins, CHANGE_ID: '7', CHANGE_TARGET: 'main~1' },
      'CHANGE_TARGET is not the name',
    ],
    [
      'a refspec',
      { ...jenkins, CHANGE_ID: '7', CHANGE_TARGET: 'evil:refs/heads/main' },
      'CHANGE_TARGET is not the name',
    ],
    [
      'a line end',
      { ...jenkins, CHANGE_ID: '7', CHANGE_TARGET: 'main\nevil' },
      'CHANGE_TARGET is not the name',
    ],
    [
      'a pull request without a target',
      { ...buildkite, BUILDKITE_PULL_REQUEST: '7' },
      'BUILDKITE_PULL_REQUEST_BASE_BRANCH does not say',
    ],
  ])('%s is an error', (_, env, message) => {
    expect(failure(env).message).toContain(message);
    expect(failure(env).hint).toContain('keyhalt ci --base REV --head REV');
  });

  test.each(['main', 'release/1.x', 'übung', 'a@b', 'pull/7', 'x.y'])('%s is a branch', (branch) => {
    const env = { ...jenkins, CHANGE_ID: '7', CHANGE_TARGET: branch };

    expect(told(env).asked).toMatchObject({ bases: [{ branch }] });
  });
});

describe('every CI', () => {
  test.each(providers.map((provider) => [provider.name, provider] as const))(
    '%s is told by its sign, and in a shallow clone by its own line',
    (_, provider) => {
      const lacking = {
        kind: 'lacking',
        what: 'the head is not here',
        wanted: [one],
        isShallow: true,
      } as const;

      expect(providerIn({ [provider.sign]: provider.sign === 'TF_BUILD' ? 'True' : 'true' })).toBe(provider);
      expect(lackingProblem(lacking, provider).hint).toContain(
        `This clone is shallow: ${provider.wholeHistory}, or`,
      );
    },
  );

  test('has a line of its own, as its documentation has it', () => {
    expect(providers.map(({ wholeHistory }) => wholeHistory)).toEqual([
      'add with: { fetch-depth: 0 } to uses: actions/checkout',
      'add variables: { GIT_DEPTH: 0 } to the job',
      'add clone: { depth: full } to the step',
      'add fetchDepth: 0 to the step checkout: self',
      'write - checkout: { method: full } in the steps',
      'take --depth out of BUILDKITE_GIT_CLONE_FLAGS and BUILDKITE_GIT_FETCH_FLAGS in env: of the step',
      'take “Shallow clone” out of the job, or add extensions: [cloneOption(shallow: false)] to checkout scmGit(…)',
    ]);
  });

  test('is named where there is none', () => {
    const { message, hint } = failure({ CI: 'true' });

    expect(message).toContain('this is no CI that keyhalt knows');
    expect(hint).toMatch(/^Say what to compare with: keyhalt ci --base origin\/main \[--head REV\]\./);
    for (const { name, sign } of providers) expect(hint).toContain(`${name} (${sign})`);
  });
});
