import { createHash, type Hash } from 'node:crypto';
import type { Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import { CatFileParser, type ObjectPart } from './cat-file-parser.ts';
import { askGitWithin, type Repository, streamGit } from './process.ts';

/** Small windows keep git itself small: by default it maps a whole pack, and a 600 MB file makes it 430 MB large. */
const windows = ['-c', 'core.packedGitWindowSize=1m', '-c', 'core.packedGitLimit=16m'];
const catFile = [...windows, 'cat-file', '--batch', '--buffer'];

/** Up to here an ordinary commit's objects are read in one go, which costs half as much as a stream. */
const oneGo = { objects: 200, bytes: 4 * 1024 * 1024 };

/**
 * Every object of the list, in its order, in parts: its bytes as they are stored, no filter, no attribute, no limit.
 *
 * @throws UserError when one is missing, damaged or not what its name says.
 */
export async function* readObjects(repository: Repository, oids: readonly Oid[]): AsyncGenerator<ObjectPart> {
  if (oids.length === 0) return;
  const parser = new CatFileParser(oids);
  const check = new NameCheck();
  const input = oids.map((oid) => `${oid}\n`).join('');

  const whole =
    oids.length <= oneGo.objects && askGitWithin(repository, catFile, { input, atMost: oneGo.bytes });
  if (whole) {
    for (const part of parser.push(whole.stdout)) yield check.see(part);
  } else {
    const git = streamGit(repository, catFile);
    git.stdin.end(input);
    for await (const chunk of git.stdout) {
      for (const part of parser.push(chunk)) yield check.see(part);
    }
    await git.end;
  }
  parser.end();
}

/** git does not check that an object holds what its name says: it would hand out anything well packed. */
class NameCheck {
  #hash: Hash | undefined;

  see(part: ObjectPart): ObjectPart {
    if (part.first) {
      this.#hash = createHash(part.oid.length === 40 ? 'sha1' : 'sha256').update(
        `${part.type} ${part.size}\0`,
      );
    }
    this.#hash!.update(part.bytes);
    if (part.last && this.#hash!.digest('hex') !== part.oid) {
      throw new UserError(`object ${part.oid} holds something else than its name says`, {
        hint: 'Nothing was judged. The repository is damaged or was tampered with: run git fsck.',
      });
    }
    return part;
  }
}
