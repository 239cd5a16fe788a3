/** A commit that anybody else may have is never amended, however it got to them. */
import { describe, expect } from 'vitest';
import { rare } from '../../support/keyhalt.ts';
import { aRepo, type Repo } from '../../support/repo.ts';
import { content, fixedJs, js, run, started } from './fixed.ts';

describe('what may have been pushed is not amended', () => {
  const withRemote = () =>
    started()
      .git('init -q --bare ../remote')
      .git('remote add origin ../remote')
      .git('push -q -u origin main');

  rare.each([
    [
      'because its upstream is gone',
      (repo: Repo) =>
        repo.git('push -q -u origin topic').git('push -q origin :topic').git('fetch -q --prune origin'),
      /may have been pushed: refs\/heads\/topic of origin, its upstream, is gone/,
    ],
    [
      'because only one branch is fetched',
      (repo: Repo) =>
        repo
          .git('config remote.origin.fetch +refs/heads/main:refs/remotes/origin/main')
          .git('push -q origin topic'),
      /may have been pushed: what is pushed to origin leaves no trace here/,
    ],
    [
      'because a remote is pushed to and never fetched from',
      (repo: Repo) => repo.git('config remote.other.pushurl ../remote').git('push -q other topic'),
      /may have been pushed: what is pushed to other leaves no trace here/,
    ],
    [
      'because another folder of refs has it',
      (repo: Repo) =>
        repo.git('config remote.origin.fetch +refs/heads/*:refs/up/*').git('push -q origin topic'),
      /Rotate first: keyhalt respond/,
    ],
  ])('%s', async (_, push, words) => {
    const repo = withRemote().git('checkout -q -b topic').commit('leak', { 'a.js': js });
    push(repo);
    const head = repo.read('rev-parse HEAD');

    const { code, said } = await run(repo);

    expect(code).toBe(1);
    expect(said).toMatch(words);
    expect(repo.read('rev-parse HEAD')).toBe(head);
    expect(content(repo, 'a.js')).toBe(fixedJs);
  });

  rare('but what was never pushed from a clone of an empty repository is', async () => {
    const repo = aRepo().git('init -q --bare ../remote').git('clone -q ../remote ../clone');
    const clone = repo.at('clone').commit('leak', { 'a.js': js });

    expect((await run(clone)).code).toBe(0);
    expect(`${clone.read('show HEAD:a.js')}\n`).toBe(fixedJs);
  });
});
