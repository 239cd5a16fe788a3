/** How far archives are followed. What a limit stops is told as a skip. */
export interface ArchiveLimits {
  /** How deep archives may stand in archives; 1 opens the outermost only, 0 opens none. */
  readonly depth: number;
  /** The most that one object may unpack to in all, in bytes. What a tar holds is not packed and does not count again. */
  readonly bytes: number;
  /** How many times larger than its packed form a member may be, once it is larger than 1 MiB. */
  readonly ratio: number;
  /** How many members one object may hold in all, folders and links included. */
  readonly members: number;
}

export const defaultLimits: ArchiveLimits = {
  depth: 3,
  bytes: 256 * 1024 * 1024,
  ratio: 200,
  members: 20_000,
};
