/** The reference of keyhalt.toml in docs/configuration.md: a table for each table of the file. */
import type { JsonSchema } from '@valibot/to-json-schema';
import { configurationJsonSchema, keysOf } from './schema.ts';
import { settings } from './settings.ts';

/** The tables of a file, by their way from the top, as their titles call them. */
const titles: Readonly<Record<string, string>> = {
  scan: 'Table scan',
  decode: 'Table decode',
  allow: 'Tables allow',
  rules: 'Tables rules',
  'rules.admit': 'Tables admit of a rule',
  'rules.examples': 'Table examples of a rule',
};

export function reference(): string {
  const schema = configurationJsonSchema();
  return Object.entries(titles)
    .map(([way, title]) => section(way, title, way.split('.').reduce(descend, schema)))
    .join('\n\n');
}

const descend = (schema: JsonSchema, key: string): JsonSchema => keysOf(schema)[key]!;

function section(way: string, title: string, schema: JsonSchema): string {
  const { required = [] } = (schema.items ?? schema) as JsonSchema;
  const rows = Object.entries(keysOf(schema)).flatMap(([key, value]) =>
    rowsOf(`${way}.${key}`, key, value, required.includes(key)),
  );
  return [
    `### ${title}`,
    '',
    `${header(schema.type === 'array', way)}: ${settings[way]!.says}`,
    '',
    '| key | value | default | example | what it does |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
  ].join('\n');
}

const header = (isList: boolean, way: string): string => code(isList ? `[[${way}]]` : `[${way}]`);

/** A table that has a section of its own is one row, any other is told with its keys. */
function rowsOf(way: string, key: string, schema: JsonSchema, isRequired: boolean): string[][] {
  const { says, example } = settings[way]!;
  const row = [
    code(key),
    inWords(schema),
    isRequired ? 'required' : schema.default === undefined ? '' : code(JSON.stringify(schema.default)),
    example === undefined ? '' : code(example),
    says,
  ];
  if (way in titles) return [row];
  return [
    row,
    ...Object.entries(keysOf(schema)).flatMap(([below, value]) =>
      rowsOf(`${way}.${below}`, `${key}.${below}`, value, true),
    ),
  ];
}

function inWords({
  type,
  enum: choices,
  const: only,
  format,
  minimum,
  maximum,
  ...more
}: JsonSchema): string {
  if (choices !== undefined) return choices.map((choice) => code(JSON.stringify(choice))).join(', ');
  if (only !== undefined) return code(JSON.stringify(only));
  if (more.$ref !== undefined) return 'a rule';
  if (format === 'date') return 'a day';
  switch (type) {
    case 'boolean':
      return '`true` or `false`';
    case 'integer':
      return `a whole number, ${minimum!.toLocaleString('en')} to ${maximum!.toLocaleString('en')}`;
    case 'number':
      return `a number, ${minimum} to ${maximum}`;
    case 'string':
      return 'a text';
    case 'array':
      return listOf(more.items as JsonSchema);
    default:
      return 'a table';
  }
}

function listOf(items: JsonSchema): string {
  if (items.enum !== undefined) return 'a list of checks';
  if (items.anyOf !== undefined) return 'a list of texts, or of lists of pieces';
  return items.properties === undefined ? `a list of ${inWords(items).replace('a ', '')}s` : 'tables';
}

const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);
