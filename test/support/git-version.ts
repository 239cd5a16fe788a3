/** Which git the machine has, for tests of what only newer ones do, or older ones. */
import { execFileSync } from 'node:child_process';

const version = String(execFileSync('git', ['--version']));
const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);

/** Whether it is 2.`least` or newer. */
export const isGit2 = (least: number): boolean => major > 2 || minor >= least;

/** The first git 2 that asks whose a repository is; what is older does so in its last releases alone. */
export const mindsOwners = 36;
