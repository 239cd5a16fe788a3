import { UserError } from '../../model/user-error.ts';
import type { Session } from './access.ts';
import { planAttachment } from './attach.ts';
import type { Actor, ContainmentPlan, ContainmentRequest, Planned } from './containment.ts';
import { planDeactivation } from './deactivate.ts';
import { checkAccount, whoActs } from './guard.ts';
import { masked } from './names.ts';
import { planServiceCredential } from './service-credential.ts';

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
