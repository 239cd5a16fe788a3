/** What git is known to say leads to what mends it, and not to what would lose something. */
import { expect, test } from 'vitest';
import { explainFailure } from '../../src/git/failure.ts';

test.each([
  ['fatal: .git/index: index file open failed: Permission denied', /may read and write/],
  ["fatal: unable to access '.git/config': Permission denied", /may read and write/],
  ['error: insufficient permission for adding an object to repository database .git/objects', /may read/],
  ["fatal: Unable to create '/r/.git/index.lock': Permission denied", /may read and write/],
  ["fatal: Unable to create '/r/.git/index.lock': Read-only file system", /read-only/],
  ["fatal: Unable to create '/r/.git/index.lock': File exists.", /Another git is at work/],
  ["fatal: Unable to create '/r/.git/index.lock': No space left on device", /Make room/],
  ['fatal: bad config line 6 in file .git/config', /A setting of git cannot be read/],
  ['error: bogus count in GIT_CONFIG_COUNT', /A setting of git cannot be read/],
  ["fatal: hook friendly-name 'pre-push' collides with a known event name; please", /--rename-section/],
  ['fatal: $HOME not set', /^Set HOME/],
  ['fatal: invalid gitfile format: f', /GIT_DIR/],
  ['error: bad signature 0xcec2d990', /index is damaged/],
  // In a clone without trees, `--filter=tree:0`.
  ['fatal: not a tree object', /in a partial clone git fetch --refetch/],
  ['fatal: compatibility hash algorithm support requires Rust', /^This git is too old/],
])('%s', (stderr, hint) => {
  const error = explainFailure({ command: 'x', code: 128, signal: null, stderr });

  expect(error.hint).toMatch(hint);
});
