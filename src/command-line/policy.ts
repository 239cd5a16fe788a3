import type { Command } from 'commander';
import { UserError } from '../model/user-error.ts';
import { guarded } from './reporting.ts';
import { printLine, situation } from './situation.ts';

/** What helps to decide what is found and what is allowed. */
export function policy(keyhalt: Command): void {
  const config = ['--config <file>', 'use this configuration instead of keyhalt.toml'] as const;
  keyhalt
    .command('explain')
    .argument('<path:line>', 'a line of a file in the work tree')
    .description(
      'why a line is a finding or none: each test with its number, what allows it, and the text that would',
    )
    .option(...config)
    .action((place: string, options) =>
      guarded(async () => (await import('../commands/explain.ts')).explain(place, situation(options))),
    );

  const baseline = keyhalt
    .command('baseline')
    .description('known findings, in keyhalt.baseline at the top of the repository');
  const steps = {
    create: 'write down all findings in what git tracks',
    update: 'add new ones and keep what is there',
    prune: 'remove those that are no longer in what git tracks',
    audit: 'list all of them: where each is, and which have no note (exit 1 if one has none or is gone)',
  };
  for (const [name, description] of Object.entries(steps)) {
    baseline
      .command(name)
      .description(description)
      .option(...config)
      .action((options) =>
        guarded(async () =>
          (await import('../commands/baseline.ts')).baselineCommands[name]!(situation(options)),
        ),
      );
  }

  const ruleCommands = keyhalt.command('rules').description('list, show and try the rules');
  ruleCommands
    .command('list')
    .description('all rules, built-in and your own')
    .option('--markdown', 'as docs/rules.md has them')
    .option(...config)
    .action((options) =>
      guarded(async () => {
        const { listRules, printMarkdown } = await import('../commands/rules.ts');
        if (!options.markdown) return listRules(situation(options));
        if (options.config !== undefined)
          throw new UserError('--markdown is of the built-in rules alone', { hint: 'Leave --config out.' });
        return printMarkdown(printLine);
      }),
    );
  ruleCommands
    .command('show')
    .argument('<name>')
    .description('everything about one rule')
    .option(...config)
    .action((id: string, options) =>
      guarded(async () => (await import('../commands/rules.ts')).showRule(id, situation(options))),
    );
  ruleCommands
    .command('check')
    .description('try the rules in keyhalt.toml on their own examples (exit 2 if one fails)')
    .option(...config)
    .action((options) =>
      guarded(async () => (await import('../commands/check-rules.ts')).checkRules(situation(options))),
    );
}
