/** Bytes that can be read in parts, wherever they are. */
export interface FileSource {
  readonly name: string;
  readonly size: number;
  /** Two with the same stamp hold the same bytes; absent where that is not known. */
  readonly stamp?: string | undefined;
  /** Bytes start…end−1; the caller owns them. */
  slice(start: number, end: number): Promise<Uint8Array>;
}

export const blobFile = (blob: Blob, name: string): FileSource => ({
  name,
  size: blob.size,
  stamp: blob instanceof File ? `${name}, ${blob.size} bytes, ${blob.lastModified}` : undefined,
  slice: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
});

export const bytesFile = (bytes: Uint8Array, name: string): FileSource => ({
  name,
  size: bytes.length,
  slice: async (start, end) => bytes.slice(start, end),
});
