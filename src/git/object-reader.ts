import type { Oid } from '../model/object.ts';
import { type BrokenObject, CatFileParser, damaged, type ObjectPart } from './cat-file-parser.ts';
import { fatal, isFatal } from './failure.ts';
import { NameCheck } from './name-check.ts';
import { OidList, type Oids } from './oid-list.ts';
import { askGitWithin, outputOf, type Repository, streamGit } from './process.ts';

/** Small windows keep git itself small: by default it maps a whole pack, and a 600 MB file makes it 430 MB large. */
const windows = ['-c', 'core.packedGitWindowSize=1m', '-c', 'core.packedGitLimit=16m'];
const catFile = [...windows, 'cat-file', '--batch', '--buffer'];

/** Up to here an ordinary commit's objects are read in one go, which costs half as much as a stream. */
const oneGo = { objects: 200, bytes: 4 * 1024 * 1024 };

/** Objects of a list, in its order, all parts that have arrived at a time. */
export type ReadObjects = (oids: Oids) => AsyncIterable<Iterable<ObjectPart | BrokenObject>>;

/**
 * Every object of the list, in its order, in parts: its bytes as they are stored, no filter, no attribute, no limit.
 * One that is missing, damaged or not what its name says is told as such; its bytes may have come before.
 *
 * @throws UserError when git does not answer to the end.
 */
export async function* readObjects(
  repository: Repository,
  oids: Oids,
): AsyncGenerator<ObjectPart | BrokenObject> {
  for await (const parts of objectsAtOnce(repository, oids)) yield* parts;
}

/** One object, whole. @throws UserError where it is missing, damaged or not what its name says */
export async function wholeObject(repository: Repository, oid: Oid): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of readObjects(repository, [oid])) {
    if ('broken' in part) throw part.broken;
    parts.push(Buffer.from(part.bytes));
  }
  return Buffer.concat(parts);
}

/**
 * The same, all that has arrived at a time: who has tens of thousands of objects to read does not wait for each.
 *
 * @throws UserError as `readObjects` does, also in the middle of what it gave out
 */
export async function* objectsAtOnce(
  repository: Repository,
  oids: Oids,
): AsyncGenerator<Iterable<ObjectPart | BrokenObject>> {
  let left = oids;
  for (let deaths = 0; left.length > 0; deaths++) {
    const parser = new CatFileParser(left);
    const names = new NameCheck();
    try {
      for await (const chunk of answers(repository, left)) yield checked(parser.push(chunk), names);
      parser.end();
      return;
    } catch (error) {
      // Of an object that is cut off git tells the beginning, and ends; one that something else ended says nothing of it.
      const at = parser.unfinished;
      if (at === undefined || !isFatal(error) || deaths === mostDeaths) throw error;
      const oid = left.at(at)!;
      const broken = damaged(oid, `cannot be read to its end: ${error.message}`);
      yield parser.held === undefined ? [{ oid, broken }] : [parser.held, { oid, broken }];
      left = behind(left, at);
    }
  }
}

/** So often git may end over one object; where there are more of them, something else is wrong. */
const mostDeaths = 100;

function behind(oids: Oids, at: number): OidList {
  const left = new OidList();
  for (let index = at + 1; index < oids.length; index++) left.add(oids.at(index)!);
  return left;
}

function* checked(
  parts: Iterable<ObjectPart | BrokenObject>,
  names: NameCheck,
): Generator<ObjectPart | BrokenObject> {
  for (const part of parts) {
    yield part;
    const broken = 'broken' in part ? undefined : names.brokenBy(part);
    if (broken !== undefined) yield broken;
  }
}

async function* answers(repository: Repository, oids: Oids): AsyncGenerator<Buffer> {
  const known = repository.ahead?.objects(oids);
  if (known !== undefined) return yield known;
  // Who waits for git in one go cannot be interrupted.
  if (oids.length <= oneGo.objects && repository.signal === undefined) {
    const input = [...oids].map((oid) => `${oid}\n`).join('');
    // A stream tells how far git came.
    const whole = askGitWithin(repository, catFile, { input, atMost: oneGo.bytes, accept: [0, fatal] });
    if (whole?.code === 0) return yield whole.stdout;
  }
  const git = streamGit(repository, catFile);
  const { Readable } = await import('node:stream');
  Readable.from(linesOf(oids)).pipe(git.stdin);
  yield* outputOf(git);
}

/** The questions, some thousand at a time. */
function* linesOf(oids: Oids): Generator<string> {
  let lines = '';
  for (const oid of oids) {
    lines += `${oid}\n`;
    if (lines.length < 65_536) continue;
    yield lines;
    lines = '';
  }
  if (lines !== '') yield lines;
}
