import type { Holder, Leak } from './leak.ts';
import type { Plan } from './plan.ts';

/** What AWS said of a key that was tried. All of it is safe to print. */
export interface Verified {
  readonly kind: 'active' | 'refused';
  /** One or two sentences. */
  readonly words: string;
  /** Why it was refused. */
  readonly reason?: string;
  /** 12 digits. */
  readonly account?: string;
  readonly arn?: string;
  readonly userId?: string;
  readonly holder?: Holder;
}

/** What there is to say of a leak. There is no secret in it. */
export interface Response {
  readonly leak: Leak;
  readonly plan: Plan;
  /** Only where AWS was asked. */
  readonly verified?: Verified;
}

/** How it can be told. */
export const responseFormats = ['text', 'markdown', 'json'] as const;
