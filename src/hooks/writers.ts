/** Other tools whose hooks lie in git's own folder, where they write them anew, over keyhalt's. */
import { readFile } from 'node:fs/promises';

/** By what their files are known. */
const writers: readonly (readonly [tool: string, sign: RegExp])[] = [
  ['lefthook', /lefthook/i],
  ['simple-git-hooks', /SKIP_SIMPLE_GIT_HOOKS/],
];

/** Which of them wrote a hook that says this; undefined where it was none. */
export const writerOf = (text: string): string | undefined =>
  writers.find(([, sign]) => sign.test(text))?.[0];

/** The same of a file, which need not be there. */
export const writerOfFile = async (file: string): Promise<string | undefined> =>
  writerOf(await readFile(file, 'latin1').catch(() => ''));
