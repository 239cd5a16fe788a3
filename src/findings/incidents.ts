import type { Appearance, Finding, PairedKey } from '../model/finding.ts';
import { append, appendOnce } from '../model/lists.ts';

/**
 * Puts halves together: a key ID that stands beside a secret that is reported is part of its finding, and one that
 * stands in another file of what was scanned is, too, where it is clear which secret it belongs to.
 */
export const incidentsOf = (findings: readonly Finding[]): readonly Finding[] =>
  // A clean commit does not even compile what comes next.
  findings.length === 0 ? findings : joinedAcross(joinedBeside(findings));

/** Key IDs beside their secrets become parts of these, each with its places. */
function joinedBeside(findings: readonly Finding[]): readonly Finding[] {
  const reported = new Set(findings.map(({ fingerprint }) => fingerprint));
  const keysOf = new Map<string, PairedKey[]>();
  const alone = findings.flatMap((finding): Finding[] => {
    const placesOf = new Map<string | undefined, Appearance[]>();
    for (const place of finding.appearances) {
      const secret = reported.has(place.belongsTo ?? '') ? place.belongsTo : undefined;
      append(placesOf, secret, place);
    }
    for (const [secret, places] of placesOf)
      if (secret !== undefined) append(keysOf, secret, keyOf(finding, places));
    const own = placesOf.get(undefined);
    return own === undefined ? [] : [{ ...finding, appearances: own }];
  });
  return alone.map((finding) => withKeys(finding, keysOf.get(finding.fingerprint) ?? []));
}

/** A key ID as a part of its secret's finding. */
function keyOf({ ruleId, fingerprint, account }: Finding, appearances: readonly Appearance[]): PairedKey {
  const { path, blob, line, excerpt, mark } = appearances[0]!;
  return {
    ruleId,
    fingerprint,
    masked: [...excerpt].slice(mark.start, mark.start + mark.length).join(''),
    path,
    ...(blob === undefined ? {} : { blob }),
    line,
    appearances,
    ...(account === undefined ? {} : { account }),
  };
}

/** The key ID that the finding was believed with stays the first one, also where that is allowed. */
function withKeys(finding: Finding, keys: readonly PairedKey[]): Finding {
  if (keys.length === 0) return finding;
  const named = finding.pairedWith;
  const first = keys.find(({ fingerprint }) => fingerprint === named?.fingerprint) ?? named;
  if (first === undefined) return withKeys(withPartner(finding, keys[0]!), keys);
  const others = keys.filter((key) => key !== first);
  return { ...finding, pairedWith: first, ...(others.length === 0 ? {} : { alsoPairedWith: others }) };
}

/** What two places must have in common to be this close, the closest first. */
const closeness: readonly ((place: Appearance) => string)[] = [
  ({ commit, path }) => `${commit} ${folderOf(path)}`,
  ({ commit }) => `${commit}`,
  ({ path }) => folderOf(path),
  () => '',
];

/** A secret without an ID and an ID without a secret are one incident when each is the other's only choice. */
function joinedAcross(findings: readonly Finding[]): readonly Finding[] {
  const wanted = new Set(findings.flatMap((one) => (isLoneSecret(one) ? [one.pairsWith] : [])));
  const partnerOf = new Map<Finding, Finding>();
  const taken = new Set<Finding>();
  for (const common of closeness) {
    const secrets = findings.filter((one) => isLoneSecret(one) && !partnerOf.has(one));
    const ids = findings.filter((one) => wanted.has(one.ruleId) && !taken.has(one));
    for (const [secret, id] of onlyChoices(secrets, ids, common)) {
      partnerOf.set(secret, id);
      taken.add(id);
    }
  }
  return findings.flatMap((finding) => {
    const id = partnerOf.get(finding);
    if (id !== undefined) return [withPartner(finding, keyOf(id, id.appearances))];
    return taken.has(finding) ? [] : [finding];
  });
}

const isLoneSecret = ({ pairsWith, pairedWith }: Finding): boolean =>
  pairsWith !== undefined && pairedWith === undefined;

/** Secrets and IDs that have something in common with one another and with no one else. */
function onlyChoices(
  secrets: readonly Finding[],
  ids: readonly Finding[],
  common: (place: Appearance) => string,
): (readonly [Finding, Finding])[] {
  const [byKeyOfId, byKeyOfSecret] = [byKey(ids, common), byKey(secrets, common)];
  return secrets.flatMap((secret) => {
    const [id, ...others] = sharing(secret, byKeyOfId, common);
    if (id === undefined || others.length > 0 || id.ruleId !== secret.pairsWith) return [];
    return sharing(id, byKeyOfSecret, common).size === 1 ? [[secret, id] as const] : [];
  });
}

function byKey(
  findings: readonly Finding[],
  common: (place: Appearance) => string,
): Map<string, Set<Finding>> {
  const groups = new Map<string, Set<Finding>>();
  for (const finding of findings)
    for (const key of finding.appearances.map(common)) appendOnce(groups, key, finding);
  return groups;
}

/** Those with a place that has something in common with one of this finding's; two are as good as all. */
function sharing(
  finding: Finding,
  groups: ReadonlyMap<string, ReadonlySet<Finding>>,
  common: (place: Appearance) => string,
): Set<Finding> {
  const found = new Set<Finding>();
  for (const key of new Set(finding.appearances.map(common))) {
    for (const other of groups.get(key) ?? []) {
      found.add(other);
      if (found.size > 1) return found;
    }
  }
  return found;
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** A secret that nothing beside it speaks for, with its key ID. */
function withPartner(secret: Finding, key: PairedKey): Finding {
  return {
    ...secret,
    why: [`paired with ${key.masked} in ${key.path}:${key.line}`, ...secret.why],
    pairedWith: key,
    ...(key.account === undefined ? {} : { account: key.account }),
  };
}
