/** What keyhalt.toml may say, and may not. */
import { allRules } from '../support/scanning.ts';

export const fingerprint = `kh1:${'0f'.repeat(16)}`;

/** A rule of a user's own. */
export const acme = `
[[rules]]
id = "acme-token"
description = "ACME deploy token"
severity = "high"
regex = '''\\b(acme_[a-z0-9]{32})\\b'''
keywords = ["acme_"]
entropy = 3.0
[rules.examples]
leak = [["deploy: acme_", "0f9a"]]
clean = ["acme_documentation"]
`;

/** All that it may say but more about rules. */
export const whole = `
[scan]
fail-on = "high"
own-keys = true
enable = ["aws-account-id"]
disable = ["aws-appsync-api-key"]

[decode]
base64 = 2
percent = false
archives = 1
archive-bytes = 1000000

[[allow]]
reason = "  canary keys of the demo "
paths = ["test/fixtures/**", ".env.*"]
rules = ["aws-access-key-id", "acme-token"]
fingerprints = ["${fingerprint}"]
values = ['''^AKIA.*DEMO$''', 'x']
expires = 2027-01-31
${acme}`;

const ok = 'reason = "x"\nrules = ["aws-access-key-id"]';
const rule = '[[rules]]\nid = "acme"\ndescription = "ACME"\n';

/** What each is, the text, and where and how it is told. */
export const mistakes: readonly (readonly [what: string, text: string, words: string])[] = [
  [
    'what is not TOML',
    '[scan]\nfail-on = high\n',
    '2:11: this is not TOML: this is no value; texts stand in quotes',
  ],
  [
    'a merge that was not finished',
    '[scan]\n<<<<<<< HEAD\nfail-on = "high"\n=======\nfail-on = "low"\n>>>>>>> topic\n',
    '2 is a mark of a merge that was not finished',
  ],
  [
    'a setting that is none',
    '[scan]\nfail_on = "high"\n',
    '2:1: scan.fail_on is not a setting of keyhalt; did you mean fail-on?',
  ],
  [
    'a setting that is like none',
    '[scan]\nbaseline = "x"\n',
    '2:1: scan.baseline is not a setting of keyhalt; there are fail-on, own-keys, enable, disable',
  ],
  ['a key that could be a secret', '[scan]\n"fail on" = 1\n', '2:1: this key is not a setting of keyhalt'],
  [
    'a table that is none',
    '[rule]\nid = "x"\n',
    '1:2: rule is not a setting of keyhalt; did you mean rules?',
  ],
  [
    'a severity that is none',
    '[scan]\n  fail-on = "urgent"\n',
    '2:3: scan.fail-on must be one of low, medium, high, critical',
  ],
  ['a severity that is a number', '[scan]\nfail-on = 3\n', '2:1: scan.fail-on must be one of'],
  ['a switch that is a text', '[scan]\nown-keys = "yes"\n', '2:1: scan.own-keys must be true or false'],
  ['a dotted key', 'scan.fail-on = "urgent"\n', '1:1: scan.fail-on must be one of'],
  ['an inline table', 'scan = { own-keys = true, fail-on = 3 }\n', '1:27: scan.fail-on must be one of'],
  [
    'a number out of range',
    '[decode]\nbase64 = 9\n',
    '2:1: decode.base64 must be a whole number from 0 to 5',
  ],
  [
    'a rule to enable that is none',
    '[scan]\nenable = ["aws-account-id", "aws-acount-id"]\n',
    '2:29: there is no rule aws-acount-id; did you mean aws-account-id?',
  ],
  [
    'a rule to disable that is none',
    '[scan]\ndisable = ["x"]\n',
    '2:12: there is no rule x; keyhalt rules list names them all',
  ],
  [
    'all rules disabled',
    `[scan]\ndisable = ${JSON.stringify(allRules.map(({ id }) => id))}\n`,
    '2:1: no rule is left',
  ],
  [
    'an unknown key of an entry',
    `[[allow]]\n${ok}\n\n[[allow]]\n${ok}\n  path = ["x"]\n`,
    '8:3: allow.path is not a setting of keyhalt; did you mean paths?',
  ],
  ['a missing reason', `[[allow]]\nrules = ["aws-access-key-id"]\n`, '1:3: allow.reason is missing'],
  [
    'a missing reason behind an entry that has one',
    `[[allow]]\n${ok}\n[[allow]]\nrules = ["aws-access-key-id"]\n`,
    '4:3: allow.reason is missing',
  ],
  ['an empty reason', '[[allow]]\nreason = "  "\npaths = ["x"]\n', '2:1: allow.reason must say in words why'],
  [
    'a reason without a word',
    '[[allow]]\nreason = "-- ?"\npaths = ["x"]\n',
    '2:1: allow.reason must say in words',
  ],
  ['a reason that is no text', '[[allow]]\nreason = 1\npaths = ["x"]\n', '2:1: allow.reason must be a text'],
  [
    'an entry without criteria',
    '[[allow]]\nreason = "x"\n',
    '2:1: an allow entry needs paths, rules, fingerprints or values',
  ],
  [
    'an entry with an empty list',
    '[[allow]]\nreason = "x"\npaths = []\n',
    '3:1: allow.paths must not be empty',
  ],
  [
    'an entry with an empty list of fingerprints',
    '[[allow]]\nreason = "x"\nfingerprints = []\n',
    '3:1: allow.fingerprints must not be empty',
  ],
  [
    'an empty path',
    '[[allow]]\nreason = "x"\npaths = ["a", ""]\n',
    '3:15: element 2 of allow.paths must not be empty',
  ],
  [
    'a list that is a text',
    '[[allow]]\nreason = "x"\npaths = "x"\n',
    '3:1: allow.paths must be a list of texts',
  ],
  [
    'a path with backslashes',
    `[[allow]]\nreason = "x"\npaths = ['a\\b']\n`,
    '3:10: write paths with /, not with \\',
  ],
  ['a glob with / in front', '[[allow]]\nreason = "x"\npaths = ["a", "/x/**"]\n', '3:15: paths start at'],
  ['a glob with / behind', '[[allow]]\nreason = "x"\npaths = ["x/"]\n', '3:10: no path ends with /'],
  ['a class without an end', '[[allow]]\nreason = "x"\npaths = ["a["]\n', '3:10: a [ is not closed'],
  ['braces without an end', '[[allow]]\nreason = "x"\npaths = ["a/{b,c"]\n', '3:10: a { is not closed'],
  ['such a glob with ! in front', '[[allow]]\nreason = "x"\npaths = ["a", "!/b"]\n', '3:15: paths start at'],
  ['a glob that only takes away', '[[allow]]\nreason = "x"\npaths = ["!a", "!b"]\n', '3:1: globs with !'],
  [
    'a glob that is too long',
    `[[allow]]\nreason = "x"\npaths = ["${'a'.repeat(70_000)}"]\n`,
    '3:10: a glob of more than 1000',
  ],
  [
    'a broken glob of an entry that has expired',
    '[[allow]]\nreason = "x"\npaths = ["a["]\nexpires = 2020-01-01\n',
    '3:10: a [ is not closed',
  ],
  [
    'what stands beside a very long text',
    `[[allow]]\nreason = '${'a'.repeat(200_000)}'\npaths = ["x"]\n[scan]\nfail-on = 3\n`,
    '5:1: scan.fail-on must be',
  ],
  [
    'what stands beside a very long text with escapes',
    `[[allow]]\nreason = "${'a\\"'.repeat(100_000)}"\npaths = ["x"]\n[scan]\nfail-on = 3\n`,
    '5:1: scan.fail-on must be',
  ],
  [
    'a very long number',
    `[[allow]]\nreason = "x"\nrules = [ 1.${'1'.repeat(200_000)} ]\n`,
    '3:11: element 1 of allow.rules must be a text',
  ],
  [
    'what stands beside a long text on its line',
    `[[allow]]\nreason = "x"\npaths = [ '${'a'.repeat(200_000)}', "/b" ]\n`,
    '3:11: a glob of more than 1000',
  ],
  [
    'what stands behind a long text of several lines',
    `[[allow]]\nreason = ${"'''"}\n${'a "b" \n'.repeat(30_000)}${"''''"}\n[scan]\nfail-on = 3\n`,
    '30005:1: scan.fail-on must be',
  ],
  [
    'an expression that is none',
    `[[allow]]\nreason = "x"\nvalues = [\n  "ok",\n  "(",\n]\n`,
    '5:3: this pattern is not understood: ',
  ],
  [
    'an unknown rule',
    '[[allow]]\nreason = "x"\nrules = ["aws-key"]\n',
    '3:10: there is no rule aws-key; keyhalt rules list names them all',
  ],
  [
    'a fingerprint that is none',
    `[[allow]]\nreason = "x"\nfingerprints = ["${fingerprint}0"]\n`,
    '3:17: element 1 of allow.fingerprints must be kh1: and 32 hex digits',
  ],
  [
    'a date in quotes',
    `[[allow]]\n${ok}\nexpires = "2027-01-31"\n`,
    '4:1: allow.expires must be a date such as 2027-01-31, without quotes',
  ],
  ['a time without a date', `[[allow]]\n${ok}\nexpires = 07:30:00\n`, '4:1: allow.expires must be a date'],
  ['a date that never comes', `[[allow]]\n${ok}\nexpires = 2027-02-31\n`, '4:11: there is no such day'],
  [
    'a date that never comes, beside the one that it would be taken for',
    `# since 2027-03-03\n[[allow]]\n${ok}\nexpires = 2027-02-31 # soon\n`,
    '5:11: there is no such day',
  ],
  [
    'a time on a day that never comes',
    `[[allow]]\n${ok}\nexpires = 2100-02-29T07:30:00Z\n`,
    '4:11: allow.expires must be a date',
  ],
  [
    'a date with a time',
    `[[allow]]\n${ok}\nexpires = 2030-01-31T10:00:00Z\n`,
    '4:1: allow.expires must be a date such as 2027-01-31, without quotes and without a time',
  ],
  [
    'a rule that is enabled and disabled',
    '[scan]\nenable = ["aws-account-id"]\ndisable = ["private-key", "aws-account-id"]\n',
    '3:27: aws-account-id stands in enable, too',
  ],
  ['an entry that is a number', 'allow = [1]\n', '1:10: element 1 of allow must be a table'],
  ['a table that is a number', 'scan = 1\n', '1:1: scan must be a table'],
  ['a table that is a day', 'scan = 2030-01-31\n', '1:1: scan must be a table'],
  ['a table that is a list of nothing', 'decode = []\n', '1:1: decode must be a table'],
  ['an entry that is a time', 'allow = [07:30:00]\n', '1:10: element 1 of allow must be a table'],
  ['a fingerprint that is a number', `[[allow]]\nreason = "x"\nfingerprints = [1]\n`, '3:17: element 1 of'],
  [
    'a number that no computer counts to',
    '[decode]\narchive-bytes = 99999999999999999999\n',
    '2:17: this number is too large',
  ],
  [
    'a key that is there twice',
    '[scan]\nown-keys = true\nown-keys = true\n',
    '3:1: this is not TOML: the same key or table is there already',
  ],
  ['a text without an end', '[scan]\nfail-on = "high\n', '2:16: this is not TOML: a text may hold no'],
  ['a list without an end', 'allow = [1, 2', '1:14: this is not TOML: a comma or a closing bracket'],
  ['an allow that is no list', `[allow]\n${ok}\n`, '1:2: allow must be [[allow]] tables'],
  [
    'a broken entry that has expired',
    '[[allow]]\nreason = "x"\nexpires = 2020-01-01\n',
    '2:1: an allow entry needs',
  ],
  ['a rule without a name', '[[rules]]\ndescription = "x"\n', '1:3: rules.id is missing'],
  [
    'a rule whose name is none',
    '[[rules]]\nid = "My Rule"\n',
    '2:1: rules.id must be words of small letters',
  ],
  [
    'a rule with the name of a built-in one',
    '[[rules]]\nid = "aws-access-key-id"\ndescription = "x"\nregex = "x"\n',
    '2:1: there is a rule of that name already',
  ],
  [
    'a secret in a group that the pattern has not',
    `${rule}regex = "ab(cd)"\nsecretGroup = 2\n`,
    '4:1: this pattern is not understood: the secret is group 2, but there is 1 group',
  ],
  [
    'two rules of one name',
    `${rule}regex = "abcd"\n${rule}regex = "abcd"\n`,
    '6:1: there is a rule of that name already',
  ],
  ['a rule that looks for nothing', rule, '2:1: a rule needs a regex or a run'],
  ['a pattern of a rule that is none', `${rule}regex = "(abc"\n`, '4:1: this pattern is not understood: '],
  [
    'a path pattern of a rule that is none',
    `${rule}regex = "abcd"\npath = "["\n`,
    '5:1: this pattern is not understood: ',
  ],
  [
    'a label that is no pattern',
    `${rule}regex = "abcd"\n[[rules.admit]]\nlabel = "*"\n`,
    '6:1: this pattern is not understood: ',
  ],
  [
    'a neighbour that is no rule',
    `${rule}regex = "abcd"\n[[rules.admit]]\nnear = "nobody"\n`,
    '6:1: there is no such rule',
  ],
  [
    'an unknown check',
    `${rule}regex = "abcd"\nchecks = ["not-hex", "not-mine"]\n`,
    '5:22: element 2 of rules.checks must be among not-hex, ',
  ],
  [
    'an entropy of more bits than a byte has',
    `${rule}regex = "abcd"\nentropy = 9.5\n`,
    '5:1: rules.entropy must be between 0 and 8 bits',
  ],
  [
    'a description with an escape sequence',
    `[[rules]]\nid = "acme"\ndescription = "d\\u001b[31m"\nregex = "abcd"\n`,
    '3:1: rules.description must be one line without control characters',
  ],
  [
    'a description of two lines',
    `[[rules]]\nid = "acme"\ndescription = "a\\nb"\nregex = "abcd"\n`,
    '3:1: rules.description must be one line',
  ],
  [
    'a reference that reorders text',
    `${rule}regex = "abcd"\nreferences = ["ok", "a\\u202eb"]\n`,
    '5:21: element 2 of rules.references must be one line',
  ],
  [
    'a rule that would show the secret',
    `${rule}regex = "abcd"\nshow = { first = 40, last = 4 }\n`,
    '5:10: rules.show.first must be a whole number from 0 to 16: more would show the secret itself',
  ],
  [
    'a rule that would show its end',
    `${rule}regex = "abcd"\nshow = { first = 4, last = 8 }\n`,
    '5:21: rules.show.last must be a whole number from 0 to 4',
  ],
  [
    'bounds that are no characters',
    `${rule}regex = "abcd"\nbounds = { before = "z-a", after = "x" }\n`,
    '5:12: this pattern is not understood: ',
  ],
  [
    'bounds that close their class',
    `${rule}regex = "abcd"\nbounds = { before = "x", after = "a]b" }\n`,
    '5:26: these must be characters',
  ],
  [
    'bounds that open a group',
    `${rule}regex = "abcd"\nbounds = { before = "a](?:[b", after = "x" }\n`,
    '5:12: this pattern is not understood: ',
  ],
  [
    'a pattern that is too long with what may stand around it',
    `${rule}regex = "${'x'.repeat(4900)}"\nbounds = { before = "x", after = "x" }\n`,
    '4:1: this pattern is not understood: it is longer than 5,000 characters',
  ],
  [
    'packed characters that are none',
    `${rule}regex = "abcd"\nbounds = { before = "x", after = "x" }\npacked = { before = "[:x:]", length = 4 }\n`,
    '6:12: this pattern is not understood: ',
  ],
  [
    'a packed that has no bounds',
    `${rule}regex = "abcd"\npacked = { before = "x", length = 4 }\n`,
    '5:1: packed says where bounds do not count',
  ],
  [
    'a context that is no pattern',
    `${rule}regex = "abcd"\n[[rules.admit]]\nlabel = "ok"\n[[rules.admit]]\ncontext = "(a"\n`,
    '8:1: this pattern is not understood: ',
  ],
  [
    'a setting of a rule that is none',
    `${rule}regex = "abcd"\nsecretgroup = 1\n`,
    '5:1: rules.secretgroup is not a setting of keyhalt; did you mean secretGroup?',
  ],
];
