import type { Oid } from '../model/object.ts';
import { linesOf } from './lines.ts';
import { askGit, type Repository, streamGit } from './process.ts';

/** A branch, tag, remote-tracking branch or the like. */
export interface Ref {
  /** `refs/heads/main`, in its own bytes. */
  readonly name: Buffer;
  readonly oid: Oid;
  /** What an annotated tag stands for, through all its layers. */
  readonly peeled?: Oid;
  /** Of what it names in the end: commit, tree or blob. */
  readonly type: string;
}

/** There may be a hundred thousand: they stay bytes. */
export interface RefNames {
  /** One a line. */
  readonly names: Buffer;
  readonly count: number;
}

export function refNames(repository: Repository): RefNames {
  const names = askGit(repository, ['for-each-ref', '--format=%(refname)']).stdout;
  let count = 0;
  for (let end = names.indexOf(lineFeed); end !== -1; end = names.indexOf(lineFeed, end + 1)) count += 1;
  return { names, count };
}

const lineFeed = 0x0a;

/** All refs, in the order of their names, many at a time. */
export async function* allRefs(repository: Repository): AsyncGenerator<readonly Ref[]> {
  const format = '--format=%(objectname) %(objecttype) %(*objecttype) %(*objectname) %(refname)';
  const git = streamGit(repository, ['for-each-ref', format]);
  git.stdin.end();
  for await (const lines of linesOf(git)) yield peeled(repository, lines.map(refIn));
}

interface ReadRef extends Ref {
  /** Whether a tag stands for another tag: git takes one layer away. */
  readonly isLayered: boolean;
}

function refIn(line: string): ReadRef {
  const [oid, type, typeInside, peeled, ...name] = line.split(' ');
  return {
    name: Buffer.from(name.join(' '), 'latin1'),
    oid: oid!,
    ...(peeled === '' ? {} : { peeled: peeled! }),
    type: typeInside || type!,
    isLayered: typeInside === 'tag',
  };
}

function peeled(repository: Repository, refs: readonly ReadRef[]): readonly Ref[] {
  const layered = refs.filter(({ isLayered }) => isLayered);
  if (layered.length === 0) return refs;
  const input = layered.map(({ oid }) => `${oid}^{}\n`).join('');
  const { stdout } = askGit(repository, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input });
  const answers = stdout.toString('latin1').split('\n');
  const ends = new Map(layered.map(({ oid }, at) => [oid, answers[at]!.split(' ')]));
  return refs.map((ref) => {
    const [end, type] = ref.isLayered ? ends.get(ref.oid)! : [];
    return end === undefined ? ref : { ...ref, peeled: end, type: type! };
  });
}
