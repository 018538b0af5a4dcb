import fc from 'fast-check';
import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { EngineError } from '#lib/recipe/errors.ts';
import { canonical } from '#lib/recipe/hash.ts';
import { travel } from '#lib/recipe/history.ts';
import { readRecipe } from '#lib/recipe/migrate.ts';
import { readBundle, writeBundle, type Bundle } from '#lib/storage/bundle.ts';
import { encode } from '#lib/storage/codec.ts';
import { bundle } from '../unit/storage.support.ts';

/** What a bundle says, whatever the order of its fields. */
const told = (of: Bundle): unknown => JSON.parse(encode(of)) as unknown;

const small = (): Bundle => ({ ...bundle(), runs: [], models: [], data: null });
const whole = await writeBundle(small());

const sha = async (text: string): Promise<string> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString(
    'hex',
  );

/** A file with one part written by hand and every checksum right. */
async function forged(path: string, text: string): Promise<Uint8Array> {
  const zip = await JSZip.loadAsync(whole);
  zip.file(path, text);
  const manifest = JSON.parse(await zip.file('manifest.json')!.async('string')) as {
    rows: number;
    parts: { path: string; sha256: string }[];
  };
  const parts = [
    ...manifest.parts.filter((p) => p.path !== path),
    { path, sha256: await sha(text) },
  ];
  const content = { rows: manifest.rows, parts };
  zip.file(
    'manifest.json',
    JSON.stringify({ ...manifest, ...content, sha256: await sha(canonical(content)) }),
  );
  return zip.generateAsync({ type: 'uint8array' });
}

/** Some value inside a document, replaced, removed or doubled. */
function mutated(value: unknown, path: readonly number[], other: unknown, how: number): unknown {
  const [first, ...rest] = path;
  if (first === undefined || value === null || typeof value !== 'object') return other;
  const entries: [string, unknown][] = Object.entries(value as object);
  if (entries.length === 0) return other;
  const at = first % entries.length;
  const [key, inner] = entries[at]!;
  if (rest.length === 0 && how % 3 === 1) entries.splice(at, 1);
  else if (rest.length === 0 && how % 3 === 2) entries.push([`${key}x`, inner]);
  else entries[at] = [key, mutated(inner, rest, other, how)];
  return Array.isArray(value) ? entries.map(([, v]) => v) : Object.fromEntries(entries);
}

describe('a .tabwise file written by hand', () => {
  const path = fc.array(fc.nat(50), { minLength: 1, maxLength: 6 });
  const other = fc.oneof(
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom(-1, 1e308, '__proto__', [], {}, null),
  );

  it.each(['recipe.json', 'history.json'] as const)(
    'is refused, or can be undone to its start and redone: %s',
    async (part) => {
      const document = part === 'recipe.json' ? small().recipe : small().history;
      await fc.assert(
        fc.asyncProperty(path, other, fc.nat(), async (p, o, how) => {
          const text = JSON.stringify(mutated(document, p, o, how)) ?? 'null';
          const read = await readBundle(await forged(part, text)).catch((e: unknown) => e);
          if (read instanceof EngineError) {
            expect(read.detail.code).toMatch(/^(file-malformed|recipe-invalid|recipe-newer)$/);
            return;
          }
          if (read instanceof Error) throw read;
          const { recipe, history } = read as Bundle;
          const start = travel({ recipe, history }, 0);
          const end = travel(start, history.moments.length);
          for (const r of [recipe, start.recipe, end.recipe])
            expect(readRecipe(JSON.parse(JSON.stringify(r)))).toEqual(r);
        }),
        { numRuns: 250 },
      );
    },
  );

  it.each([
    '../../escape.json',
    '/etc/passwd',
    'runs/../../x.json',
    'runs/__proto__.json',
    'models/constructor.json',
  ])('may hold a part named %s: it is read as that text and nothing more', async (name) => {
    const read = await readBundle(await forged(name, '{"x":1}')).catch((e: unknown) => e);
    if (read instanceof Error) expect(read).toBeInstanceOf(EngineError);
    else expect(told({ ...(read as Bundle), models: [] })).toEqual(told(small()));
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });

  it('may hold parts that its manifest does not name: they are left alone', async () => {
    const zip = await JSZip.loadAsync(whole);
    zip.file('runs/more.json', '{').file('evil.js', 'alert(1)');
    expect(await readBundle(await zip.generateAsync({ type: 'uint8array' }))).toEqual(small());
  });

  it('with a recipe nested 100,000 deep is refused', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const text = JSON.stringify({ ...small().recipe, name: 0 }).replace(
      '"name":0',
      `"name":${deep}`,
    );
    await expect(readBundle(await forged('recipe.json', text))).rejects.toMatchObject({
      detail: { code: 'recipe-invalid' },
    });
  });
});
