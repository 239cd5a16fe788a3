import { isOid, type Oid } from '../model/object.ts';
import { askGit, type Repository } from './process.ts';

/** The object that git finds under each of these names, which have no line end in them; undefined where it finds none. */
export function objectsNamed(repository: Repository, names: readonly string[]): readonly (Oid | undefined)[] {
  if (names.length === 0) return [];
  const input = names.map((name) => `${name}\n`).join('');
  const { stdout } = askGit(repository, ['cat-file', '--batch-check=%(objectname)'], { input });
  const answers = stdout.toString('latin1').split('\n');
  // What is not there is answered with the question.
  return names.map((_, at) => answers[at]).map((answer) => (isOid(answer ?? '') ? answer : undefined));
}
