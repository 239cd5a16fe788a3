import type { Finding } from '../model/finding.ts';
import { append, appendOnce } from '../model/lists.ts';
import type { Oid } from '../model/object.ts';
import type { Report } from '../model/report.ts';
import { type Holders, placeKey, type Source } from '../sources/source.ts';
import type { Located } from './findings.ts';

/** Findings with how long they have been where, as far as a source tells. */
export async function withExposures<Part extends Pick<Report, 'findings' | 'allowed'>>(
  part: Part,
  located: readonly Located[],
  sources: readonly Source[],
): Promise<Part> {
  const ask = sources.find(({ exposures }) => exposures !== undefined)?.exposures;
  if (ask === undefined || part.findings.length === 0) return part;
  const holdersOf = holdersIn(located);
  const placesOf = allowedPlaces(part);
  const answers = await ask(
    part.findings.map((finding) => {
      const allowed = placesOf(finding);
      return allowed.size === 0
        ? holdersOf(finding.fingerprint)
        : { ...holdersOf(finding.fingerprint), allowed };
    }),
  );
  const findings = part.findings.map((finding, at) => {
    const exposure = answers[at];
    // Spread, each of them would get a shape of its own, which takes half a kilobyte.
    return exposure === undefined ? finding : Object.assign({}, finding, { exposure });
  });
  return { ...part, findings };
}

/** The places at which a secret is allowed by their paths, and not allowed everywhere. */
function allowedPlaces({ allowed }: Pick<Report, 'allowed'>): (finding: Finding) => ReadonlySet<string> {
  const places = new Map<string, Set<string>>();
  for (const { finding } of allowed.filter(({ isByPath }) => isByPath))
    for (const place of placesIn(finding)) appendOnce(places, finding.fingerprint, place);
  return (finding) => {
    const all = places.get(finding.fingerprint);
    if (all === undefined) return nothing;
    const left = new Set(placesIn(finding));
    return new Set([...all].filter((place) => !left.has(place)));
  };
}

const placesIn = ({ appearances }: Finding): readonly string[] =>
  appearances.flatMap(({ blob, path, archive = path }) =>
    blob === undefined ? [] : [placeKey(blob, archive)],
  );

/** What holds a secret, by its fingerprint. */
function holdersIn(located: readonly Located[]): (fingerprint: string) => Holders {
  const [objects, paths] = [new Map<string, Oid[]>(), new Map<string, string[]>()];
  for (const { detection, holder } of located) {
    if (holder === undefined) continue;
    if ('object' in holder) append(objects, detection.fingerprint, holder.object);
    else append(paths, detection.fingerprint, holder.path);
  }
  const once = <Name>(names: readonly Name[] = none): readonly Name[] =>
    names.length > 1 ? [...new Set(names)] : names;
  return (fingerprint) => ({
    objects: once(objects.get(fingerprint)),
    paths: once(paths.get(fingerprint)),
  });
}

const none: readonly never[] = [];
const nothing: ReadonlySet<never> = new Set();
