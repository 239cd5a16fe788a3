/** Scans of files and of standard input, within this process. */
import { join } from 'node:path';
import { type ScanOptions, scan } from '../../src/commands/scan.ts';
import type { Report } from '../../src/model/report.ts';
import type { GitOptions, Repo } from './repo.ts';

/** `keyhalt scan` with these options, started in a folder of the repository. */
export const scanned = (
  repo: Repo,
  options: ScanOptions,
  { cwd = '.', env = {}, input = '' }: GitOptions = {},
): Promise<Report> =>
  scan({ cwd: join(repo.root, cwd), env: { ...repo.env, ...env } }, options, {
    now: new Date(),
    stdin: () => inPieces(Buffer.from(input)),
  });

/** As a pipe hands it over. */
async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield Buffer.from(bytes.subarray(at, at + 65_536));
}

/** `.env:2 aws-access-key-id`, every place of every finding. */
export const placesOf = ({ findings }: Report): string[] =>
  findings.flatMap(({ ruleId, appearances }) =>
    appearances.map(({ path, line }) => `${path}:${line} ${ruleId}`),
  );

/** `pipe special-file` */
export const skipsOf = ({ skipped }: Report): string[] =>
  skipped.map(({ path, reason }) => `${path} ${reason}`).sort();
