import { isOid, type Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import { OidList } from './oid-list.ts';

/** @throws UserError unless every line is an object name with a line feed at its end. */
export function oidLines(output: Buffer): readonly Oid[] {
  const lines = output.toString('latin1').split('\n');
  const rest = lines.pop();
  if (rest !== '' || !lines.every(isOid)) throw noOid();
  return lines;
}

/** The same of so many that they had better not all be strings. */
export function oidListIn(output: Buffer): OidList {
  const list = new OidList();
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(lineFeed, at);
    const oid = output.toString('latin1', at, end === -1 ? undefined : end);
    if (end === -1 || !isOid(oid)) throw noOid();
    list.add(oid);
    at = end + 1;
  }
  return list;
}

const lineFeed = 0x0a;

/** @throws UserError unless it is one object name with a line feed at its end. */
export function oidIn(output: Buffer): Oid {
  const [oid, ...more] = oidLines(output);
  if (oid === undefined || more.length > 0) throw noOid();
  return oid;
}

export const noOid = (): UserError =>
  new UserError('git printed something else than object names', {
    hint: 'Nothing was judged. Try again; if it stays, please report it with the output of git --version.',
  });
