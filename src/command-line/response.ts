import { type Command, Option } from 'commander';
import { holders } from '../model/leak.ts';
import { responseFormats } from '../model/response.ts';
import { several } from './options.ts';
import { guarded } from './reporting.ts';

/** What helps when a key has leaked. */
export function response(keyhalt: Command): void {
  keyhalt
    .command('respond')
    .argument('[fingerprint]', 'kh1:… of a finding, or the beginning of it; needed where there are several')
    .description(
      'what a leaked credential opens, whose it is, who could have read it, and what to do, step by step',
    )
    .option('--report <file>', 'take findings from a JSON report instead of a scan; - is standard input')
    .addOption(new Option('--holder <kind>', 'whose it is, if you know').choices(holders))
    .addOption(
      new Option('--format <format>', 'format of the answer').choices(responseFormats).default('text'),
    )
    .option(
      '--policy <name>',
      'print a policy that contains a key: source-ip, source-ip-with-door, mfa, mfa-enrolled or revoke-sessions',
    )
    .option(
      '--allow-ip <range>',
      'for source-ip…: a public address or range that stays allowed; repeatable',
      several,
    )
    .option('--before <moment>', 'for revoke-sessions: a time such as 2026-01-31T12:00:00Z; by default now')
    .option('--marker <text>', 'for source-ip-with-door: what opens the door; random by default')
    .option('--output <file>', 'write the answer, or the policy, to this file')
    .option('--verify', 'ask AWS whose the key is, using the key itself; shows first what it asks')
    .option(
      '--contain <how>',
      'stop it in AWS, with your own credentials: deactivate, or the name of a policy',
    )
    .option('--user <name>', 'with --contain: the IAM user, instead of asking AWS')
    .option('--role <name>', 'with --contain: the role that gets the policy')
    .option(
      '--service <name>',
      'with --contain deactivate: the service of a password: codecommit.amazonaws.com',
    )
    .option('--allow-self', 'with --contain: go on even if it stops your own credentials')
    .option('--record <file>', 'with --contain: append what was done, and how to undo it, to this file')
    .option('--dry-run', 'with --verify or --contain: only say what would be done')
    .option('--yes', 'with --verify or --contain: do not ask')
    .option('--profile <name>', 'profile of the AWS CLI; its environment variables count, too')
    .option('--region <name>', 'region of AWS; decides the partition')
    .option('--endpoint-url <url>', 'call this instead of AWS')
    .action((fingerprint: string | undefined, options) =>
      guarded(async () => (await import('./responding.ts')).respondHere({ ...options, fingerprint })),
    );
}
