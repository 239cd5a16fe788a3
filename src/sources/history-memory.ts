import { createHash } from 'node:crypto';
import type { Oid } from '../model/object.ts';
import { keyOf, type Stay } from './exposure.ts';
import { nothingScanned, toldIn } from './history-part.ts';
import type { ScannedObjects, SkippedMember } from './scan-objects.ts';
import type { FoundObject, Holders, Origin, Origins, Paths } from './source.ts';

/**
 * What a history said when it was asked, as plain data: as long as it is the same, it says the same again, and to walk
 * along it once more is most of what an audit takes that has nothing new to read. Paths and authors are one byte a character.
 */
export interface Answers {
  readonly places?: Answer<{ of: readonly [Oid, readonly PlainOrigin[]][]; names: readonly PlainOrigin[] }>;
  readonly submodules?: Answer<readonly string[]>;
  readonly archives?: Answer<readonly [Oid, string][]>;
  readonly stays?: PlainStays;
  readonly beside?: Beside;
}

/** What a scan told beside what it found, of objects in which it found nothing: these need not be read once more. */
interface Beside extends Pick<ScannedObjects, 'pointers' | 'linking'> {
  readonly skippedMembers: readonly (Omit<SkippedMember, 'path'> & { readonly path: readonly string[] })[];
}

interface Answer<Said> {
  /** A digest of what was asked. */
  readonly question: string;
  readonly said: Said;
}

type SaidOf<Name extends 'places' | 'submodules' | 'archives'> = NonNullable<Answers[Name]>['said'];

/** The way from what is said to plain data, and back. */
interface Forms<Plain, Full> {
  readonly plain: (full: Full) => Plain;
  readonly full: (plain: Plain) => Full;
}

interface PlainOrigin extends Omit<Origin, 'path' | 'ref' | 'author'> {
  readonly path?: string;
  readonly ref?: string;
  readonly author?: string;
}

/** By the keys of holders; many have one list of refs, which may be long. */
interface PlainStays {
  readonly refs: readonly (readonly string[])[];
  readonly of: Readonly<Record<string, (Omit<Stay, 'refs'> & { readonly refs: number }) | null>>;
}

/** Answers by what was said before, as far as that is known, and remembers what is said now. */
export class HistoryMemory {
  readonly #before: Answers;
  /** Each made to plain data when that is asked for: most audits keep none. */
  #now: { readonly [Name in keyof Answers]?: () => NonNullable<Answers[Name]> } = {};

  constructor(before: Answers = {}) {
    this.#before = before;
  }

  /** What was said in the meantime, as the parts of one line of JSON: of many secrets it is large. */
  *written(): Generator<Buffer> {
    let before = '';
    yield Buffer.from('{');
    for (const [name, plain] of Object.entries(this.#now)) {
      yield Buffer.from(`${before}${JSON.stringify(name)}:${JSON.stringify(plain())}`);
      before = ',';
    }
    yield Buffer.from('}');
  }

  /** What the scan told before beside what it found. */
  get scanned(): ScannedObjects {
    const { pointers = [], linking = [], skippedMembers = [] } = this.#before.beside ?? {};
    const members = skippedMembers.map((member) => ({ ...member, path: member.path.map(bytes) }));
    const scanned = { ...nothingScanned(), pointers, linking, skippedMembers: members };
    return { ...scanned, objects: toldIn(scanned).size };
  }

  keepScanned({ found, pointers, linking, skippedMembers }: ScannedObjects): void {
    const isBeside = (oid: Oid) => !found.has(oid);
    const members = skippedMembers.filter(({ oid }) => isBeside(oid));
    const beside = () => ({
      pointers: pointers.filter(isBeside),
      linking: linking.filter(isBeside),
      skippedMembers: members.map((member) => ({ ...member, path: member.path.map(text) })),
    });
    this.#now = { ...this.#now, beside };
  }

  places(found: readonly FoundObject[], ask: () => Promise<Origins>): Promise<Origins> {
    const question = found.map(({ oid, type }) => `${oid} ${type}`);
    return this.#answer('places', question, ask, {
      plain: ({ of, names = [] }) => ({
        of: [...of].map(([oid, all]) => [oid, all.map(plainOrigin)]),
        names: names.map(plainOrigin),
      }),
      full: ({ of, names }) => ({
        of: new Map(of.map(([oid, all]) => [oid, all.map(origin)])),
        names: names.map(origin),
      }),
    });
  }

  submodules(trees: readonly Oid[], ask: () => Promise<readonly Buffer[]>): Promise<readonly Buffer[]> {
    return this.#answer('submodules', trees, ask, {
      plain: (paths) => paths.map(text),
      full: (paths) => paths.map(bytes),
    });
  }

  archives(oids: readonly Oid[], ask: () => Promise<Paths>): Promise<Paths> {
    return this.#answer('archives', oids, ask, {
      plain: (paths) =>
        oids.flatMap((oid): [Oid, string][] => {
          const path = paths.get(oid);
          return path === undefined ? [] : [[oid, text(path)]];
        }),
      full: (paths) => new Map(paths.map(([oid, path]) => [oid, bytes(path)])),
    });
  }

  async #answer<Name extends 'places' | 'submodules' | 'archives', Full>(
    name: Name,
    asked: readonly string[],
    ask: () => Promise<Full>,
    { plain, full }: Forms<SaidOf<Name>, Full>,
  ): Promise<Full> {
    const question = digestOf(asked);
    const known = this.#before[name] as Answer<SaidOf<Name>> | undefined;
    if (known?.question === question) return full(known.said);
    const answer = await ask();
    this.#now = { ...this.#now, [name]: () => ({ question, said: plain(answer) }) };
    return answer;
  }

  /** Which secrets are asked for depends on what is allowed: of some of those that were told all is known. */
  async stays(
    secrets: readonly Holders[],
    ask: () => Promise<readonly (Stay | undefined)[]>,
  ): Promise<readonly (Stay | undefined)[]> {
    const keys = () => secrets.map((holders) => digestOf([keyOf(holders)]));
    const known = this.#before.stays && fullStays(this.#before.stays, keys());
    if (known !== undefined) return known;
    const stays = await ask();
    this.#now = { ...this.#now, stays: () => plainStays(keys(), stays) };
    return stays;
  }
}

/** Undefined where it is not told of all of them. */
function fullStays(
  { refs, of }: PlainStays,
  keys: readonly string[],
): readonly (Stay | undefined)[] | undefined {
  if (!keys.every((key) => Object.hasOwn(of, key))) return undefined;
  return keys.map((key) => {
    const stay = of[key];
    return stay ? { ...stay, refs: refs[stay.refs]! } : undefined;
  });
}

function plainStays(keys: readonly string[], stays: readonly (Stay | undefined)[]): PlainStays {
  const places = new Map<readonly string[], number>();
  const of: Record<string, (Omit<Stay, 'refs'> & { refs: number }) | null> = {};
  for (const [at, key] of keys.entries()) {
    const stay = stays[at];
    if (stay !== undefined && !places.has(stay.refs)) places.set(stay.refs, places.size);
    of[key] = stay === undefined ? null : { ...stay, refs: places.get(stay.refs)! };
  }
  return { refs: [...places.keys()], of };
}

/** In whatever order they come. */
const digestOf = (words: readonly string[]): string =>
  createHash('sha256')
    .update([...words].sort().join('\0'))
    .digest('hex')
    .slice(0, 32);

const text = (bytes: Buffer): string => bytes.toString('latin1');
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

const plainOrigin = ({ path, ref, author, ...rest }: Origin): PlainOrigin => ({
  ...rest,
  ...(ref === undefined ? {} : { ref: text(ref) }),
  ...(path === undefined ? {} : { path: text(path) }),
  ...(author === undefined ? {} : { author: text(author) }),
});

const origin = ({ path, ref, author, ...rest }: PlainOrigin): Origin => ({
  ...rest,
  ...(ref === undefined ? {} : { ref: bytes(ref) }),
  ...(path === undefined ? {} : { path: bytes(path) }),
  ...(author === undefined ? {} : { author: bytes(author) }),
});
