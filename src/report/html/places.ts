import type { Appearance, Finding } from '../../model/finding.ts';
import { keysOf } from '../../model/fingerprints.ts';
import { dayOf } from '../date.ts';
import { type Content, html, type Markup } from './markup.ts';

/** Text of a repository, as it stands. */
export const code = (text: string): Markup => (text === '' ? html`` : html`<code>${text}</code>`);

/** A day, for people and for programs. */
export const dayMarkup = (time: number): Markup => html`<time>${dayOf(time)}</time>`;

/** `config/.env:3:7 in commit 0123456789 by Ada, 2026-11-25` */
export const placeMarkup = ({ path, line, column, commit, author, time }: Appearance): Markup => {
  const details: Content[] = [
    commit === undefined ? undefined : html` in commit ${code(commit.slice(0, 10))}`,
    author ? html` by <bdi>${author}</bdi>` : undefined,
    time === undefined ? undefined : html`, ${dayMarkup(time)}`,
  ];
  return html`<code>${path}:${line}:${column}</code>${details}`;
};

/** The line, without its indent, with what is masked in it marked. */
export function lineMarkup({ excerpt, mark: { start, length } }: Appearance): Markup {
  const characters = [...excerpt];
  const text = (from: number, to?: number) => characters.slice(from, to).join('');
  const secret = text(start, start + length);
  return html`<code>${text(0, start).trimStart()}${secret === '' ? '' : html`<mark>${secret}</mark>`}${text(start + length)}</code>`;
}

/** Who is known to have brought it in first. */
export const authorOf = ({ exposure, appearances }: Finding): string | undefined =>
  (exposure?.first.author ?? appearances[0]?.author) || undefined;

export const accountOf = (finding: Finding): string | undefined =>
  finding.account ?? keysOf(finding).find(({ account }) => account !== undefined)?.account;
