import type { Enclosure, Enclosures } from './enclosures.ts';

/** What is called a secret there is no key of AWS, whatever else there is. */
const kinds = 'jwt|csrf|xsrf|cookie|web_?hooks?|oauth2?|oidc|next_?auth';
/** Neither is one in such a table. */
const tables =
  `${kinds}|(?:express_?)?session|auth|authentication|security|app|app_?settings|flask|django|` +
  'login|hmac|signing|encryption|mail|smtp|gateway|web_?server|partner|vendor|crm|search|exchange|' +
  'kraken|binance|coinbase|upbit|bithumb|line|kakao|naver|yandex|we(?:chat|ixin)|alipay|billing|' +
  'payments?|stripe|paypal|iyzico|paystack|toss_?payments|razorpay|braintree|shopify|plaid|' +
  'mailgun|postmark|sendgrid|mailchimp|twilio|sms|slack|discord|telegram|zoom|pusher|algolia|sentry|' +
  'h?captcha|re_?captcha|turnstile|google|facebook|twitter|linkedin|apple|microsoft|azure|github|gitlab|bitbucket';

/** The key of a table or the name of an object, and nothing else, or the name of a section. */
const table = new RegExp(
  `^\\s*(?:- )?(?:(?:(?:export\\s+)?(?:const|let|var)\\s+)?["']?(?:${tables})["']?\\s*(?::|=>|=)|\\[(?:${tables})\\])\\s*$`,
  'i',
);
/** A call that is handed a table, such as `app.use(session(` in front of `{`, or a block. */
const call =
  /(?:^|[^\w])(?:session|cookie_?session|next_?auth|\w{0,20}jwt(?:module)?(?:\.\w{1,20})?)\(\s*$|\bdevise\.setup\b/i;
/** A line, or a comment at it. */
const line = /\brack::session::cookie\b|(?<![a-z])(?:jwt|csrf)(?![a-z])/i;
/** What stands beside a key of AWS, or of what is called as it is. */
const ofAws =
  /aws|amazon|\bboto|\bs3|s3[_.:]|\b(?:sqs|sns|kinesis|dynamo)|x-amz-|cloudwatch|sigv4|regionendpoint|bucket|storage|upload|(?:access|key)[_-]?(?:key|id)|\b(?:AKIA|ASIA)|\b[a-z]{2,4}-(?:[a-z]{2,5}-)?(?:north|south|east|west|central)[a-z]{0,5}-\d\b/i;
/** What is a part of a larger table, and no program that has everything in it. */
const isEntry = /(?::|=>|\])\s*$/;

const speaksOfAws = ({ head, body }: Enclosure): boolean => ofAws.test(head) || ofAws.test(body);

/**
 * Whether a value belongs to something else than AWS, although AWS is spoken of nearby: the table or the call right around
 * it says so, or its own line or a comment at it, while nothing in there speaks of AWS, nor is any of it a part of what is
 * called so. In doubt it belongs to AWS.
 *
 * @param own its own line, but for the value @param notes what comments at it say
 */
export function isOfAnother(enclosures: readonly Enclosures[], own: string, notes: string): boolean {
  if (enclosures.some((all) => all.some(({ head }) => ofAws.test(head)))) return false;
  if (line.test(`${own}\n${notes}`) && !ofAws.test(`${own}\n${notes}`)) return true;
  return enclosures.some((all) => {
    const [first, outer] = all.filter(({ head }) => /\w/.test(head));
    if (first === undefined) return false;
    if (!(table.test(first.head) || call.test(first.head))) return false;
    return !speaksOfAws(first) && !(outer !== undefined && isEntry.test(outer.head) && speaksOfAws(outer));
  });
}

/** What frameworks call the secret by which they sign. */
const ofFramework = /(?<![\w.-])SECRET_KEY["']?\]?\s{0,8}[:=]\s{0,8}["']?$/;
/** AWS's own, and what it is set to. */
const awsOwn = /AWS_SECRET(?:_ACCESS)?_KEY["']?\]?\s{0,8}[:=][ \t]{0,8}([^\r\n]{0,200})/g;
/** It comes from elsewhere, or is left empty. */
const isFromElsewhere =
  /^(?:["']{0,2}[ \t]{0,8},?[ \t]{0,8}$|["']?\$\{|["']?<|None\b|os\.|env\b|environ|process\.|getenv|get_env|config\(|decouple)/;
/** … from such a secret, which is AWS's then. */
const isFilledFrom = /(?<!AWS_)(?<!AWS_SECRET_)(?<![A-Za-z0-9])SECRET_KEY/;

/** Whether it is the secret of a framework: AWS's has a name of its own right beside it, and is not filled from this one. */
export function isBesideAwsOwn(before: string, nearby: string): boolean {
  if (!ofFramework.test(before)) return false;
  const values = [...nearby.matchAll(awsOwn)].map(([, value]) => value!);
  return (
    values.some((value) => isFromElsewhere.test(value)) && !values.some((value) => isFilledFrom.test(value))
  );
}
