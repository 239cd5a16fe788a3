import { azure } from './azure.ts';
import { bitbucket } from './bitbucket.ts';
import { buildkite } from './buildkite.ts';
import { circleci } from './circleci.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { jenkins } from './jenkins.ts';
import type { Environment, Provider } from './run.ts';

/** Every CI that is known, in the order in which they are looked for. */
export const providers: readonly Provider[] = [
  github,
  gitlab,
  bitbucket,
  azure,
  circleci,
  buildkite,
  jenkins,
];

/** The CI that started this; undefined where none of them did. */
export const providerIn = (env: Environment): Provider | undefined =>
  providers.find(({ isHere }) => isHere(env));
