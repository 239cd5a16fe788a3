import { visible } from '../../model/visible.ts';

/** A piece of a page in which all that is not our own is escaped. Only `html` makes it. */
export interface Markup {
  readonly markup: string;
}

export type Content = string | number | Markup | undefined | readonly Content[];

/**
 * A piece of a page: what is written in the source stands as it is, and every value becomes text, whatever it holds,
 * in an element and in an attribute in double quotes alike.
 */
export const html = (pieces: TemplateStringsArray, ...values: readonly Content[]): Markup => ({
  markup: pieces.map((piece, at) => piece + (at < values.length ? markupOf(values[at]) : '')).join(''),
});

/** What we made ourselves and know to be safe where it will stand. */
export const trusted = (markup: string): Markup => ({ markup });

/** Control characters and marks that reorder or hide text become visible; the five signs that mean something, numbers. */
export const escaped = (text: string): string =>
  visible(text).replaceAll(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function markupOf(value: Content): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return `${value}`;
  return 'markup' in value ? value.markup : value.map(markupOf).join('');
}
