/**
 * What stands right behind a value where a line was added to a file whose last one had no end, as
 * `echo NAME=… >> .env` does: the name of the next setting. A pattern without groups that are counted; the hook's gate
 * knows it as `gluedSetting`.
 */
export const nextSetting = [
  '(?:export )?[A-Z][A-Z0-9]{0,30}(?:_[A-Z0-9]{1,30}){1,8}=',
  'aws_[a-z_]{1,40} ?=',
  '(?:region|output) ?=',
].join('|');
