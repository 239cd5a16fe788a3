import { askGit, type Repository } from './process.ts';
import { settingsLike } from './settings.ts';

/** How git will clean the message up, as far as a hook can see: `--cleanup` on the command line is invisible. */
export interface MessageSettings {
  readonly cleanup: 'strip' | 'whitespace' | 'verbatim' | 'scissors';
  /** What comment lines begin with; undefined when git chooses it for each message (`core.commentChar=auto`). */
  readonly comment: string | undefined;
  /** Whether a person saw the message in an editor; else git keeps comment lines and cuts nothing off. */
  readonly edited: boolean;
  /** Whether git adds its status to what is edited, with the diff of `commit -v` below; `--status` is invisible, too. */
  readonly showsStatus: boolean;
}

/** What is kept of a message: all of `text`, and of `belowScissors` what is not the diff that `commit -v` shows. */
export interface KeptMessage {
  readonly text: Buffer;
  readonly belowScissors: Buffer;
  /** Whether what stands below the scissors may be that diff. */
  readonly mayBeDiff: boolean;
}

export function messageSettings(repository: Repository): MessageSettings {
  const pattern = '^(commit\\.cleanup|core\\.comment(char|string))$';
  // Both names are of one setting: the last one counts.
  const values = new Map(
    settingsLike(repository, pattern).map(([key, value]) => [
      key.replace('commentstring', 'commentchar'),
      value,
    ]),
  );
  // git tells hooks that no editor was used by setting GIT_EDITOR to the command that does nothing.
  const edited = repository.env.GIT_EDITOR !== ':';
  return {
    edited,
    cleanup: cleanupOf(values.get('commit.cleanup'), edited),
    comment: values.get('core.commentchar')?.toLowerCase() === 'auto' ? undefined : commentOf(repository),
    showsStatus: edited && showsStatus(repository),
  };
}

function showsStatus(repository: Repository): boolean {
  const args = ['config', '--type=bool', '--default=true', '--get', 'commit.status'];
  return askGit(repository, args).stdout.toString('utf8') === 'true\n';
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
  const { cleanup, edited, comment, showsStatus } = settings;
  const cut = edited ? scissorsAt(raw, comment) : raw.length;
  const strips = cleanup === 'strip' && !saysItKeepsComments(raw, cut, comment);
  const strip = (part: Buffer) => (cleanup === 'strip' ? withoutComments(repository, part, comment) : part);
  return {
    text: strips ? strip(raw.subarray(0, cut)) : raw.subarray(0, cut),
    // Who knows the sign knows whose scissors these are.
    belowScissors:
      cleanup === 'scissors' && comment !== undefined ? Buffer.alloc(0) : strip(raw.subarray(cut)),
    mayBeDiff: showsStatus && endsInDiff(raw.subarray(cut), comment),
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

/**
 * Whether git may have put it below the scissors. Behind the diff of `commit -v` it says one line more, if any: where its
 * status follows, this is an older message that somebody uses again, and git cuts nothing off.
 */
function endsInDiff(below: Buffer, comment: string | undefined): boolean {
  const text = below.toString('latin1').trimEnd();
  return (
    /^diff --git /m.test(text) &&
    !text
      .split('\n')
      .slice(-2)
      .every((line) => isComment(line, comment))
  );
}

/** Whether a line, one byte a character, can only be a comment, and none of a diff. */
function isComment(line: string, comment: string | undefined): boolean {
  if (comment === undefined) return chosen.test(line);
  return !/^[ +\-@\\]/.test(comment) && line.startsWith(Buffer.from(comment).toString('latin1'));
}

/** git's own stripping; without a known comment character nothing is taken away. */
function withoutComments(repository: Repository, part: Buffer, comment: string | undefined): Buffer {
  if (part.length === 0 || comment === undefined) return part;
  const args = ['-c', `core.commentChar=${comment}`, 'stripspace', '--strip-comments'];
  return askGit(repository, args, { input: part }).stdout;
}

/** Where the scissors line starts, else the end. The text above the cut is what git keeps in every case. */
function scissorsAt(raw: Buffer, comment: string | undefined): number {
  if (comment === undefined) {
    const at = raw.toString('latin1').search(new RegExp(`${chosen.source} -{24} >8 -{24}$`, 'm'));
    return at === -1 ? raw.length : at;
  }
  const line = Buffer.from(`${comment} ------------------------ >8 ------------------------\n`);
  if (raw.subarray(0, line.length).equals(line)) return 0;
  const at = raw.indexOf(Buffer.concat([Buffer.from('\n'), line]));
  return at === -1 ? raw.length : at + 1;
}

/** What git begins comment lines with where it chooses by itself. */
const chosen = /^[#;@!$%^&|:]/;
