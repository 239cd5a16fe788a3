/** Histories of all kinds, made up: for laws that must hold of each. */
import fc from 'fast-check';
import { allFeatures, type Feature, features, keyOf, secrets } from './git-features.ts';
import { isGit2 } from './git-version.ts';
import { aRepo, type Repo } from './repo.ts';

/** What one commit does; numbers choose among what there is. */
interface Step {
  readonly path: string;
  readonly content: Content;
  readonly secret: number;
  readonly from: number;
  readonly merges: readonly number[];
  readonly says: 'nothing' | 'message' | 'author';
  readonly branch: number;
  /** How far its author's clock is off, in days. */
  readonly days: number;
}

type Content = 'none' | 'gone' | 'key' | 'pair' | 'allowed' | 'link' | 'submodule';

export interface MadeUp {
  readonly steps: readonly Step[];
  readonly features: readonly Feature[];
  /** Whether git still knows where its refs once were. */
  readonly reflogs: boolean;
  readonly storage: Storage;
  readonly head: 'a branch' | 'detached' | 'unborn';
  readonly objectFormat: 'sha1' | 'sha256';
}

/** File names as fast-import wants them, one that is no UTF-8 among them. */
const paths = [
  ...['a.env', 'b/c.txt', 'b/d e.bin', 'b', String.raw`"\377/\303\274.txt"`],
  ...[`names/${keyOf(0)}.txt`, `names/${keyOf(1)}/deep/file`],
];

const anyStep = fc.record<Step>({
  path: fc.constantFrom(...paths),
  content: fc.constantFrom('none', 'gone', 'key', 'key', 'key', 'pair', 'allowed', 'link', 'submodule'),
  secret: fc.nat({ max: 2 }),
  from: fc.nat(),
  merges: fc.oneof(
    { arbitrary: fc.constant([]), weight: 2 },
    { arbitrary: fc.array(fc.nat(), { maxLength: 3 }), weight: 1 },
  ),
  says: fc.oneof(
    { arbitrary: fc.constant('nothing' as const), weight: 8 },
    fc.constantFrom('message' as const, 'author' as const),
  ),
  branch: fc.nat({ max: 2 }),
  days: fc.integer({ min: -30, max: 30 }),
});

/** One in which nothing is odd. */
export const step = (some: Partial<Step>): Step => ({
  ...{ path: 'a.env', content: 'none', secret: 0, from: 0, merges: [], says: 'nothing', branch: 0, days: 0 },
  ...some,
});

/** A history as `git fast-import` reads it. */
const streamOf = (steps: readonly Step[], noSuch: string): string =>
  steps
    .map(({ path, content, secret, from, merges, says, branch, days }, at) => {
      const message = says === 'message' ? `use ${keyOf(secret)}` : `step ${at}`;
      const author = says === 'author' ? keyOf(secret) : 'Ada';
      const time = 1_700_000_000 + at;
      const parents = at === 0 ? [] : [from, ...merges].map((parent) => (parent % at) + 1);
      return [
        `commit refs/heads/branch-${branch}\nmark :${at + 1}`,
        `author ${author} <ada@example.com> ${time + days * 86_400} +0000`,
        `committer Carl <carl@example.com> ${time} +0000\ndata ${message.length}\n${message}`,
        ...parents.map((parent, index) => `${index === 0 ? 'from' : 'merge'} :${parent}`),
        changeOf(path, content, textOf(content, secret, at), noSuch),
      ].join('\n');
    })
    .join('\n');

function changeOf(path: string, content: Content, text: string, noSuch: string): string {
  if (content === 'gone') return `D ${path}`;
  if (content === 'submodule') return `M 160000 ${noSuch} ${path}`;
  const mode = content === 'link' ? '120000' : '100644';
  return `M ${mode} inline ${path}\ndata ${text.length}\n${text}`;
}

const textOf = (content: Content, secret: number, at: number): string => {
  const { awsKeyId, awsSecret } = secrets[secret]!;
  const texts: Partial<Record<Content, string>> = {
    key: `KEY=${awsKeyId}\nn=${at % 4}\n`,
    pair: `aws_access_key_id=${awsKeyId}\naws_secret_access_key=${awsSecret}\n`,
    allowed: `KEY=${awsKeyId} # keyhalt:allow for a test\n`,
    link: awsKeyId,
  };
  return texts[content] ?? `n=${at % 4}\n`;
};

/** How git may keep all that, as far as the one of the machine can. */
export const storages = {
  loose: (repo) => repo,
  'one pack': (repo) => repo.git('repack -q -a -d -f --depth=50').git('pack-refs --all'),
  'one pack with a bitmap and a commit graph': (repo) =>
    repo.git('repack -q -a -d -b').git('commit-graph write --reachable'),
  'a pack and loose objects': (repo) => later(repo.git('repack -q -d').git('prune-packed')),
  'many packs': (repo) => later(repo.git('repack -q -d')).git('repack -q -d').git('multi-pack-index write'),
  'many packs, with a chain of indexes': (repo) => {
    const index = isGit2(47) ? 'multi-pack-index write --incremental' : 'multi-pack-index write';
    later(repo.git('repack -q -d').git(index)).git('repack -q -d').git(index);
    return repo;
  },
  'a pack of what nothing leads to': (repo) => repo.git(`repack -q ${isGit2(37) ? '--cruft' : '-A'} -d`),
  'refs in tables': (repo) => {
    // With several work trees git cannot do that yet.
    if (isGit2(48)) repo.run('git', 'refs migrate --ref-format=reftable');
    return repo;
  },
  alternates: (repo) => {
    repo.git('clone -q --shared --mirror . ../shared').at('shared');
    return repo.at('shared');
  },
} satisfies Record<string, (repo: Repo) => Repo>;

/** One more commit, whatever is going on in the work tree. */
function later(repo: Repo): Repo {
  const tree = repo.read('mktree', { input: `100644 blob ${repo.blob(`KEY=${keyOf(1)}\n`)}\tlater\n` });
  return repo.git(
    `update-ref refs/heads/later ${repo.read(['commit-tree', '-m', 'later', '-p', 'HEAD', tree])}`,
  );
}

export type Storage = keyof typeof storages;

const keysOf = <Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] =>
  Object.keys(table) as Key[];

export const madeUp: fc.Arbitrary<MadeUp> = fc.record({
  steps: fc.array(anyStep, { minLength: 1, maxLength: 12 }),
  features: fc.subarray(allFeatures, { maxLength: 4 }),
  reflogs: fc.boolean(),
  storage: fc.constantFrom(...keysOf(storages)),
  head: fc.constantFrom('a branch', 'a branch', 'detached', 'unborn'),
  objectFormat: fc.constantFrom('sha1', 'sha1', 'sha256'),
});

/** The repository to look into. Branches are moved as it comes: what they leave behind is only in reflogs. */
export function build({ steps, features: some, reflogs, storage, head, objectFormat }: MadeUp): Repo {
  const repo = aRepo({ objectFormat }).git('config core.logAllRefUpdates always');
  if (steps.length === 0) return repo;
  const noSuch = '1'.repeat(objectFormat === 'sha1' ? 40 : 64);
  repo.git('-c fastimport.unpackLimit=1000 fast-import --quiet --force', { input: streamOf(steps, noSuch) });
  repo.git(`symbolic-ref HEAD refs/heads/branch-${steps[0]!.branch}`).git('read-tree HEAD');
  for (const feature of some) features[feature](repo);
  if (!reflogs) repo.git('reflog expire --expire=now --all');
  const kept = storages[storage](repo);
  if (head === 'detached') kept.git(`update-ref --no-deref HEAD ${kept.read('rev-parse HEAD')}`);
  if (head === 'unborn') kept.git('symbolic-ref HEAD refs/heads/unborn');
  return kept;
}
