import type { RuleFile } from '../src/model/rule.ts';

declare const file: RuleFile;
export default file;
