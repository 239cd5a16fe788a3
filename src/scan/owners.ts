import type { Enclosures } from './enclosures.ts';

/** What a secret may be of by its kind … */
const kinds = 'jwt|csrf|xsrf|cookie|web_?hook|hmac|oauth|oidc|next_?auth|devise|rack::session';
/** … by whose it is … */
const services =
  'json_?web_?token|saml|django|flask|passport|keycloak|auth0|okta|github|gitlab|bitbucket|slack|stripe|paypal|google|azure|twitter|facebook|twilio|sendgrid|mailgun|re_?captcha|sentry|datadog|firebase|discord|telegram|shopify';
/** … and what is only of another kind as the name of a table or a section, or as a call that is handed one. */
const tables = 'session|auth|authentication|app|application|app_?settings|security|server';

const ofKind = new RegExp(kinds, 'i');
const ofAnother = new RegExp(
  `${kinds}|(?<![a-z])(?:${services})|(?<![a-z])(?:${tables})["']?[ \\t]*(?::|=>|\\]|\\()[ \\t\\r]*$`,
  'i',
);
/** What stands beside a key of AWS, or of what is called as it is. */
const ofAws =
  /aws|amazon|\bboto|\bs3|s3[_.:]|\b(?:sqs|sns|kinesis|dynamo)|bucket|access[_-]?key|\b(?:AKIA|ASIA)|\b(?:us|eu|ap|sa|ca|me|af|il|mx|cn)-(?:gov-)?(?:north|south|east|west|central)[a-z]{0,5}-\d\b/i;
/** What is a part of a larger table, and no program that has everything in it. */
const isEntry = /(?::|=>|\])[ \t\r]*$/;

/**
 * Whether a value belongs to something else than AWS, although AWS is spoken of nearby: what it stands in says so, or its
 * own line, or a comment at it, and nothing in there speaks of AWS.
 *
 * @param line its own line, but for the value @param notes what comments at it say
 */
export function isOfAnother(enclosures: readonly Enclosures[], line: string, notes: string): boolean {
  if (!ofAws.test(line) && (ofAnother.test(line) || ofKind.test(notes))) return true;
  return enclosures.some((all) => {
    const at = all.findIndex(({ head }) => ofAnother.test(head));
    if (at === -1) return false;
    const outer = all[at + 1];
    const around = outer !== undefined && isEntry.test(outer.head) ? [all[at]!, outer] : [all[at]!];
    return !around.some(({ head, body }) => ofAws.test(head) || ofAws.test(body));
  });
}
