/** As much as the kernel uses: among Node's types there are none of it. */
declare namespace WebAssembly {
  class Module {
    private readonly module: true;
    constructor(bytes: Uint8Array);
  }
  class Instance {
    readonly exports: Readonly<Record<string, unknown>>;
    constructor(module: Module);
  }
}
