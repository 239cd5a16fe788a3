import { UserError } from '../model/user-error.ts';
import { longestWithin } from './cost.ts';
import { allIn, type Engine, exactEngine, linearEngine, type Wanted } from './engine.ts';
import type { PatternMatch } from './pattern.ts';
import type { Node } from './tree.ts';
import { type Outcome, within } from './within.ts';

/** Steps that are done before anyone waits: about 0.2 s of machine code. */
const fewSteps = 100_000_000;
/** As long as a text gets: one window of the scanner. */
export const longestText = 544 * 1024;
/** How much longer the linear engine may take: it never hangs, and it is slow. */
const slowness = 5;
/** A pattern that once ran out of time gets this part of it from then on before the linear engine takes over. */
const lastPatience = 1 / 20;

/**
 * One way to search with a pattern, in time whatever the text.
 *
 * Short texts, for which the search is known to be short whatever they hold, are searched at once; so are all texts
 * by patterns that cannot backtrack far. On others the search is watched. If its time runs out the linear engine
 * takes over; a pattern that this one cannot run is tried once more, since the machine may have slept.
 */
export class Search {
  readonly #tree: Node;
  readonly #wanted: Wanted;
  readonly #place: { readonly name: string; readonly budget: number };
  readonly #exact: Engine;
  /** Texts up to this length need no watch. */
  readonly unwatched: number;
  #linear: Engine | undefined | 'not yet' = 'not yet';
  #patience: number;

  constructor(tree: Node, wanted: Wanted, place: { readonly name: string; readonly budget: number }) {
    this.#tree = tree;
    this.#wanted = wanted;
    this.#place = place;
    this.#exact = exactEngine(tree, wanted);
    this.unwatched = longestWithin(tree, fewSteps, longestText);
    this.#patience = place.budget;
  }

  all(text: string): PatternMatch[] {
    return this.#run(text.length, (engine) => allIn(engine, text));
  }

  some(text: string): boolean {
    return this.#run(text.length, ({ regex }) => {
      regex.lastIndex = 0;
      return regex.test(text);
    });
  }

  /** Whether the linear engine can take over. */
  get hasLinear(): boolean {
    return this.#linearEngine() !== undefined;
  }

  #run<T>(length: number, action: (engine: Engine) => T): T {
    if (length <= this.unwatched) return action(this.#exact);
    const { budget } = this.#place;
    const outcome = within(this.#patience, () => action(this.#exact)) ?? this.#again(action, budget);
    if (outcome !== undefined) return outcome.value;
    throw new UserError(`${this.#place.name}: the pattern backtracks without end on some text`, {
      hint: 'Avoid repetition in repetition, such as (a+)+, and two repetitions of the same characters in a row; give the rule keywords, so that it is tried on less text.',
    });
  }

  #again<T>(action: (engine: Engine) => T, budget: number): Outcome<T> {
    const linear = this.#linearEngine();
    if (linear === undefined) return within(budget, () => action(this.#exact));
    this.#patience = budget * lastPatience;
    return within(budget * slowness, () => action(linear));
  }

  #linearEngine(): Engine | undefined {
    if (this.#linear === 'not yet') this.#linear = linearEngine(this.#tree, this.#wanted, this.#exact);
    return this.#linear;
  }
}
