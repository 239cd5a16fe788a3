/** Writes credentials as looks read them, and scans without one of these. */
import { allLooks, type Looks } from '../../src/model/looks.ts';
import { Scanner } from '../../src/scan/scanner.ts';
import { rules } from './scanning.ts';

export const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
export const each = (text: string, write: (code: number) => string) =>
  [...text].map((char) => write(char.charCodeAt(0))).join('');
export const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');
export const wrapped = (text: string, length: number, end: string) =>
  text.replace(new RegExp(`.{${length}}(?=.)`, 'g'), (line) => line + end);
export const halves = (value: string) => [value.slice(0, 7), value.slice(7, 13), value.slice(13)] as const;

export const without = (look: keyof Looks) =>
  new Scanner(rules, { looks: { ...allLooks, [look]: look === 'base64' ? 0 : false } });
