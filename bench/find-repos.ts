/**
 * What is found in ordinary repositories: every finding in the whole history with the line it stands on, masked, to be
 * read by eye.
 *
 *     node bench/bundled.mjs bench/find-repos.ts GITDIR …
 */
import { spawnSync } from 'node:child_process';
import { basename, dirname } from 'node:path';
import builtIn from '../rules/aws.toml';
import { gitReader } from '../src/git/history-reader.ts';
import { defaultLimits } from '../src/model/archive-limits.ts';
import { Scanner } from '../src/scan/scanner.ts';
import { scanObjects } from '../src/sources/scan-objects.ts';

const scanner = new Scanner(builtIn.rules.filter(({ optIn }) => !optIn));
for (const folder of process.argv.slice(3)) {
  const env = { ...process.env, GIT_DIR: folder };
  const options = {
    env: { ...env, GIT_NO_REPLACE_OBJECTS: '1' },
    maxBuffer: Number.POSITIVE_INFINITY,
    encoding: 'latin1' as const,
  };
  const list = spawnSync(
    'git',
    ['cat-file', '--batch-all-objects', '--batch-check=%(objectname) %(objecttype)', '--unordered'],
    options,
  );
  const listed = list.stdout.split('\n').filter((line) => / (?:blob|commit|tag)$/.test(line));
  const oids = listed.map((line) => line.slice(0, line.indexOf(' ')));
  const blobs = listed.filter((line) => line.endsWith(' blob')).length;
  const started = performance.now();
  const scanned = await scanObjects(scanner, gitReader({ cwd: folder, env }).read, oids, defaultLimits);
  const seconds = (performance.now() - started) / 1000;
  const name = basename(folder) === 'repo' ? basename(dirname(folder)) : basename(folder);
  const lines = new Map<string, string>();
  for (const [oid, { type, detections, members }] of scanned.found) {
    for (const one of [...detections, ...members.flatMap((member) => member.detections)]) {
      if (one.isDocumented || lines.has(one.fingerprint)) continue;
      lines.set(
        one.fingerprint,
        `  ${one.severity.padEnd(8)} ${one.ruleId}  ${type} ${oid.slice(0, 10)}:${one.line}  ${one.excerpt.slice(0, 150)}  [${one.why.filter((why) => !why.startsWith('entropy')).join('; ')}]`,
      );
    }
  }
  const skipped = new Map<string, number>();
  for (const { reason } of scanned.skippedMembers) skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
  console.log(
    `${name}: ${scanned.objects} objects, ${blobs} of them blobs, ${(scanned.bytes / 1e6).toFixed(0)} MB, ${seconds.toFixed(1)} s, ${lines.size} distinct findings, skipped ${JSON.stringify(Object.fromEntries(skipped))}, errors ${scanned.errors.length}`,
  );
  for (const line of [...lines.values()].sort()) console.log(line);
}
