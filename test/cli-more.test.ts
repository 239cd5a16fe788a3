import { playScripts } from './support/cli-scripts.ts';

playScripts(1);
