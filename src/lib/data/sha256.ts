/** Digests bytes as they come; `hex` ends it. */
export interface Hasher {
  /** Reads the bytes at once; a promise says when more may come. */
  update(bytes: Uint8Array): void | Promise<void>;
  hex(): string | Promise<string>;
}

/** SHA-256 in wasm, because SubtleCrypto wants the whole file at once. */
export async function sha256(): Promise<Hasher> {
  const { createSHA256 } = await import('hash-wasm');
  const hash = await createSHA256();
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
}
