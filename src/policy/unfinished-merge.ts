import { UserError } from '../model/user-error.ts';

/** Whether it is what a merge leaves when it could not decide. */
export const isMergeMark = (line: string): boolean => /^(?:<{7}|={7}|>{7}|\|{7})/.test(line);

/** @param place as `keyhalt.toml:3`, where the mark stands */
export const unfinishedMerge = (place: string): UserError =>
  new UserError(`${place} is a mark of a merge that was not finished`, {
    hint: 'Keep what counts of both sides, take the marks out, and git add the file.',
  });
