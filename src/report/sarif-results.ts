import type { Allowed, Appearance, Finding, PairedKey } from '../model/finding.ts';
import { keysOf } from '../model/fingerprints.ts';
import { filePlace } from './file-place.ts';
import { levels } from './sarif-rules.ts';
import { sarifMessage, uriOf } from './sarif-text.ts';

export type Result = ReturnType<typeof resultOf> & { readonly suppressions?: readonly object[] };

/**
 * A result for each finding, and a suppressed one for each that is allowed.
 *
 * @param most how many places one may have
 */
export function sarifResults(
  findings: readonly Finding[],
  allowed: readonly Allowed[],
  rules: readonly { readonly id: string }[],
  most: number,
): readonly Result[] {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const times = new Map<string, number>();
  const result = (finding: Finding): Result => {
    const time = (times.get(finding.fingerprint) ?? 0) + 1;
    times.set(finding.fingerprint, time);
    return resultOf(finding, indexes.get(finding.ruleId)!, time, most);
  };
  return [
    ...findings.map(result),
    ...allowed.map((one) => ({ ...result(one.finding), suppressions: [suppression(one)] })),
  ];
}

function resultOf(finding: Finding, ruleIndex: number, time: number, most: number) {
  const { ruleId, description, severity, fingerprint, why, account, appearances } = finding;
  const first = appearances[0];
  const words = first === undefined ? '' : filePlace(first).words;
  const because = [...why, ...(account === undefined ? [] : [`AWS account ${account}`])].join(', ');
  const keys = keyPlaces(finding);
  return {
    ruleId,
    ruleIndex,
    level: levels[severity],
    message: {
      text: sarifMessage(`${description}${words === '' ? '' : ` ${words}`}: ${because} (${fingerprint})`),
    },
    locations: appearances.slice(0, most).map(locationOf),
    ...(keys.length === 0 ? {} : { relatedLocations: keys.slice(0, most).map(relatedLocationOf) }),
    partialFingerprints: {
      // The place is no part of it: a line that moves stays the same alert.
      primaryLocationLineHash: `${fingerprint.replace(/^kh1:/, '')}:${time}`,
      'keyhalt/v1': fingerprint,
    },
    properties: {
      severity,
      ...filled({ excerpt: first?.excerpt, commit: first?.commit, author: first?.author, account }),
    },
  };
}

/** GitHub rejects texts that are empty. */
const filled = (properties: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(properties).filter(([, text]) => text !== undefined && text !== ''));

const keyPlaces = (finding: Finding) =>
  keysOf(finding).flatMap((key) => (key.appearances ?? []).map((place): KeyPlace => [key, place]));

type KeyPlace = readonly [PairedKey, Appearance];

const relatedLocationOf = ([{ masked }, place]: KeyPlace, index: number) => ({
  id: index + 1,
  ...locationOf(place),
  message: { text: sarifMessage(`the key ID ${masked}`) },
});

function locationOf(place: Appearance) {
  const { path, line, columns } = filePlace(place);
  const isAbsolute = path.startsWith('/');
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(path), ...(isAbsolute ? {} : { uriBaseId: '%SRCROOT%' }) },
      region: {
        startLine: line,
        ...(columns === undefined
          ? {}
          : { startColumn: columns.start, endLine: line, endColumn: columns.end }),
      },
    },
    ...(place.path === path ? {} : { logicalLocations: [{ fullyQualifiedName: place.path }] }),
  };
}

const suppression = ({ by, reason }: Allowed) => ({
  kind: by.startsWith('comment ') ? 'inSource' : 'external',
  status: 'accepted',
  justification: reason === '' ? by : `${by}: ${reason}`,
});
