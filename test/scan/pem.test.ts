import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { scan } from '../support/scanning.ts';

const pem = (type: 'rsa' | 'ec' | 'ed25519'): string => {
  const options = { modulusLength: 1024, namedCurve: 'P-256' };
  const { privateKey } = generateKeyPairSync(type as 'rsa', options);
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
};
const rsa = pem('rsa');
const lines = (text: string, write: (line: string, index: number) => string): string =>
  text.trim().split('\n').map(write).join('\n');
const header = `-----BEGIN ${'PRIVATE KEY'}-----`;

const forms: Record<string, string> = {
  'as it is': rsa,
  'of an elliptic curve': pem('ec'),
  'Ed25519, a single line': pem('ed25519'),
  'with Windows line ends': rsa.replaceAll('\n', '\r\n'),
  'in JSON': JSON.stringify({ key: rsa }),
  'in JSON in JSON': JSON.stringify(JSON.stringify({ key: rsa })),
  'in YAML, indented': `key: |\n${lines(rsa, (line) => `    ${line}`)}`,
  'a list in YAML': lines(rsa, (line) => `  - ${line}`),
  'strings put together': lines(rsa, (line) => `  "${line}\\n" +`),
  'commented with #': lines(rsa, (line) => `# ${line}`),
  'in a block comment': lines(rsa, (line) => ` * ${line}`),
  'commented with ;': lines(rsa, (line) => `; ${line}`),
  'with line numbers': lines(rsa, (line, index) => `${index + 1}: ${line}`),
  'with line breaks of HTML': lines(rsa, (line) => `${line}<br>`).replaceAll('\n', ''),
  'with character references': rsa.trim().replaceAll('\n', '&#xA;'),
  'percent-encoded': encodeURIComponent(rsa),
  'sent as a form is': new URLSearchParams({ key: rsa }).toString(),
  'without its end': rsa.slice(0, rsa.indexOf('-----END')),
};

describe('a private key', () => {
  test.each(Object.entries(forms))('is found %s', (_, text) => {
    expect(scan(`${text}\n`).detections.map(({ ruleId }) => ruleId)).toEqual(['private-key']);
  });

  test.each(Object.entries(forms))('is not shown, %s', (_, text) => {
    const [found] = scan(`${text}\n`).detections;
    const shown = [found!.masked, found!.excerpt].join('\n');
    for (const line of rsa.split('\n').filter((one) => /^[A-Za-z0-9+/]{20}/.test(one)))
      for (let at = 0; at + 20 <= line.length; at += 10) expect(shown).not.toContain(line.slice(at, at + 20));
  });

  test.each([
    [
      'lines with literal line feeds and no end',
      `${header}\\n${`${'Ab3/'.repeat(16)}\\n`.repeat(400)}","client"`,
    ],
    ['nothing but literal line feeds', `${header}${'\\n'.repeat(4000)}`],
    ['nothing but backslashes', `${header}${'\\'.repeat(8000)}`],
    ['its start again and again', `${header}\n`.repeat(20_000)],
    ['dashes', `${header}${'- '.repeat(4000)}`],
    ['line ends and blanks', `${header}${'\n \t'.repeat(4000)}`],
    ['a passphrase announced', `${header}\n${`Proc-Type: 4,ENCRYPTED\n${'\n'.repeat(300)}`.repeat(40)}`],
  ])('that is none is left soon: %s', (_, text) => {
    expect(scan(text).detections.filter(({ severity }) => severity === 'critical')).toEqual([]);
  });
});
