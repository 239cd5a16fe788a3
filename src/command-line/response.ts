import { type Command, Option } from 'commander';
import { holders } from '../model/leak.ts';
import { responseFormats } from '../model/response.ts';
import { several } from './options.ts';
import { guarded } from './reporting.ts';

/** What helps when a key has leaked. */
export function response(keyhalt: Command): void {
  keyhalt
    .command('respond')
    .argument(
      '[fingerprint]',
      'kh1:… of a finding, or the beginning of it; of several leaks one is to be named',
    )
    .description(
      'what a leaked credential opens, whose it is, who could have read it, and what to do, in order',
    )
    .option('--report <file>', 'take findings from a JSON report, - is standard input, instead of a scan')
    .addOption(new Option('--holder <kind>', 'whose it is, where you know').choices(holders))
    .addOption(new Option('--format <format>', 'of the answer').choices(responseFormats).default('text'))
    .option(
      '--policy <name>',
      'print a policy that contains a key: source-ip, source-ip-with-door, mfa, mfa-enrolled or revoke-sessions',
    )
    .option(
      '--allow-ip <range>',
      'for source-ip…: a public address or range that may go on; repeatable',
      several,
    )
    .option('--before <moment>', 'for revoke-sessions: 2026-01-31T12:00:00Z; now, if none is named')
    .option('--marker <text>', 'for source-ip-with-door: opens the door; made at random, if none is named')
    .option('--output <file>', 'the answer, or the policy, goes into this file')
    .option('--verify', 'ask AWS whose the key is, with the key itself; says before what it asks')
    .option(
      '--contain <how>',
      'stop it in AWS, with your own credentials: deactivate, or the name of a policy',
    )
    .option('--user <name>', 'with --contain: the IAM user, where AWS is not to be asked')
    .option('--role <name>', 'with --contain: the role that gets the policy')
    .option('--service <name>', 'with --contain deactivate: what a password is for: codecommit.amazonaws.com')
    .option('--allow-self', 'with --contain: go on although it stops whoever does it')
    .option('--record <file>', 'with --contain: what was done, and how to undo it, is added to this file')
    .option('--dry-run', 'with --verify and --contain: only say what would be done')
    .option('--yes', 'with --verify and --contain: do not ask')
    .option('--profile <name>', 'of the AWS CLI; its environment variables count, too')
    .option('--region <name>', 'of AWS; decides the partition')
    .option('--endpoint-url <url>', 'ask there instead of AWS')
    .action((fingerprint: string | undefined, options) =>
      guarded(async () => (await import('./responding.ts')).respondHere({ ...options, fingerprint })),
    );
}
