/** A piece of XML, well-formed by itself, with a line feed at its end; or nothing. */
export type Markup = string;

/** An element with text in it, or with elements. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: string | readonly Markup[] = '',
): Markup {
  const head = [
    name,
    ...Object.entries(attributes).map(([key, value]) => `${key}="${attribute(value)}"`),
  ].join(' ');
  const inside = typeof content === 'string' ? text(content) : content.join('');
  if (inside === '') return `<${head}/>\n`;
  return typeof content === 'string' ? `<${head}>${inside}</${name}>\n` : `<${head}>\n${inside}</${name}>\n`;
}

/** A reader turns line ends and tabs in attributes into blanks where they stand as they are. */
const attribute = (value: string): string =>
  text(value)
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const text = (value: string): string =>
  value
    .replaceAll(forbidden, (sign) => `\\u{${sign.codePointAt(0)!.toString(16)}}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

/** What XML 1.0 cannot hold, not even escaped; and what readers change or warn of. */
const forbidden = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]|\p{Surrogate}|[\p{Cn}]/gu;
