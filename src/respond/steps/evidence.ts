/** What was done with it: steps that keep what CloudTrail tells. */
import type { Step } from '../../model/plan.ts';
import { inEveryRegion, inWords } from './step.ts';

const kept = inWords('It changes nothing in AWS. Delete the folder when the incident is closed.');

const whatIsMissing =
  'CloudTrail is asked in each region, tells the last 90 days, and is some minutes late. What is older, and who read objects of S3 or called functions, only a trail, CloudTrail Lake or its bucket in Athena has: look there, too.';

/** Events by one attribute, a file for each region in the folder EVIDENCE. */
const events = (attribute: string, value: string): readonly string[] => [
  'EVIDENCE=$(mktemp -d "$HOME/leak-$(date +%Y%m%d)-XXXXXX"); echo "$EVIDENCE"',
  ...inEveryRegion(
    `aws cloudtrail lookup-events --region "$REGION" --lookup-attributes AttributeKey=${attribute},AttributeValue=${value} --output json > "$EVIDENCE/$REGION.json"`,
  ),
  `grep -hoE '"EventName": *"[^"]*"' "$EVIDENCE"/*.json | sort | uniq -c | sort -rn`,
];

/** All that was done with KEY_ID. */
export const keepEvents: Step = {
  title: 'Keep what was done with it',
  why: `Who used the key, from where, and for what, decides how far this goes, and 90 days are soon over. ${whatIsMissing}`,
  commands: events('AccessKeyId', '"$KEY_ID"'),
  undo: kept,
};

/** All that USER_NAME did, for credentials that have no key ID. */
export const keepEventsOfUser: Step = {
  title: 'Keep what its user did',
  why: `A credential of this kind has no key ID in CloudTrail, but the name of its user. ${whatIsMissing}`,
  commands: events('Username', '"$USER_NAME"'),
  undo: kept,
};

/** All calls of one kind: whoever made such a credential is among the callers. */
export const keepCalls = (event: string, why: string): Step => ({
  title: `Keep who called ${event}`,
  why: `${why} ${whatIsMissing}`,
  commands: events('EventName', event),
  undo: kept,
});
