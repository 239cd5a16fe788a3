/** Second looks: a credential is found in every form in which it may stand, and each look can be switched off. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Looks } from '../../src/model/looks.ts';
import { type Fakes, fakes } from '../support/fakes.ts';
import { hidden } from '../support/hidden.ts';
import { rare } from '../support/keyhalt.ts';
import { base64, each, halves, hex, without, wrapped } from '../support/looks.ts';
import { anySet, kinds, runs, scan, utf16le } from '../support/scanning.ts';

/** How a credential may be written, behind its name. Each takes the credential and gives back the text. */
const forms: Record<
  string,
  { readonly look: keyof Looks; readonly write: (value: string) => string | Buffer }
> = {
  'base64, as in a Kubernetes secret': { look: 'base64', write: (value) => base64(value) },
  'base64 with a line feed at its end': { look: 'base64', write: (value) => base64(`${value}\n`) },
  'base64 of a whole file': {
    look: 'base64',
    write: (value) => base64(`# settings?~\n[default]\naws_secret_access_key = ${value}\nregion = eu\n`),
  },
  'base64 wrapped as in mail': {
    look: 'base64',
    write: (value) =>
      wrapped(base64(`[default]\nregion = eu-central-1\naws_secret_access_key = ${value}\n`), 76, '\n  '),
  },
  'base64 wrapped as in PEM, in a JSON string': {
    look: 'base64',
    write: (value) =>
      wrapped(base64(`[default]\nregion = eu-central-1\naws_secret_access_key = ${value}\n`), 64, '\\n'),
  },
  'base64 wrapped at a length that is no multiple of four': {
    look: 'base64',
    write: (value) =>
      wrapped(base64(`[default]\nregion = eu-central-1\naws_secret_access_key = ${value}\n`), 50, '\n'),
  },
  'base64 wrapped in added lines of a patch': {
    look: 'base64',
    write: (value) =>
      `\n+${wrapped(base64(`[default]\nregion = eu-central-1\naws_secret_access_key = ${value}\n`), 70, '\n+')}`,
  },
  'base64 wrapped in a mail that is quoted': {
    look: 'base64',
    write: (value) =>
      `\n> ${wrapped(base64(`[default]\nregion = eu-central-1\naws_secret_access_key = ${value}\n`), 64, '\n> ')}`,
  },
  'base64 wrapped in texts that are put together': {
    look: 'base64',
    write: (value) =>
      `\n  "${wrapped(base64(`[default]\nregion = eu-central-1\naws_secret_access_key = ${value}\n`), 60, '" +\n  "')}"`,
  },
  'base64 for URLs': {
    look: 'base64',
    write: (value) => Buffer.from(`??>>~~ aws_secret_access_key = ${value} ??>>~~`).toString('base64url'),
  },
  'base64 of UTF-16, as PowerShell takes it': {
    look: 'base64',
    write: (value) => base64(utf16le(`$env:AWS_SECRET_ACCESS_KEY = "${value}"`)),
  },
  'percent-encoding of what URLs do not allow': {
    look: 'percent',
    write: (value) => `a%2F%2B${encodeURIComponent(`?${value}?`)}`,
  },
  'percent-encoding of every character': {
    look: 'percent',
    write: (value) => each(value, (code) => `%${hex(code, 2)}`),
  },
  'percent-encoding of percent-encoding': {
    look: 'percent',
    write: (value) => each(value, (code) => `%25${hex(code, 2)}`),
  },
  'escapes of JSON for every character': {
    look: 'escapes',
    write: (value) => each(value, (code) => `\\u${hex(code, 4)}`),
  },
  'escapes of JSON inside JSON': {
    look: 'escapes',
    write: (value) => each(value, (code) => `\\\\u${hex(code, 4)}`),
  },
  'escapes with x': { look: 'escapes', write: (value) => each(value, (code) => `\\x${hex(code, 2)}`) },
  'escapes with octal digits': {
    look: 'escapes',
    write: (value) => each(value, (code) => `\\${code.toString(8).padStart(3, '0')}`),
  },
  'character references': { look: 'escapes', write: (value) => each(value, (code) => `&#${code};`) },
  'character references with hex digits': {
    look: 'escapes',
    write: (value) => each(value, (code) => `&#x${hex(code, 2)};`),
  },
  'pieces put together with +': { look: 'pieces', write: (value) => `'${halves(value).join("' + '")}'` },
  'pieces over lines': { look: 'pieces', write: (value) => `"${halves(value).join('" +\n    "')}"` },
  'pieces of PHP': { look: 'pieces', write: (value) => `'${halves(value).join("' . '")}'` },
  'pieces of Lua': { look: 'pieces', write: (value) => `"${halves(value).join('" .. "')}"` },
  'pieces of Visual Basic': { look: 'pieces', write: (value) => `"${halves(value).join('" & _\n    "')}"` },
  'pieces of SQL': { look: 'pieces', write: (value) => `'${halves(value).join("' || '")}'` },
  'pieces of Haskell and Elixir': { look: 'pieces', write: (value) => `"${halves(value).join('" <> "')}"` },
  'pieces of OCaml': { look: 'pieces', write: (value) => `"${halves(value).join('" ^ "')}"` },
  'pieces of Julia': { look: 'pieces', write: (value) => `"${halves(value).join('" * "')}"` },
  'pieces of Fortran': { look: 'pieces', write: (value) => `"${halves(value).join('" // "')}"` },
  'pieces that a format puts together': {
    look: 'pieces',
    write: (value) => `"{}{}{}".format("${halves(value).join('", "')}")`,
  },
  'pieces behind what printf says of them': {
    look: 'pieces',
    write: (value) => `$(printf '%s%s%s' '${halves(value).join("' '")}')`,
  },
  'pieces side by side': { look: 'pieces', write: (value) => `"${halves(value).join('" "')}"` },
  'pieces side by side over lines': {
    look: 'pieces',
    write: (value) => `("${halves(value).join('"\n  "')}")`,
  },
  'a template with texts in it': {
    look: 'pieces',
    write: (value) => {
      const [a, b, c] = halves(value);
      return `\`${a}\${'${b}'}${c}\``;
    },
  },
  'a list that is joined': { look: 'pieces', write: (value) => `["${halves(value).join('", "')}"].join('')` },
  'a list that Python joins': {
    look: 'pieces',
    write: (value) => `''.join(['${halves(value).join("', '")}'])`,
  },
  'a list that CloudFormation joins': {
    look: 'pieces',
    write: (value) => `!Join ['', ['${halves(value).join("', '")}']]`,
  },
  'pieces that a call adds': { look: 'pieces', write: (value) => `'${halves(value).join("'.concat('")}')` },
  'pieces that line after line adds': {
    look: 'pieces',
    write: (value) => `its.value = "${halves(value).join('";\n  its.value += "')}";`,
  },
  'lines of Haskell': { look: 'pieces', write: (value) => `"${halves(value).join('\\\n  \\')}"` },
  'lines that a backslash continues': { look: 'pieces', write: (value) => `"${halves(value).join('\\\n')}"` },
  'lines that YAML folds': {
    look: 'pieces',
    write: (value) => `>-\n  ${halves(value).join('\n  ')}\nregion: eu`,
  },
  'invisible characters': { look: 'invisible', write: (value) => halves(value).join('\u200b') },
  'a soft hyphen and a byte order mark': {
    look: 'invisible',
    write: (value) => `\ufeff${halves(value).join('\u00ad')}`,
  },
};

/** Invisible characters are looked for in unbroken runs, which these two are not. */
const kindsFor = (look: keyof Looks) =>
  kinds.filter(([kind]) => look !== 'invisible' || (kind !== 'bedrockShort' && kind !== 'mwsToken'));

describe.each(Object.entries(forms))('in %s', (_, { look, write }) => {
  test.each(kindsFor(look).map((kind) => [kind[0], kind] as const))(
    '%s is found, and none of it is shown',
    (_, [kind, label, ruleId]) => {
      fc.assert(
        fc.property(anySet(), (set) => {
          const text = `first\n${label}${write(set[kind])}\nlast\n`;

          const { detections } = scan(text);

          expect(detections.map((found) => found.ruleId)).toContain(ruleId);
          expect(hidden(JSON.stringify(detections), [[kind, set[kind]]])).toEqual([]);
        }),
        runs(4),
      );
    },
  );

  rare('a secret is the same finding as in plain text', () => {
    const { awsSecret } = fakes('same');
    const [plain] = scan(`AWS_SECRET_ACCESS_KEY=${awsSecret}`).detections;

    const found = scan(`AWS_SECRET_ACCESS_KEY=${write(awsSecret)}\n`).detections;

    expect(found.map(({ fingerprint }) => fingerprint)).toEqual([plain?.fingerprint]);
    expect(found[0]).toMatchObject({ line: expect.toBeOneOf([1, 2, 3, 4]), severity: 'critical' });
  });

  test('nothing is found when that look is switched off', () => {
    const { awsSecret } = fakes('off');

    const found = without(look).scan(Buffer.from(`AWS_SECRET_ACCESS_KEY=${write(awsSecret)}\n`)).detections;

    expect(found).toEqual([]);
  });
});

describe('harmless text', () => {
  const noise = (set: Fakes) => base64(set.sessionToken.slice(0, 60));

  rare('in base64, escapes or pieces stays harmless', () => {
    fc.assert(
      fc.property(anySet(), (set) => {
        const text = [
          `data: ${base64('The quick brown fox jumps over the lazy dog, and then some more of it.')}`,
          `"integrity": "sha512-${noise(set)}"`,
          "const path = 'src/components/' + 'settings/secret/' + 'index';",
          'const list = ["one", "two", "three"].join("/secret/");',
          'https://example.com/?q=aws%20secret%2Fkey%2Fand%2Fmore%2Fwords%2Fhere',
        ].join('\n');

        expect(scan(text).detections).toEqual([]);
      }),
      runs(20),
    );
  });
});
