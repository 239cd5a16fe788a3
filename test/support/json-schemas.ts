/** Official schemas, as other people's programs apply them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type Options } from 'ajv';
import addFormats from 'ajv-formats';

const require = createRequire(import.meta.url);

/** What a schema says against a value; nothing when it fits. */
export type Complaints = (value: unknown) => readonly string[];

export function complaintsBy(schema: object, options: Options = {}): Complaints {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false, ...options });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return (value) => {
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

/** SARIF 2.1.0, as GitHub and OASIS publish it. It is of draft 4, of which it uses nothing that later drafts changed but `id`. */
export function sarifSchema(): object {
  const file = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { $schema: _, id, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
  return { $id: id, ...rest };
}
