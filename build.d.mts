import type { Plugin } from 'esbuild';
import type { Rule } from './src/model/rule.ts';

/** A rule as it stands in a file: each example is a list of pieces. */
export interface RuleWithExamples extends Rule {
  readonly examples: { readonly leak: readonly string[][]; readonly clean: readonly string[][] };
}

/** What a file of rules says, examples and all; its patterns whole. */
export function rulesOf(text: string): { readonly rules: readonly RuleWithExamples[] };

/** Rule files as modules of plain data. */
export function tomlAsModule(text: string): string;

/** A module of AssemblyScript as WebAssembly, in base64, in a module of JavaScript. */
export function assemblyAsModule(file: string): Promise<string>;

/** What runs in the page of an HTML report, and how that looks, as text in a module of JavaScript. */
export function browserText(file: string): Promise<string>;

/** Where the text of `page.script` and `page.style` comes from; undefined for any other module. */
export function browserSource(module: string): string | undefined;

/** What the search for the keywords of the built-in rules is made of, as JSON. */
export function groupsOfRules(): Promise<string>;

/** What every bundle of esbuild is made with. */
export const plugins: Plugin[];
