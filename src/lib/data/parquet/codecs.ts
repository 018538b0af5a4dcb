import type { Compressors } from 'hyparquet-compressors';
import { crc32 } from './crc.ts';
import { Damaged } from './damage.ts';
import { lz4Frame, lz4Hadoop, lz4Raw } from './lz4.ts';
import { checkZstd } from './zstd.ts';

/** Makes `length` bytes of compressed ones, or throws. */
export type Decompress = (input: Uint8Array, length: number) => Uint8Array;

/** CompressionCodec of parquet.thrift. */
export const codecNames = [
  'uncompressed',
  'snappy',
  'gzip',
  'lzo',
  'brotli',
  'lz4',
  'zstd',
  'lz4 (raw)',
] as const;

/** The decompressor of a Parquet codec, null where there is none (lzo and what is not known). */
export async function parquetCodec(codec: number): Promise<Decompress | null> {
  const name = codecNames[codec];
  if (name === 'uncompressed') return (input) => input;
  if (name === 'lz4') return lz4Hadoop;
  if (name === 'lz4 (raw)') return lz4Raw;
  if (name === undefined || name === 'lzo') return null;
  const { compressors } = await import('hyparquet-compressors');
  return { snappy, gzip, brotli, zstd }[name](compressors);
}

/** The decompressor of an Arrow buffer: CompressionType 0 LZ4_FRAME, 1 ZSTD. */
export async function arrowCodec(codec: number): Promise<Decompress | null> {
  if (codec === 0) return lz4Frame;
  if (codec !== 1) return null;
  const { compressors } = await import('hyparquet-compressors');
  return zstd(compressors);
}

/** The library trusts the length that the bytes begin with; it is compared first. */
function snappy({ SNAPPY }: Compressors): Decompress {
  return (input, length) => {
    let said = 0;
    for (let k = 0; k < 5 && k < input.length; k += 1) {
      said += (input[k]! & 127) * 128 ** k;
      if (input[k]! < 128) break;
    }
    if (said !== length)
      throw new Damaged('a compressed part has another size than it says (snappy)');
    return length === 0 ? new Uint8Array(0) : SNAPPY!(input, length);
  };
}

/** The library fills what is short with zeros and drops what is too much; the checksum at the end finds both. */
function gzip({ GZIP }: Compressors): Decompress {
  return (input, length) => {
    const output = GZIP!(input, length);
    if (input[0] !== 31 || input[1] !== 139) return output;
    const end = new DataView(input.buffer, input.byteOffset + input.length - 8, 8);
    const last = end.getUint32(4, true);
    const sound =
      last <= length && crc32(output.subarray(length - last)) === end.getUint32(0, true);
    if (!sound) throw new Damaged('a compressed part does not match its checksum (gzip)');
    return output;
  };
}

function brotli({ BROTLI }: Compressors): Decompress {
  return (input, length) => exact(BROTLI!(input, length), length, 'brotli');
}

function zstd({ ZSTD }: Compressors): Decompress {
  return (input, length) => {
    checkZstd(input, length);
    return exact(ZSTD!(input, length), length, 'zstd');
  };
}

function exact(output: Uint8Array | undefined, length: number, name: string): Uint8Array {
  if ((output?.length ?? 0) !== length)
    throw new Damaged(`a compressed part has another size than it says (${name})`);
  return output ?? new Uint8Array(0);
}
