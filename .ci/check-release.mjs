/**
 * Whether a tag may be released: `node .ci/check-release.mjs v1.2.3` prints the section of CHANGELOG.md for that version, which
 * becomes the release notes, or says what is missing and ends with 1.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The release notes for a tag.
 *
 * @throws Error that says what has to be mended first
 */
export function notesFor(tag, { version, repository, changelog }) {
  if (!/^v\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.test(tag))
    throw new Error(`${tag} is no tag of a release: v1.2.3 is`);
  if (tag !== `v${version}`)
    throw new Error(`the tag is ${tag}, package.json says ${version}: npm version sets both`);
  if (repository === undefined)
    throw new Error('package.json has no "repository": npm publishes with provenance only what names it');
  const notes = sections(changelog).get(version);
  if (notes === undefined) throw new Error(`CHANGELOG.md has no section "## ${version}"`);
  if (notes === '') throw new Error(`CHANGELOG.md says nothing under "## ${version}"`);
  return notes;
}

/** The text below each heading of the second level, by its first word. */
function sections(changelog) {
  const parts = changelog.split(/^## /m).slice(1);
  return new Map(parts.map((part) => [/^\S*/.exec(part)[0], part.replace(/^.*\n?/, '').trim()]));
}

function main(tag = '') {
  const read = (name) => readFileSync(join(import.meta.dirname, '..', name), 'utf8');
  try {
    const { version, repository } = JSON.parse(read('package.json'));
    process.stdout.write(`${notesFor(tag, { version, repository, changelog: read('CHANGELOG.md') })}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) main(process.argv[2]);
