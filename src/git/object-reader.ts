import { createHash, type Hash } from 'node:crypto';
import type { Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import { CatFileParser, type ObjectPart } from './cat-file-parser.ts';
import { type GitProcess, type Repository, startGit } from './process.ts';

/**
 * Reads objects through one `cat-file --batch`, byte by byte as they are stored: no filter, no attribute, no limit.
 *
 * git is started at once, so that it is ready when the list is. One list for each reader.
 */
export class ObjectReader {
  readonly #git: GitProcess;

  constructor(repository: Repository) {
    this.#git = startGit(repository, ['cat-file', '--batch', '--buffer']);
  }

  /**
   * Every object of the list, in its order, in parts.
   *
   * @throws UserError when one is missing, damaged or not what its name says.
   */
  async *read(oids: readonly Oid[]): AsyncGenerator<ObjectPart> {
    const parser = new CatFileParser(oids);
    let hash: Hash | undefined;
    this.#git.stdin.end(oids.map((oid) => `${oid}\n`).join(''));
    for await (const chunk of this.#git.stdout) {
      for (const part of parser.push(chunk)) {
        if (part.first)
          hash = createHash(part.oid.length === 40 ? 'sha1' : 'sha256').update(`${part.type} ${part.size}\0`);
        hash!.update(part.bytes);
        if (part.last && hash!.digest('hex') !== part.oid) throw notItself(part.oid);
        yield part;
      }
    }
    await this.#git.end;
    parser.end();
  }
}

const notItself = (oid: Oid): UserError =>
  new UserError(`object ${oid} holds something else than its name says`, {
    hint: 'Nothing was judged. The repository is damaged or was tampered with: run git fsck.',
  });
