import { UserError } from '../../model/user-error.ts';
import type { Ask, Session } from './access.ts';
import { type AttachablePolicy, planAttachment } from './attach.ts';
import type { Call } from './calls.ts';
import { planDeactivation } from './deactivate.ts';
import { type Actor, checkAccount, whoActs } from './guard.ts';
import { masked } from './names.ts';
import { planServiceCredential } from './service-credential.ts';

/** What is to be contained, and how. Names are those of IAM, without path. */
export interface ContainmentRequest {
  readonly action: ContainmentAction;
  /** Whole, as it was read again from where it leaked. */
  readonly keyId?: string | undefined;
  /** Of the leaked credential, 12 digits, where it is known. */
  readonly account?: string | undefined;
  /** Go on although whoever acts would act on itself. */
  readonly allowSelf?: boolean | undefined;
}

export type ContainmentAction =
  | { readonly kind: 'deactivate'; readonly user?: string | undefined }
  | {
      readonly kind: 'attach';
      readonly policy: AttachablePolicy;
      readonly user?: string | undefined;
      readonly role?: string | undefined;
    }
  | {
      readonly kind: 'deactivate-service-credential';
      readonly user: string;
      /** As `bedrock.amazonaws.com`: all active ones of that service, for nobody knows which one leaked. */
      readonly service?: string | undefined;
      readonly credentialId?: string | undefined;
    };

/** What would be changed; nothing is yet. An empty list: there is nothing to do. All texts are safe to print. */
export interface ContainmentPlan {
  readonly actor: Actor;
  /** Masked. */
  readonly keyId?: string;
  /** The user, role or credential in words. */
  readonly target: string;
  /** Why there is nothing to do, and what to know before. */
  readonly notes: readonly string[];
  readonly changes: readonly Change[];
}

/** One write. */
export interface Change {
  readonly call: Call;
  /** `Deactivate the key AKIA************WXYZ of user ada` */
  readonly title: string;
  /** Lines of a shell that do the same. */
  readonly commands: readonly string[];
  /** Lines of a shell that put back what was there. */
  readonly undo: readonly string[];
  /** In words: `Active`. */
  readonly before: string;
  readonly after: string;
  readonly write: (ask: Ask) => Promise<void>;
  /** What AWS shows now. */
  readonly read: (ask: Ask) => Promise<State>;
}

export type State = 'before' | 'after' | 'neither';

/**
 * Looks at what is there, and says what would be changed. It only reads.
 *
 * @throws UserError when it must not, or cannot, be done
 */
export async function planContainment(
  session: Session,
  request: ContainmentRequest,
): Promise<ContainmentPlan> {
  const { keyId } = request;
  if (keyId !== undefined && !/^[A-Z0-9]{16,128}$/.test(keyId))
    throw new UserError('what is to be contained has no key ID', {
      hint: 'Name the finding of the key itself.',
    });
  const actor = await whoActs(session);
  const notes = await checkAccount(session, actor, request);
  const planned = await plannedBy(session, actor, request);
  return {
    actor,
    ...(keyId === undefined ? {} : { keyId: masked(keyId) }),
    ...planned,
    notes: [...notes, ...planned.notes],
  };
}

function plannedBy(session: Session, actor: Actor, request: ContainmentRequest): Promise<Planned> {
  const { action } = request;
  switch (action.kind) {
    case 'deactivate':
      return planDeactivation(session, actor, request, action);
    case 'attach':
      return planAttachment(session, actor, request, action);
    case 'deactivate-service-credential':
      return planServiceCredential(session, actor, request, action);
  }
}

/** What an action adds to a plan. */
export type Planned = Pick<ContainmentPlan, 'target' | 'notes' | 'changes'>;
