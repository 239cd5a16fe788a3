import { isAbsolute, relative, sep } from 'node:path';

/** Whether an absolute path is this folder or lies below it, by their names alone: links are not looked at. */
export const isBelow = (folder: string, path: string): boolean => leadsDown(relative(folder, path));

/** Whether a way, as `relative` tells it, stays where it begins or goes down from there. */
export const leadsDown = (way: string): boolean =>
  way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
