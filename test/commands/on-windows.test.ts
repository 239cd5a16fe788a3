/** What is done otherwise on Windows, where this system is told that it is one. */
import { expect } from 'vitest';
import { rare } from '../support/keyhalt.ts';
import { aRepo } from '../support/repo.ts';
import { keyhaltOnWindows } from '../support/windows.ts';
import { allStop } from './examined.ts';

rare('doctor runs hooks in the shell of Git for Windows, which is in no PATH but that of git', () => {
  const repo = aRepo().commit('start', { 'a.txt': 'words\n' });
  expect(keyhaltOnWindows(repo, ['install'])).toMatchObject({ code: 0, stderr: '' });

  const { code, stdout, stderr } = keyhaltOnWindows(repo, ['doctor']);

  const lines = stdout.split('\n');
  expect([code, stderr, lines.slice(1, 6)]).toEqual([0, '', allStop]);
  expect(lines.slice(6)).toEqual([expect.stringMatching(/^Keyhalt's part of a clean commit takes/), '']);
});
