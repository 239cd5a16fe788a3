/** The types of the JSON report say what docs/report.schema.json says: the compiler compares them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { rare } from '../support/keyhalt.ts';
import { scratch } from '../support/scratch.ts';

const root = join(import.meta.dirname, '..', '..');
const schema: Schema = JSON.parse(readFileSync(join(root, 'docs', 'report.schema.json'), 'utf8'));

/** As much of JSON Schema as the report needs. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly $ref?: string;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** What the schema says, as a type of TypeScript. */
function typeOf({ type, items, properties, required = [], ...rest }: Schema): string {
  if (rest.const !== undefined) return JSON.stringify(rest.const);
  if (rest.enum !== undefined) return rest.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (rest.$ref !== undefined) return typeOf(schema.definitions![rest.$ref.replace('#/definitions/', '')]!);
  if (type === 'array') return `readonly (${typeOf(items!)})[]`;
  if (type === 'integer') return 'number';
  if (type !== 'object') return type!;
  const keys = Object.entries(properties!).map(
    ([name, value]) => `readonly ${name}${required.includes(name) ? '' : '?'}: ${typeOf(value)};`,
  );
  return `{ ${keys.join(' ')} }`;
}

/** Whether each of these types is that of the report, asked of the compiler at once. */
function areReports(types: readonly string[]): boolean[] {
  const folder = mkdtempSync(join(scratch, 'keyhalt-types-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const questions = `import type { Report } from ${JSON.stringify(join(root, 'src', 'report', 'json-report.ts'))};
type Plain<T> = T extends object ? { [Key in keyof T]: Plain<T[Key]> } : T;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
${types.map((type, at) => `export const same${at}: Same<Plain<Report>, Plain<${type}>> = true;`).join('\n')}
`;
  writeFileSync(join(folder, 'same.ts'), questions);
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const options =
    '--strict --exactOptionalPropertyTypes --noEmit --module nodenext --allowImportingTsExtensions --types';
  const { stdout } = spawnSync(process.execPath, [compiler, ...options.split(' '), '', 'same.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const wrong = [...stdout.matchAll(/^same\.ts\((\d+),\d+\): error (.*)$/gm)].map(([, line, error]) => {
    expect(error).toBe("TS2322: Type 'true' is not assignable to type 'false'.");
    return Number(line) - 4;
  });
  expect(stdout.split('\n').filter(Boolean)).toHaveLength(wrong.length);
  return types.map((_, at) => !wrong.includes(at));
}

// Keys at the top are missing only where a scan ended before there was a report; then the library throws.
const whole = { ...schema, required: Object.keys(schema.properties!) };

rare('the types are those of the schema, and none that differ a little', () => {
  const right = typeOf(whole);
  const others = [
    right.replace('readonly message: string;', ''),
    right.replace('readonly message: string;', '$& readonly more?: string;'),
    right.replace('readonly entropy:', 'readonly entropy?:'),
    right.replace('readonly bytes: number', 'readonly bytes: string'),
  ];

  expect(new Set([right, ...others]).size).toBe(5);
  expect(areReports([right, ...others])).toEqual([true, false, false, false, false]);
});
