/**
 * Text made harmless for a terminal and the log of a CI: control characters, escape sequences, marks that reorder or
 * hide text, and bytes that are no UTF-8 become visible codes, and so does what begins a command of Azure Pipelines,
 * GitHub Actions or TeamCity in the midst of a line. Nothing that a file or a name holds can move a cursor.
 */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]|#(?=#(?:vso|teamcity)?\[)/giu,
    (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`,
  );
}

/** Whether a text is shown as it is. */
export const isVisible = (text: string): boolean => visible(text) === text;

/** Raw bytes of a name or a line as text: UTF-8 where it is, `\xNN` for every byte that is not. */
export function decodeBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (!text.includes('\ufffd')) return text;
  return strictRuns(bytes);
}

function strictRuns(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let out = '';
  for (let i = 0; i < bytes.length; ) {
    const length = characterLength(bytes[i]!);
    try {
      out += decoder.decode(bytes.subarray(i, i + length));
      i += length;
    } catch {
      out += `\\x${bytes[i]!.toString(16).padStart(2, '0')}`;
      i += 1;
    }
  }
  return out;
}

const characterLength = (lead: number): number => (lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);
