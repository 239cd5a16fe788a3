/** docs/keyhalt.schema.json: what keyhalt.toml may say, for editors. */
import { type ConversionConfig, type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import { allRules } from '../src/built-in.ts';
import { hasWord } from '../src/model/has-word.ts';
import { isVisible } from '../src/model/visible.ts';
import { configurationSchema } from '../src/policy/schema.ts';
import { type Setting, settings } from './settings.ts';

/** Checks of ours as patterns. */
const patterns: ReadonlyMap<unknown, string> = new Map([
  [hasWord, '[\\p{L}\\p{N}]'],
  [isVisible, '^[^\\p{C}\\p{Zl}\\p{Zp}]*$'],
]);

/** What the valibot schema says in code, in the words of JSON schema. Whatever is not known here is an error. */
const inWords: ConversionConfig = {
  errorMode: 'throw',
  // Of a table what it holds; in front of that stands only what is none.
  typeMode: 'output',
  overrideSchema: ({ valibotSchema }) =>
    valibotSchema.type === 'date' ? { type: 'string', format: 'date' } : undefined,
  overrideAction: ({ valibotAction, jsonSchema }) => {
    const { type, requirement } = valibotAction as { readonly type: string; readonly requirement?: unknown };
    if (type === 'trim' || (type === 'check' && jsonSchema.format === 'date')) return jsonSchema;
    const pattern = patterns.get(requirement);
    return pattern === undefined ? undefined : { ...jsonSchema, pattern };
  },
};

const aRule: JsonSchema = { $ref: '#/definitions/rule' };

/**
 * What is checked behind the schema, as far as JSON schema can tell. It cannot tell what patterns and globs mean, which days
 * there are, whether a rule of the file is there, or whether a date stands in quotes: keyhalt says so.
 */
const besides: Readonly<Record<string, JsonSchema>> = {
  'scan.enable': { items: aRule },
  'scan.disable': { items: aRule },
  'allow.rules': { items: aRule },
  'rules.pairsWith': aRule,
  'rules.admit.near': aRule,
  'allow[]': {
    anyOf: ['paths', 'rules', 'fingerprints', 'values'].map((key) => ({ required: [key] })),
  },
  'rules[]': {
    anyOf: ['regex', 'run'].map((key) => ({ required: [key] })),
    dependencies: { packed: ['bounds'] },
  } as JsonSchema,
};

export function configurationJsonSchema(): JsonSchema {
  const { $schema, ...schema } = toJsonSchema(configurationSchema, inWords);
  return {
    $schema: $schema!,
    $id: 'urn:keyhalt:configuration:1',
    title: 'keyhalt.toml',
    description: 'The configuration of keyhalt; docs/configuration.md tells more.',
    ...described(schema, ''),
    definitions: {
      // One of those that are there, which editors offer, or one of the file itself.
      rule: {
        anyOf: [{ enum: allRules.map(({ id }) => id) }, keysOf(keysOf(schema).rules!).id!],
      },
    },
  };
}

/** The keys of a table, or of the tables in a list. */
export const keysOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  ((tableOf(schema) ?? schema).properties ?? {}) as Record<string, JsonSchema>;

const tableOf = ({ items }: JsonSchema): JsonSchema | undefined =>
  typeof items === 'object' && 'properties' in items ? (items as JsonSchema) : undefined;

function described(schema: JsonSchema, way: string): JsonSchema {
  const properties = Object.entries(keysOf(schema)).map(([key, value]) => {
    const below = way === '' ? key : `${way}.${key}`;
    return [key, { ...wordsOf(settings[below]), ...described({ ...value, ...besides[below] }, below) }];
  });
  if (properties.length === 0) return schema;
  const keys = { properties: Object.fromEntries(properties) };
  const table = tableOf(schema);
  return table === undefined
    ? { ...schema, ...keys }
    : { ...schema, items: { ...table, ...keys, ...besides[`${way}[]`] } };
}

const wordsOf = (setting?: Setting): JsonSchema =>
  setting === undefined
    ? {}
    : {
        description: setting.says,
        ...(setting.default === undefined ? {} : { default: setting.default }),
      };
