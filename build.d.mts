import type { Plugin } from 'esbuild';

/** Rule files as modules of plain data. */
export function tomlAsModule(text: string): string;

/** The same for esbuild. */
export const rulesPlugin: Plugin;
