import { askGit, type Repository } from './process.ts';

/** How git will clean the message up, as far as a hook can see: `--cleanup` on the command line is invisible. */
export interface MessageSettings {
  readonly cleanup: 'strip' | 'whitespace' | 'verbatim' | 'scissors';
  /** What comment lines begin with; `auto` when git chooses it for each message. */
  readonly comment: string;
  /** Whether a person saw the message in an editor; else git keeps comment lines and cuts nothing off. */
  readonly edited: boolean;
}

/** What is kept of a message: all of `text`, and of `belowScissors` what is not the diff that `commit -v` shows. */
export interface KeptMessage {
  readonly text: Buffer;
  readonly belowScissors: Buffer;
}

export function messageSettings(repository: Repository): MessageSettings {
  const pattern = '^(commit\\.cleanup|core\\.commentchar)$';
  const { stdout } = askGit(repository, ['config', '-z', '--get-regexp', pattern], { accept: [0, 1] });
  const values = new Map<string, string>();
  for (const line of stdout.toString('utf8').split('\0')) {
    const split = line.indexOf('\n');
    if (split > 0) values.set(line.slice(0, split), line.slice(split + 1));
  }
  // git tells hooks that no editor was used by setting GIT_EDITOR to the command that does nothing.
  const edited = repository.env.GIT_EDITOR !== ':';
  return {
    edited,
    cleanup: cleanupOf(values.get('commit.cleanup'), edited),
    comment: values.get('core.commentchar') === 'auto' ? 'auto' : commentOf(repository),
  };
}

/** What this version of git begins comment lines with, whichever settings it knows. */
function commentOf(repository: Repository): string {
  const { stdout } = askGit(repository, ['stripspace', '--comment-lines'], { input: 'x\n' });
  return stdout.toString('utf8').replace(/ x\n$/, '');
}

function cleanupOf(configured: string | undefined, edited: boolean): MessageSettings['cleanup'] {
  if (configured === 'strip' || configured === 'whitespace' || configured === 'verbatim') return configured;
  if (configured === 'scissors') return edited ? 'scissors' : 'whitespace';
  return edited ? 'strip' : 'whitespace';
}

/** What git will keep of the message file's content. In doubt it keeps more than git: scanning more is safe. */
export function keptMessage(repository: Repository, raw: Buffer, settings: MessageSettings): KeptMessage {
  const { cleanup, edited } = settings;
  const comment = settings.comment === 'auto' ? commentInUse(raw) : settings.comment;
  const cut = edited ? scissorsAt(raw, comment) : raw.length;
  const strips = cleanup === 'strip' && !saysItKeepsComments(raw, cut, comment);
  const strip = (part: Buffer) => (cleanup === 'strip' ? withoutComments(repository, part, comment) : part);
  return {
    text: strips ? strip(raw.subarray(0, cut)) : raw.subarray(0, cut),
    belowScissors: cleanup === 'scissors' ? Buffer.alloc(0) : strip(raw.subarray(cut)),
  };
}

/**
 * Whether git's own template shows that `--cleanup` was given on the command line, which hooks are not told.
 *
 * With `--cleanup=scissors` git's status stands below the scissors; with `-v` the diff follows the two fixed lines.
 * With `whitespace` and `verbatim` the advice says so, in English at least.
 */
function saysItKeepsComments(raw: Buffer, cut: number, comment: string | undefined): boolean {
  if (comment === undefined) return true;
  const [, , , afterFixedLines = ''] = raw.subarray(cut).toString('latin1').split('\n', 4);
  return afterFixedLines.startsWith(comment) || raw.includes('will be kept; you may remove them');
}

/** git's own stripping; without a known comment character nothing is taken away. */
function withoutComments(repository: Repository, part: Buffer, comment: string | undefined): Buffer {
  if (part.length === 0 || comment === undefined) return part;
  const args = ['-c', `core.commentChar=${comment}`, 'stripspace', '--strip-comments'];
  return askGit(repository, args, { input: part }).stdout;
}

/** Where the scissors line starts, else the end. The text above the cut is what git keeps in every case. */
function scissorsAt(raw: Buffer, comment: string | undefined): number {
  if (comment === undefined) return raw.length;
  const line = Buffer.from(`${comment} ------------------------ >8 ------------------------\n`);
  if (raw.subarray(0, line.length).equals(line)) return 0;
  const at = raw.indexOf(Buffer.concat([Buffer.from('\n'), line]));
  return at === -1 ? raw.length : at + 1;
}

/**
 * The character that git chose under `core.commentChar=auto`: its status block stands last and has lines that hold
 * nothing else. Undefined without such a block, so that nothing is taken for a comment by mistake.
 */
function commentInUse(raw: Buffer): string | undefined {
  const text = raw.toString('latin1').replace(/\n. -{24} >8 -{24}\n[\s\S]*/, '\n');
  const lines = text.trimEnd().split('\n');
  const used = lines.at(-1)?.[0];
  if (used === undefined || !'#;@!$%^&|:'.includes(used)) return undefined;
  const block = lines.slice(lines.findLastIndex((line) => !line.startsWith(used)) + 1);
  const isGits = block.length >= 5 && block.filter((line) => line === used).length >= 2;
  return isGits ? used : undefined;
}
