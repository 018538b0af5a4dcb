/** Bytes that can be read in parts, wherever they are. */
export interface FileSource {
  readonly name: string;
  readonly size: number;
  /** Bytes start…end−1; the caller owns them. */
  slice(start: number, end: number): Promise<Uint8Array>;
}

export const blobFile = (blob: Blob, name: string): FileSource => ({
  name,
  size: blob.size,
  slice: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
});

export const bytesFile = (bytes: Uint8Array, name: string): FileSource => ({
  name,
  size: bytes.length,
  slice: async (start, end) => bytes.slice(start, end),
});
