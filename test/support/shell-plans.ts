/** Plans run by a real shell, in which every other program is a stand-in that notes how it was called. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { scratch } from './scratch.ts';

export interface PlanRun {
  readonly code: number | null;
  readonly stderr: string;
  /** Of each call of `aws` its words, in order. */
  readonly calls: readonly (readonly string[])[];
}

const standIns = String.raw`
note() { printf '%s\n' "$#" "$@" >> "$CALLS"; }
aws() {
  note "$@"
  case " $* " in
    *get-inline-policy-for-permission-set*) echo None ;;
    *create-access-key*) echo '{ "AccessKeyId": "ABCDEFGHIJKLMNOPQRST" }' ;;
    *generate-service-last-accessed-details*) echo 01234567-89ab-cdef-0123-456789abcdef ;;
    *get-user*|*list-instances*|*list-permission-sets*|*AWSCompromisedKeyQuarantine*) echo arn:aws:some:::a-name ;;
    *) echo eu-west-1 ;;
  esac
}
keyhalt() {
  while [ "$#" -gt 1 ]; do [ "$1" != --output ] || printf '{}' > "$2"; shift; done
}
# Whoever is asked answers; IDs have a least length.
read() {
  shift
  for name in "$@"; do
    case $name in
      *REGION) eval "$name=eu-west-1" ;;
      CERTIFICATE_ID) eval "$name=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" ;;
      *) eval "$name=ABCDEFGHIJKLMNOPQRSTU" ;;
    esac
  done
}
git() { :; }
sleep() { :; }
`;

/** Each step, and what undoes it, one after the other; a variable that nothing has set is the end. */
export function runPlan({ steps }: Plan): PlanRun {
  const folder = mkdtempSync(join(scratch, 'keyhalt-plan-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'ssh-keygen'), '#!/bin/sh\n', { mode: 0o755 });
  const script = steps.flatMap(({ commands, undo }) => [
    ...commands,
    ...(undo.kind === 'commands' ? undo.commands : []),
  ]);
  const calls = join(folder, 'calls');
  writeFileSync(calls, '');
  writeFileSync(join(folder, 'plan.sh'), [standIns, 'set -u', ...script, ''].join('\n'));
  const { status, stderr } = spawnSync('sh', ['plan.sh'], {
    cwd: folder,
    env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, HOME: folder, CALLS: calls },
    input: '',
    encoding: 'utf8',
  });
  return { code: status, stderr, calls: callsIn(readFileSync(calls, 'utf8')) };
}

function callsIn(noted: string): string[][] {
  const lines = noted.split('\n').slice(0, -1);
  const calls: string[][] = [];
  for (let at = 0; at < lines.length; ) {
    const count = Number(lines[at]);
    calls.push(lines.slice(at + 1, at + 1 + count));
    at += 1 + count;
  }
  return calls;
}
