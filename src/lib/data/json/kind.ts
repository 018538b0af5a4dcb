import {
  closeBrace,
  colon,
  comma,
  closeBracket,
  isSpace,
  Malformed,
  needMore,
  openBrace,
  openBracket,
  Scan,
} from './scan.ts';
import { jsonEncoding } from './utf8.ts';

const named = /\.(json|ndjson|jsonl|jsonlines|geojson|geojsonl)$/i;

/**
 * Whether a file is JSON or NDJSON, from its first bytes: it begins with an object or an array and goes on like one,
 * which a CSV cell that begins with a bracket does not. Broken JSON is JSON, too, where only JSON begins so, and
 * wherever the name says so: what is wrong with it is then told, not read as something else.
 */
export function isJson(head: Uint8Array, name = ''): boolean {
  if (named.test(name)) return true;
  const { encoding, mark } = jsonEncoding(head);
  const bytes = encoding.startsWith('utf-8') ? head.subarray(mark) : narrowed(head, encoding, mark);
  const scan = new Scan();
  scan.bytes = bytes;
  scan.end = bytes.length;
  scan.final = false;
  while (scan.at < scan.end && isSpace(bytes[scan.at]!)) scan.at += 1;
  const first = bytes[scan.at];
  if (first === openBrace) return beginsObject(scan);
  return first === openBracket && beginsArray(scan);
}

/** The ASCII of UTF-16 and UTF-32, which is all that tells JSON. */
function narrowed(head: Uint8Array, encoding: string, mark: number): Uint8Array {
  const unit = encoding.startsWith('utf-16') ? 2 : 4;
  const low = encoding.endsWith('le') ? 0 : unit - 1;
  const count = Math.floor((head.length - mark) / unit);
  return Uint8Array.from({ length: count }, (_, i) => {
    const at = mark + i * unit;
    const ascii = head.subarray(at, at + unit).every((b, k) => k === low || b === 0);
    return ascii && head[at + low]! < 128 ? head[at + low]! : 0x78;
  });
}

/** `{ "key" :`, broken off or not, unless the whole object is followed by other cells. */
function beginsObject(scan: Scan): boolean {
  const start = scan.at;
  scan.at += 1;
  return tried(scan, () => {
    if (scan.peek() !== closeBrace) {
      scan.key(scan.peek());
      scan.expect(colon);
    }
    scan.at = start;
    return !isWhole(scan) || !goesOnInLine(scan);
  });
}

function isWhole(scan: Scan): boolean {
  try {
    scan.skip();
    return true;
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

/** A comma and more in the same line: the next cell. */
function goesOnInLine(scan: Scan): boolean {
  while (scan.at < scan.end && isBlank(scan.bytes[scan.at]!)) scan.at += 1;
  if (scan.at < scan.end && scan.bytes[scan.at] === comma) {
    scan.at += 1;
    return !endsLine(scan);
  }
  return false;
}

const isBlank = (b: number): boolean => b === 32 || b === 9;

/** An array whose first element is an object, or one that is whole and nothing else in its line, or goes on behind the head. */
function beginsArray(scan: Scan): boolean {
  const start = scan.at;
  scan.at += 1;
  return tried(scan, () => {
    const first = scan.peek();
    if (first === openBrace) return beginsFirst(scan);
    if (first !== closeBracket && isBareText(scan)) return false;
    scan.at = start;
    scan.skip();
    return endsLine(scan);
  });
}

/** `[ { "key" :`, or an object without keys. */
function beginsFirst(scan: Scan): boolean {
  scan.at += 1;
  if (scan.peek() === closeBrace) return true;
  scan.key(scan.peek());
  scan.expect(colon);
  return true;
}

/** No value of JSON begins so. */
function isBareText(scan: Scan): boolean {
  const start = scan.at;
  try {
    scan.pass(scan.peek());
    return false;
  } catch (error) {
    if (error instanceof Malformed) return true;
    throw error;
  } finally {
    scan.at = start;
  }
}

/** What the head says so far; where it ends inside a value, nothing speaks against JSON. */
function tried(scan: Scan, look: () => boolean): boolean {
  try {
    return look();
  } catch (error) {
    if (error === needMore) return true;
    if (error instanceof Malformed) return false;
    throw error;
  }
}

/** Nothing follows in the line. */
function endsLine(scan: Scan): boolean {
  const rest = scan.bytes.subarray(scan.at, scan.end);
  for (const b of rest) {
    if (b === 10 || b === 13) return true;
    if (!isSpace(b)) return false;
  }
  return true;
}
