/** The same numbers at the start of an array of the same kind with twice as much room. */
export function doubled<Numbers extends Uint8Array | Uint32Array | Int32Array>(numbers: Numbers): Numbers {
  const larger = new (numbers.constructor as new (length: number) => Numbers)(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
