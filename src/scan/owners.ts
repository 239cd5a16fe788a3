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
/** What a store of sessions is told beside its secret, whatever it keeps them in. */
const ofSessions = /\b(?:resave|saveUninitialized|store)["']?\s{0,4}:/;
/** A line, or a comment at it. */
const line = /\brack::session::cookie\b|(?<![a-z])(?:jwt|csrf)(?![a-z])/i;
/** What stands beside a key of AWS, or of what is called as it is. */
const ofAws =
  /aws|amazon|\bboto|\bs3|s3[_.:]|\b(?:sqs|sns|kinesis|dynamo)|x-amz-|cloudwatch|sigv4|regionendpoint|bucket|storage|upload|(?:access|key)[_-]?(?:key|id)|\b(?:AKIA|ASIA)|\b[a-z]{2,4}-(?:[a-z]{2,5}-)?(?:north|south|east|west|central)[a-z]{0,5}-\d\b/i;
/** What is a part of a larger table, and no program that has everything in it. */
const isEntry = /(?::|=>|\])\s*$/;

/** Words for what may be anybody's, AWS's too; names with any other word in front of `secret` are a thing's own. */
const common = new Set(
  (
    'config configs cfg conf configuration settings setting option options opts param params parameter parameters props ' +
    'property properties env envs environment environments variable variables vars var value values default defaults ' +
    'credential credentials cred creds key keys access secret secrets token tokens storage store stores object objects blob file files ' +
    'filesystem filesystems fs disk disks media image images img photo photos picture pictures avatar avatars video videos ' +
    'audio asset assets static attachment attachments document documents doc docs upload uploads uploader uploading cdn ' +
    'cloud clouds remote backup backups archive archives snapshot snapshots export exports log logs logging cache queue ' +
    'queues broker job jobs worker workers task tasks batch lambda function functions infra infrastructure deploy ' +
    'deployment deployer deployments release build ci cd terraform tf ansible docker compose service services server ' +
    'servers client clients provider providers driver drivers adapter plugin plugins connection connections connector ' +
    'source sources sink sinks input inputs output outputs target targets destination dest data database db spec ' +
    'metadata string arg args argument arguments with root main primary secondary prod production dev devel development ' +
    'stage staging test tests testing qa uat live sandbox local user users account accounts role roles profile profiles ' +
    'admin iam sts ses email emails project projects common shared global api apis backend frontend web www site ' +
    'platform core base internal external private public custom my our the new old current previous region ' +
    'regions us eu ap east west north south central transport resource resources module modules repo repository ' +
    'registry state location locations host hosts node nodes cluster pipeline stages step steps job matrix include ' +
    'application applications app apps ec2 sdk fog paperclip shrine dragonfly carrierwave active bedrock attribute ' +
    'attributes instance instances item items entry entries result results request response payload body content contents ' +
    'detail details info meta field fields form record records row rows list map group groups section sections init ' +
    'initial setup general basic extra extras json yaml obj dict stack stacks manager handler helper helpers util utils factory'
  ).split(' '),
);
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .match(/[a-z][a-z0-9]*/g) ?? [];

/** The key of a table in YAML, JSON or PHP, and nothing else, or a section. */
const entry = /^\s*(?:- )?["']?([A-Za-z][\w-]{1,40})["']?\s*(?::|=>)\s*$|^\s*\[([A-Za-z][\w .-]{1,40})\]\s*$/;
/** A name in a file of properties. */
const dotted =
  /^\s*((?:[\w-]{1,40}\.){1,6})[\w-]{0,20}secret[\w-]{0,20}\s{0,4}(?:[:=]\s{0,4}|:\s{0,4}["'])$/i;

/** Whether a name is a thing's own: no word of it is one that AWS's may be in. */
const isItsOwn = (name: string | undefined): boolean =>
  name !== undefined && !ofAws.test(name) && !wordsOf(name).some((word) => common.has(word));

/** Whether a name such as `toss.secret-key` is that of a thing of which nothing nearby says that it has to do with AWS. */
function isNameOfAnother(own: string, nearby: string): boolean {
  const prefix = dotted.exec(own)?.[1];
  if (prefix === undefined || !isItsOwn(prefix)) return false;
  return !nearby.split('\n').some((one) => one.trimStart().startsWith(prefix) && ofAws.test(one));
}

/** What Secrets Manager is given to keep may be any secret: its name tells. */
const kept = /secret_?string["']?\s{0,4}[:=]|\baws\s{1,4}secretsmanager\s{1,4}\S/i;
const nameOfKept =
  /--(?:name|secret-id)[ =]["']?([^\s"']{1,128})|"aws_secretsmanager_\w{1,30}"\s{1,4}"([\w-]{1,80})"/;
const ofAwsKey = /aws|amazon|\bs3|s3[_-]|access|iam|cred|key[_-]?id/i;
/** Names in an object of JSON, also where its quotes are escaped. */
const fields = /"([\w.-]{1,60})\\?"\s{0,4}:/g;
/** What lines around it call it, as a comment or a description does. */
const calledSecretKey = /secret[ _-]access[ _-]key/i;

/** The value goes on with a word that it begins with, as in `dev-…`: it is longer than a secret. */
const begun = /(?:["'\x60=]|:[ \t]{1,4})[a-z]{2,20}(?:[-_][a-z]{2,20}){0,3}[-_]$/;

const speaksOfAws = ({ head, body }: Enclosure): boolean => ofAws.test(head) || ofAws.test(body);

/**
 * Whether a value belongs to something else than AWS, although AWS is spoken of nearby: the table or the call right around
 * it says so, or its own line or a comment at it, while nothing in there speaks of AWS, nor is any of it a part of what is
 * called so. In doubt it belongs to AWS.
 *
 * @param before what stands in front of it on its line, and `after` behind it @param notes what comments at it say
 */
export function isOfAnother(
  enclosures: readonly Enclosures[],
  { before, after, notes, nearby }: { before: string; after: string; notes: string; nearby: () => string },
): boolean {
  const own = before + after;
  if (begun.test(before)) return true;
  if (kept.test(before)) {
    const heads = enclosures.flat().map(({ head }) => head);
    const [, option, block] = nameOfKept.exec([own, ...heads].join('\n')) ?? [];
    const name = option ?? block;
    const beside = [...after.matchAll(fields)].map(([, field]) => field).join(' ');
    const said = `${name} ${before.replace(/^.*secret.?string/i, '')} ${beside}`;
    if (name !== undefined && !ofAwsKey.test(said) && !/\bbucket/i.test(beside))
      return !calledSecretKey.test(nearby());
  }
  if (enclosures.some((all) => all.some(({ head }) => ofAws.test(head)))) return false;
  if (line.test(`${own}\n${notes}`) && !ofAws.test(`${own}\n${notes}`)) return true;
  if (isNameOfAnother(before, nearby())) return true;
  return enclosures.some((all) => {
    const [first, outer] = all.filter(({ head }) => /\w/.test(head));
    if (first === undefined) return false;
    const [, key, section] = entry.exec(first.head) ?? [];
    if (!(table.test(first.head) || call.test(first.head) || isItsOwn(key ?? section))) return false;
    if (/\bsession\(\s*$/i.test(first.head) && ofSessions.test(first.body)) return true;
    return !speaksOfAws(first) && !(outer !== undefined && isEntry.test(outer.head) && speaksOfAws(outer));
  });
}

/** What frameworks call the secret by which they sign, also behind a line end that is spelled. */
const ofFramework = /(?:(?<=\\[nr])|(?<![\w.-]))SECRET_KEY["']?\]?\s{0,8}[:=]\s{0,8}["']?$/;
/** Flask's own, and what takes it for AWS's all the same. */
const ofFlask = /\bapp\.config\[["']SECRET_KEY["']\]\s{0,4}=\s{0,4}["']$/;
const isTaken =
  /secret_?(?:access_?)?key["']?\]?\s{0,4}[:=]\s{0,4}(?:\w{1,20}\.)?app\.config\[["']SECRET_KEY["']\]/i;
/** AWS's own, and what it is set to. */
const awsOwn = /AWS_SECRET(?:_ACCESS)?_KEY["']?\]?\s{0,8}[:=][ \t]{0,8}([^\r\n]{0,200})/g;
/** A framework's has no ID beside it. */
const idOfOwn = /(?<![\w.-])ACCESS_KEY(?:_ID)?["']?\]?[ \t]{0,8}[:=]/;
/** It comes from elsewhere, or is left empty. */
const isFromElsewhere =
  /^(?:["']{0,2}[ \t]{0,8},?[ \t]{0,8}$|["']?\$\{|["']?<|None\b|os\.|env\b|environ|process\.|getenv|get_env|config\(|decouple)/;
/** … from such a secret, which is AWS's then. */
const isFilledFrom = /(?<!AWS_)(?<!AWS_SECRET_)(?<![A-Za-z0-9])SECRET_KEY/;

/** Whether it is the secret of a framework: AWS's has a name of its own right beside it, and is not filled from this one. */
export function isBesideAwsOwn(before: string, nearby: string): boolean {
  if (ofFlask.test(before)) return !isTaken.test(nearby);
  if (!ofFramework.test(before) || idOfOwn.test(nearby)) return false;
  const values = [...nearby.matchAll(awsOwn)].map(([, value]) => value!);
  return (
    values.some((value) => isFromElsewhere.test(value)) && !values.some((value) => isFilledFrom.test(value))
  );
}
