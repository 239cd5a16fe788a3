import type { Leak } from './leak.ts';
import type { Plan } from './plan.ts';

/** What there is to say of a leak. There is no secret in it. */
export interface Response {
  readonly leak: Leak;
  readonly plan: Plan;
}

/** How it can be told. */
export const responseFormats = ['text', 'markdown', 'json'] as const;
