import { UserError } from '../../model/user-error.ts';

interface Page {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/** No list of one user or role has as many pages: an endpoint that does not end is none of AWS. */
const mostPages = 100;

/** All of a list that IAM gives in pages. @throws UserError when it does not end */
export async function allPages<P extends Page, T>(
  page: (marker: { Marker?: string }) => Promise<P>,
  content: (page: P) => readonly T[] | undefined,
): Promise<readonly T[]> {
  const all: T[] = [];
  let marker: { Marker?: string } | undefined = {};
  for (let count = 0; marker !== undefined; count++) {
    if (count === mostPages)
      throw new UserError(`AWS gave ${mostPages} pages of a list, and more`, {
        hint: 'Does --endpoint-url, or AWS_ENDPOINT_URL, name AWS? Else look in the console: nothing was done with half a list.',
      });
    const one: P = await page(marker);
    all.push(...(content(one) ?? []));
    marker = one.IsTruncated && one.Marker !== undefined ? { Marker: one.Marker } : undefined;
  }
  return all;
}
