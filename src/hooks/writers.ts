/** Other tools whose hooks lie in git's own folder, where they write them anew, over keyhalt's. */
import { readFile } from 'node:fs/promises';

/** By what their files are known. */
const writers: readonly (readonly [tool: string, sign: RegExp])[] = [
  ['lefthook', /lefthook/i],
  ['simple-git-hooks', /SKIP_SIMPLE_GIT_HOOKS/],
];

/** Which of them wrote this hook; undefined where it was none, or there is no such file. */
export async function writerOf(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'latin1').catch(() => '');
  return writers.find(([, sign]) => sign.test(text))?.[0];
}
