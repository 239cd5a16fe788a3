/** What is printed for a person to type is what starts this keyhalt, where a project has it in its node_modules. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { rare } from '../support/keyhalt.ts';
import { aRepo } from '../support/repo.ts';

const root = join(import.meta.dirname, '..', '..');

describe('keyhalt in a project names itself with npx', () => {
  const project = () => {
    const line = 'run keyhalt scan .\n';
    const repo = aRepo().commit('start', { '.gitignore': 'node_modules\n', 'run.sh': line });
    for (const part of ['bin', 'dist', 'rules', 'package.json'])
      cpSync(join(root, part), join(repo.root, 'node_modules/keyhalt', part), { recursive: true });
    return repo.commit('leak', { 'k.sh': `# keyhalt scan .\nexport A=${fakes().awsKeyId}\n` });
  };
  const keyhalt = (repo: ReturnType<typeof aRepo>, args: string) => {
    const { stdout, stderr } = repo.run('node_modules/keyhalt/bin/keyhalt', args);
    return stdout + stderr;
  };
  const bare = /(?<!npx |[./])keyhalt (?:respond|fix|scan|install|doctor)/;

  rare.each([
    'respond',
    'respond --format markdown',
    'doctor',
    'explain k.sh',
    'fix',
    'scan . --format html',
    'respond kh1:0000',
  ])('in %s', (args) => {
    const said = keyhalt(project().git('commit -q --allow-empty -m more'), args);

    expect(said).toMatch(/npx keyhalt \w/);
    expect(said).not.toMatch(bare);
  });

  rare('but not in what it quotes of a file', () => {
    const key = `# keyhalt scan .\nexport A=${fakes().awsKeyId} # keyhalt scan .\n`;
    const repo = project().stage({ 'k.sh': key });

    expect(keyhalt(repo, 'fix k.sh --dry-run')).toContain('# keyhalt scan .');
  });
});
