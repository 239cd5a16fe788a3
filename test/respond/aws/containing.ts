/** An AWS where the leaked key is one of the user ada, an administrator who asks it, and what is recorded meanwhile. */
import { prepareAccess } from '../../../src/respond/aws/access.ts';
import { type Containment, carryOut, type RecordEntry } from '../../../src/respond/aws/carry-out.ts';
import type { ContainmentPlan, ContainmentRequest } from '../../../src/respond/aws/containment.ts';
import { planContainment } from '../../../src/respond/aws/plan.ts';
import type { AwsMeans, AwsSettings } from '../../../src/respond/aws/settings.ts';
import {
  account,
  administratorsEnvironment,
  anAws,
  at,
  me,
  means,
  type Reply,
  type Script,
  xml,
} from '../../support/aws.ts';
import { fakes } from '../../support/fakes.ts';

export const leaked = fakes('a key to contain');
export const keyId = leaked.awsKeyId;

export const keys = (status: string, id = keyId): Reply =>
  xml(
    `<UserName>ada</UserName><AccessKeyMetadata><member><UserName>ada</UserName><AccessKeyId>${id}</AccessKeyId><Status>${status}</Status></member></AccessKeyMetadata><IsTruncated>false</IsTruncated>`,
  );
export const lastUsed = (user: string): Reply => xml(`<UserName>${user}</UserName><AccessKeyLastUsed/>`);
const basis: Script = {
  GetCallerIdentity: me,
  GetAccessKeyInfo: xml(`<Account>${account}</Account>`),
  GetAccessKeyLastUsed: lastUsed('ada'),
  ListAccessKeys: [keys('Active'), keys('Inactive')],
  UpdateAccessKey: xml(''),
};
export const deactivate: ContainmentRequest = { action: { kind: 'deactivate' }, keyId };

export async function given(script: Script = {}, more: Partial<AwsMeans> = {}, settings: AwsSettings = {}) {
  administratorsEnvironment();
  const aws = await anAws({ ...basis, ...script });
  const session = (await prepareAccess({ ...at(aws.url), ...settings }, means(more))).asYourself();
  const entries: RecordEntry[] = [];
  const record = (entry: RecordEntry) => void entries.push(entry);
  const plan = (request: ContainmentRequest = deactivate): Promise<ContainmentPlan> =>
    planContainment(session, request);
  const contained = async (request?: ContainmentRequest): Promise<Containment> =>
    carryOut(session, await plan(request), { record });
  return { aws, session, entries, plan, contained, record };
}

export const kinds = ({ results }: Containment) => results.map(({ outcome }) => outcome.kind);
