import type { ServiceSpecificCredentialMetadata } from '@aws-sdk/client-iam';
import { UserError } from '../../model/user-error.ts';
import type { Ask, Session } from './access.ts';
import type { Actor, Change, ContainmentAction, ContainmentRequest, Planned } from './containment.ts';
import { safe } from './failure.ts';
import { checkSelf } from './guard.ts';
import { awsLine, idLine } from './lines.ts';
import { checkName, masked } from './names.ts';
import { allPages } from './pages.ts';

type Asked = Extract<ContainmentAction, { kind: 'deactivate-service-credential' }>;

/** Of long-term Bedrock keys and of passwords for CodeCommit and Keyspaces, which are credentials of a user. */
export async function planServiceCredential(
  session: Session,
  actor: Actor,
  request: ContainmentRequest,
  { user: named, service, credentialId }: Asked,
): Promise<Planned> {
  const user = checkName('--user', named);
  if (service === undefined && credentialId === undefined)
    throw new UserError('which credential of the user is meant?', {
      hint: 'Name the service, such as bedrock.amazonaws.com or codecommit.amazonaws.com, or the ID of the credential.',
    });
  const notes = checkSelf(actor, 'user', user, request);
  const all = await listed(session, session.ask, user);
  const meant = all.filter(
    ({ ServiceName, ServiceSpecificCredentialId: id }) =>
      (service === undefined || ServiceName === service) &&
      (credentialId === undefined || id === credentialId),
  );
  const which = credentialId === undefined ? service! : masked(credentialId);
  const target = `credentials for ${which} of user ${user}`;
  if (meant.length === 0) {
    const services = [
      ...new Set(all.map(({ ServiceName = '' }) => safe(ServiceName, session.access.means.redact))),
    ];
    throw new UserError(`user ${user} has no credential for ${safe(which, session.access.means.redact)}`, {
      hint:
        services.length === 0 ? 'It has none for any service.' : `It has some for ${services.join(', ')}.`,
    });
  }
  const active = meant.filter(({ Status }) => Status === 'Active');
  const many =
    active.length > 1
      ? [
          `There are ${active.length} active ones, and nothing tells which of them leaked: all of them are stopped.`,
        ]
      : [];
  const none = active.length === 0 ? ['Inactive already. Delete it once nothing misses it.'] : [];
  return {
    target,
    notes: [...notes, ...many, ...none],
    changes: active.map((credential) => deactivation(session, user, credential, all)),
  };
}

function deactivation(
  session: Session,
  user: string,
  credential: ServiceSpecificCredentialMetadata,
  all: readonly ServiceSpecificCredentialMetadata[],
): Change {
  const { ServiceSpecificCredentialId: id = '', ServiceName = '' } = credential;
  const { settings, means } = session.access;
  const listing = {
    action: 'list-service-specific-credentials',
    list: 'ServiceSpecificCredentials',
    field: 'ServiceSpecificCredentialId',
    user,
  };
  const find = idLine(settings, 'CREDENTIAL_ID', listing, listedAs(credential), all.map(listedAs));
  const set = (status: string) =>
    awsLine(settings, 'update-service-specific-credential', {
      'user-name': user,
      'service-specific-credential-id': '"$CREDENTIAL_ID"',
      status,
    });
  return {
    call: 'iam:UpdateServiceSpecificCredential',
    title: `Deactivate the credential ${masked(id)} for ${safe(ServiceName, means.redact)} of user ${user}`,
    commands: [find, set('Inactive')],
    undo: [find, set('Active')],
    before: 'Active',
    after: 'Inactive',
    write: async (ask) => {
      await ask('iam:UpdateServiceSpecificCredential', (options) =>
        session.iam.updateServiceSpecificCredential(
          { UserName: user, ServiceSpecificCredentialId: id, Status: 'Inactive' },
          options,
        ),
      );
    },
    read: async (ask) => {
      const now = (await listed(session, ask, user)).find(
        (one) => one.ServiceSpecificCredentialId === id,
      )?.Status;
      return now === 'Inactive' ? 'after' : now === 'Active' ? 'before' : 'neither';
    },
  };
}

const listedAs = ({
  ServiceSpecificCredentialId: id = '',
  CreateDate,
}: ServiceSpecificCredentialMetadata) => ({
  id,
  made: CreateDate,
});

const listed = (
  session: Session,
  ask: Ask,
  user: string,
): Promise<readonly ServiceSpecificCredentialMetadata[]> =>
  allPages(
    (marker) =>
      ask('iam:ListServiceSpecificCredentials', (options) =>
        session.iam.listServiceSpecificCredentials({ UserName: user, ...marker }, options),
      ),
    ({ ServiceSpecificCredentials }) => ServiceSpecificCredentials,
  );
