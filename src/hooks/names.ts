/** The hooks that keyhalt answers to. Between them they meet every way in which git makes a commit or a push here. */
export const ourHooks = [
  'pre-commit',
  'pre-merge-commit',
  'prepare-commit-msg',
  'commit-msg',
  'pre-push',
] as const;

export type HookName = (typeof ourHooks)[number];

/**
 * Every other hook that git looks for in its hooks folder. A user-wide folder has to pass them on, or a repository's
 * own would no longer run. (fsmonitor-watchman is not among them: a setting names its path.)
 */
export const otherHooks = [
  ...['applypatch-msg', 'pre-applypatch', 'post-applypatch', 'post-commit', 'pre-rebase', 'post-checkout'],
  ...['post-merge', 'post-rewrite', 'pre-auto-gc', 'post-index-change', 'reference-transaction'],
  ...['pre-receive', 'update', 'proc-receive', 'post-receive', 'post-update', 'push-to-checkout'],
  ...['sendemail-validate', 'p4-changelist', 'p4-prepare-changelist', 'p4-post-changelist', 'p4-pre-submit'],
] as const;

export type OtherHookName = (typeof otherHooks)[number];
