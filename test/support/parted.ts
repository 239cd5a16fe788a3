import type { Files, Repo } from './repo.ts';

export const base = { 'a.txt': 'a\n', 'b.txt': 'b\n' };

/** Two branches that parted after one commit: we are on main, and side is one commit with these files. */
export const parted = (repo: Repo, side: Files, main: Files = { 'main.txt': 'm\n' }): Repo =>
  repo.commit('start', base).branch('side').commit('side', side).checkout('main').commit('main', main);
