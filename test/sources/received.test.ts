/** What a push is judged by in the repository that it goes to. */
import { expect, test } from 'vitest';
import { type ReceivedRef, receivedEnds } from '../../src/sources/received.ts';
import { aRepo } from '../support/repo.ts';

test('a push is judged by what it is pushed over, and where something is new by what HEAD names', () => {
  const none = '0'.repeat(40);
  const repo = aRepo().commit('start');
  const head = repo.read('rev-parse HEAD');
  const old = repo.branch('side').commit('side').read('rev-parse HEAD');
  const newOid = repo.commit('more').read('rev-parse HEAD');
  repo.git(`update-ref refs/heads/side ${old}`).git('symbolic-ref HEAD refs/heads/main');
  const over: ReceivedRef = { oldOid: old, newOid, ref: 'refs/heads/side' };
  const added: ReceivedRef = { oldOid: none, newOid, ref: 'refs/heads/new' };
  const bases = (...refs: readonly ReceivedRef[]) =>
    receivedEnds({ cwd: repo.root, env: repo.env }, refs).bases;

  expect(bases(over)).toEqual([old]);
  expect(bases(over, over)).toEqual([old]);
  expect(bases(added)).toEqual([head]);
  expect(bases(over, added)).toEqual([old, head]);
});
