import { html, type Markup } from './markup.ts';

/** A number that is to be seen from afar. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** A class of the style. */
  readonly look?: string;
}

export const figureList = (figures: readonly Figure[]): Markup =>
  html`<dl class="figures">${figures.map(
    ({ name, value, look = '' }) => html`<div class="figure ${look}"><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
