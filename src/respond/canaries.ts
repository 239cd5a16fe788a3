/**
 * Accounts of canarytokens.org, which gives out keys as tripwires.
 * Source: the list that TruffleHog keeps of them (pkg/detectors/aws), 2026.
 */
const canaryAccounts: ReadonlySet<string> = new Set([
  '052310077262',
  '171436882533',
  '266735846894',
  '534261010715',
  '595918472158',
  '717712589309',
  '730335385048',
  '819147034852',
  '893192397702',
  '992382622183',
]);

/** Whether keys of this account set off an alarm when someone uses them. */
export const isCanary = (account: string): boolean => canaryAccounts.has(account);
