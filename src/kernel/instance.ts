/** A number that a module of WebAssembly exports. */
export interface Cell {
  readonly value: number;
}

/** Undefined where too little memory is to be had for it. */
export function instanceOf(module: WebAssembly.Module): WebAssembly.Instance | undefined {
  try {
    return new WebAssembly.Instance(module);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
