interface Page {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/** All of a list that IAM gives in pages. */
export async function allPages<P extends Page, T>(
  page: (marker: { Marker?: string }) => Promise<P>,
  content: (page: P) => readonly T[] | undefined,
): Promise<readonly T[]> {
  const all: T[] = [];
  let marker: { Marker?: string } | undefined = {};
  // No list of one user or role has a hundred pages; an endpoint that never ends is none of AWS.
  for (let count = 0; marker !== undefined && count < 100; count++) {
    const one: P = await page(marker);
    all.push(...(content(one) ?? []));
    marker = one.IsTruncated && one.Marker !== undefined ? { Marker: one.Marker } : undefined;
  }
  return all;
}
