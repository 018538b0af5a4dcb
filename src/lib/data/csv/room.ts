/** Memory for a block behind what was left of the one before; used again for the next. */
export class Room {
  #bytes: Uint8Array = new Uint8Array(0);

  /** @param carry may be a view of what this returned before */
  joined(carry: Uint8Array, block: Uint8Array): Uint8Array {
    if (carry.length === 0) return block;
    const size = carry.length + block.length;
    const fits = this.#bytes.length >= size;
    const bytes = fits ? this.#bytes : new Uint8Array(size + (size >> 3));
    bytes.set(carry);
    bytes.set(block, carry.length);
    this.#bytes = bytes;
    return bytes.subarray(0, size);
  }
}
