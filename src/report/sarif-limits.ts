/** What GitHub takes of one run. */
export const gitHubLimits = { results: 25_000, locations: 1_000, bytes: 10_000_000 };

export type Limits = typeof gitHubLimits;
