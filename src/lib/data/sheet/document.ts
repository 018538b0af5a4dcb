import type { ReadHooks } from '../formats/reader.ts';
import type { Parts } from './parts.ts';
import { XmlDecoder, XmlReader } from './xml.ts';
import type { XmlHandler } from './xml.ts';

/** Reads a part through `handler`, and yields after each piece of it, so that what was found can be taken. */
export async function* piecewise(
  parts: Parts,
  part: string,
  handler: XmlHandler,
  hooks: ReadHooks,
): AsyncGenerator<void> {
  const decoder = new XmlDecoder(parts.file.name, part);
  const reader = new XmlReader(handler, parts.file.name, part);
  for await (const bytes of parts.read(part, hooks)) {
    reader.push(decoder.text(bytes));
    yield;
  }
  reader.push(decoder.text(null));
  reader.end();
  yield;
}

/** Reads a whole part through `handler`. */
export async function readPart(
  parts: Parts,
  part: string,
  handler: XmlHandler,
  hooks: ReadHooks,
): Promise<void> {
  const pieces = piecewise(parts, part, handler, hooks);
  while (!(await pieces.next()).done);
}

/** A handler of tags alone. */
export const tags = (open: (name: string, raw: string) => void): XmlHandler => ({
  wantsText: false,
  open,
  text: () => undefined,
  close: () => undefined,
});
