/** Text as SARIF reads it in messages: brackets would be links, braces placeholders. Never empty. */
export const sarifMessage = (text: string): string =>
  text.replaceAll(/[\\[\]]/g, '\\$&').replaceAll(/[{}]/g, '$&$&') || '–';

/** A path as a relative reference; an absolute one as a file URI. Every byte that is no plain letter is `%XX`. */
export function uriOf(path: string): string {
  const segments = path
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent);
  return path.startsWith('/') ? `file://${segments.join('/')}` : segments.join('/');
}
