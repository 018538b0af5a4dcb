import { closeBrace, colon, comma, isNull, openBrace } from './scan.ts';
import type { Window } from './window.ts';

/** A GeoJSON feature (RFC 7946, section 3.2) is at the window's place, where it stays. */
export function isFeature(window: Window): boolean {
  const start = window.at;
  let type: string | null = null;
  let properties = 0;
  let geometry = false;
  window.at += 1;
  for (let first = true; window.peek() !== closeBrace; first = false) {
    if (!first) window.expect(comma);
    window.key(window.peek());
    const key = window.token();
    window.expect(colon);
    const b = window.peek();
    if (key === 'properties') properties = b;
    if (key === 'geometry') geometry = true;
    if (key === 'type') type = window.cell(b);
    else window.pass(b);
  }
  window.at = start;
  return type === 'Feature' && geometry && (properties === openBrace || isNull(properties));
}

/** Longitude and latitude as they stand in a geometry that is a point; null where it is none. @param geometry JSON without white space */
export function pointOf(geometry: string): readonly [longitude: string, latitude: string] | null {
  if (geometry.length > 1000 || !geometry.startsWith('{')) return null;
  const { type } = JSON.parse(geometry) as { type?: unknown };
  const found = /"coordinates":\[(-?\d[\d.eE+-]*),(-?\d[\d.eE+-]*)[,\]]/.exec(geometry);
  return type === 'Point' && found ? [found[1]!, found[2]!] : null;
}
