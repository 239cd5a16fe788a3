import { start } from './program.ts';

start('cli');
/** A file without content has no such thing, and would end in silence. */
export const isStarted = true;
