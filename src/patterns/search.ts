import type { PatternMatch } from '../model/pattern.ts';
import { UserError } from '../model/user-error.ts';
import { longestWithin } from './cost.ts';
import { allIn, type Engine, exactEngine, linearEngine, type Wanted } from './engine.ts';
import { isIntricate } from './intricacy.ts';
import { PatternError } from './pattern-error.ts';
import type { Node } from './tree.ts';
import { type Outcome, within } from './within.ts';

/** Steps that are done before anyone waits: 0.2 s where it was measured, at the very most. */
const fewSteps = 300_000_000;
/** As long as a text gets: one window of the scanner. */
export const longestText = 640 * 1024;
/** How much longer the linear engine may take: it never hangs, and it is slow. */
const slowness = 5;
/** A pattern that once ran out of time gets this part of it from then on before the linear engine takes over. */
const lastPatience = 1 / 20;
/** Of time that ran out this part at least must have been worked: if not, the machine slept, or had no time for it. */
const leastWork = 1 / 10;

const tooIntricate =
  'it has too many choices, repetitions and looks to the side for one pattern: make several of it';

interface Place {
  /** In words, for messages. */
  readonly name: string;
  /** Milliseconds for a search. */
  readonly budget: number;
}

/**
 * One way to search with a pattern, in time whatever the text.
 *
 * Short texts, for which the search is known to be short whatever they hold, are searched at once; so are all texts
 * by patterns that cannot backtrack far. On others the search is watched. If its time runs out the linear engine
 * takes over; a pattern that this one cannot run is tried once more where the machine may have slept. One that has run
 * out of all its time is tried no more.
 */
export class Search {
  readonly #place: Place;
  /** Undefined for patterns that V8 could not compile in time: the linear engine does that alone. */
  readonly #exact: Engine | undefined;
  readonly #makeLinear: () => Engine | undefined;
  #linear: Engine | undefined | 'not yet' = 'not yet';
  #patience: number;
  #isHopeless = false;
  /** Texts up to this length need no watch. */
  readonly unwatched: number;

  /** @throws PatternError when no engine can run it */
  constructor(tree: Node, wanted: Wanted, place: Place) {
    this.#place = place;
    this.#patience = place.budget;
    const exact = isIntricate(tree) ? undefined : exactEngine(tree, wanted);
    this.#exact = exact;
    this.#makeLinear = () => linearEngine(tree, wanted, exact);
    this.unwatched = exact === undefined ? 0 : longestWithin(tree, fewSteps, longestText);
    if (exact === undefined && !this.hasLinear) throw new PatternError(tooIntricate);
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

  /** Whether the linear engine can run it. */
  get hasLinear(): boolean {
    return this.#linearEngine() !== undefined;
  }

  #run<T>(length: number, action: (engine: Engine) => T): T {
    const exact = this.#exact;
    if (exact !== undefined && length <= this.unwatched) return action(exact);
    const outcome = this.#isHopeless ? undefined : this.#watched(action);
    if (outcome !== undefined) return outcome.value;
    this.#isHopeless = true;
    throw new UserError(`${this.#place.name}: the pattern backtracks without end on some text`, {
      hint: 'Avoid repetition in repetition, such as (a+)+, and two repetitions of the same characters in a row; give the rule keywords, so that it is tried on less text.',
    });
  }

  #watched<T>(action: (engine: Engine) => T): Outcome<T> {
    const { budget } = this.#place;
    const exact = this.#exact;
    const before = process.cpuUsage();
    const outcome = exact && within(this.#patience, () => action(exact));
    if (outcome !== undefined) return outcome;
    const linear = this.#linearEngine();
    if (linear !== undefined) {
      this.#patience = budget * lastPatience;
      return within(budget * slowness, () => action(linear));
    }
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1000 >= budget * leastWork) return undefined;
    return within(budget, () => action(exact!));
  }

  #linearEngine(): Engine | undefined {
    if (this.#linear === 'not yet') this.#linear = this.#makeLinear();
    return this.#linear;
  }
}
