import type { Oid } from '../model/object.ts';
import { askGit, type Repository } from './process.ts';

/** A branch, tag, remote-tracking branch or the like. */
export interface Ref {
  /** `refs/heads/main`, in its own bytes. */
  readonly name: Buffer;
  readonly oid: Oid;
  /** What an annotated tag stands for, through all its layers. */
  readonly peeled?: Oid;
}

/** All refs, in the order of their names. */
export function allRefs(repository: Repository): readonly Ref[] {
  const args = ['for-each-ref', '--format=%(objectname) %(*objectname) %(refname)'];
  const { stdout } = askGit(repository, args);
  return stdout
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [oid, peeled, ...name] = line.split(' ');
      return {
        name: Buffer.from(name.join(' '), 'latin1'),
        oid: oid!,
        ...(peeled === '' ? {} : { peeled: peeled! }),
      };
    });
}
