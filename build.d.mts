import type { Plugin } from 'esbuild';

/** Rule files as modules of plain data. */
export function tomlAsModule(text: string): string;

/** The same for esbuild. */
export const rulesPlugin: Plugin;

/** A module of AssemblyScript as WebAssembly, in base64, in a module of JavaScript. */
export function assemblyAsModule(file: string): Promise<string>;

/** Modules of WebAssembly, for esbuild: `name.wasm` is made from `name.ts` beside it. */
export const assemblyPlugin: Plugin;
