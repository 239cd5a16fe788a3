/** Rule files as modules of plain data. */
export function tomlAsModule(text: string): string;
