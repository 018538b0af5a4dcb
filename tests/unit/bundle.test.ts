import JSZip from 'jszip';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { recipeVersion } from '#lib/recipe/version.ts';
import { canonical, shortHash } from '#lib/recipe/hash.ts';
import { travel } from '#lib/recipe/history.ts';
import { EngineError, type ErrorDetail } from '#lib/recipe/errors.ts';
import { readBundle, writeBundle, type Bundle } from '#lib/storage/bundle.ts';
import { encode } from '#lib/storage/codec.ts';
import { runSchema } from '#lib/storage/runForm.ts';
import type { StoredRun } from '#lib/storage/schema.ts';
import { RandomState } from '#lib/engine/random.ts';
import { bundle } from './storage.support.ts';

const whole = await writeBundle(bundle());
const emptyZip = await new JSZip().generateAsync({ type: 'uint8array' });
/** Whatever the order of keys: what is read has that of its schema. */
const said = (b: Bundle): string => shortHash(canonical(JSON.parse(encode(b))));
const original = said(bundle());

const refusal = async (bytes: Uint8Array): Promise<ErrorDetail> => {
  const error: unknown = await readBundle(bytes).catch((e: unknown) => e);
  if (error instanceof EngineError) return error.detail;
  throw error instanceof Error ? error : new Error('it was read');
};

/** The file with its parts, and where asked its manifest, changed by hand. */
async function tampered(change: (zip: JSZip) => void | Promise<void>): Promise<Uint8Array> {
  const zip = await JSZip.loadAsync(whole);
  await change(zip);
  return zip.generateAsync({ type: 'uint8array' });
}

/** A part replaced by one whose checksum is right: made by hand, not damaged. */
async function forged(path: string, text: string): Promise<Uint8Array> {
  const sha = async (t: string): Promise<string> =>
    Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(t))).toString('hex');
  return tampered(async (zip) => {
    zip.file(path, text);
    const manifest = JSON.parse(await zip.file('manifest.json')!.async('string')) as {
      rows: number;
      parts: { path: string; sha256: string }[];
    };
    const parts = manifest.parts.filter((p) => p.path !== path);
    const content = { rows: manifest.rows, parts: [...parts, { path, sha256: await sha(text) }] };
    zip.file(
      'manifest.json',
      JSON.stringify({ ...manifest, ...content, sha256: await sha(canonical(content)) }),
    );
  });
}

describe('a .tabwise file', () => {
  it('brings back the project whole: recipe, history, runs, models and data', async () => {
    const again = await readBundle(whole);
    expect(again).toEqual(bundle());
    expect(travel(again, 0)).toEqual(travel(bundle(), 0));
  });

  it('carries second tables, by their content', async () => {
    const seconds = [{ sha256: 'ab12', data: new TextEncoder().encode('id,x\n1,2\n') }];
    const own = { ...bundle(), seconds };
    expect(await readBundle(await writeBundle(own))).toEqual(own);
  });

  it('is read from a Blob as from bytes', async () => {
    expect(said(await readBundle(new Blob([whole as Uint8Array<ArrayBuffer>])))).toBe(original);
  });

  it('is the same bytes for the same project', async () => {
    expect(await writeBundle(bundle())).toEqual(whole);
  });

  it('holds no data where the user leaves it out', async () => {
    const bytes = await writeBundle({ ...bundle(), data: null });
    expect((await readBundle(bytes)).data).toBeNull();
    expect(Object.keys((await JSZip.loadAsync(bytes)).files)).not.toContain('data/source');
  });

  it('has the parts of formats.md section 6, each with its checksum', async () => {
    const zip = await JSZip.loadAsync(whole);
    const manifest = JSON.parse(await zip.file('manifest.json')!.async('string')) as {
      parts: { path: string }[];
    };
    const files = Object.values(zip.files)
      .filter((f) => !f.dir)
      .map((f) => f.name);
    expect(['manifest.json', ...manifest.parts.map((p) => p.path)].sort()).toEqual(files.sort());
    expect(files).toEqual(
      expect.arrayContaining([
        'recipe.json',
        'runs/task-1.json',
        'models/task-1.json',
        'data/source',
      ]),
    );
  });

  it('is refused, with a remedy, when it is cut anywhere', async () => {
    for (let percent = 0; percent < 100; percent += 1) {
      const detail = await refusal(whole.slice(0, Math.floor((whole.length * percent) / 100)));
      expect(detail, `${percent} %`).toMatchObject({ code: 'file-malformed' });
      expect(detail.remedy).toContain('nothing here was changed');
    }
  });

  it('is refused or the same after any of 300 flipped bits, never another project', async () => {
    const rng = new RandomState(7);
    let refused = 0;
    for (let k = 0; k < 300; k += 1) {
      const bytes = whole.slice();
      const at = rng.randint(0, bytes.length);
      bytes[at]! ^= 1 << rng.randint(0, 8);
      const read = await readBundle(bytes).catch((error: unknown) => error);
      if (read instanceof EngineError) refused += 1;
      else expect(read instanceof Error ? read : said(read as Bundle), `byte ${at}`).toBe(original);
    }
    expect(refused).toBeGreaterThan(200);
  });

  it('is refused or the same after any flipped bit of its manifest', async () => {
    const manifest = new TextEncoder().encode('"format": "tabwise-project"');
    const start = Buffer.from(whole).indexOf(manifest);
    expect(start).toBeGreaterThan(0);
    for (let at = start; at < start + 120; at += 1)
      for (const bit of [0, 1, 2, 4]) {
        const bytes = whole.slice();
        bytes[at]! ^= 1 << bit;
        const read = await readBundle(bytes).catch((error: unknown) => error);
        if (!(read instanceof EngineError))
          expect(said(read as Bundle), `byte ${at}`).toBe(original);
      }
  });
});

describe('a file that was changed on purpose', () => {
  const [first, second] = bundle().runs as [StoredRun, StoredRun];
  const version = bundle().registry![0]!.versions[0]!;

  it('is refused when a part is gone or another', async () => {
    expect((await refusal(await tampered((z) => void z.remove('recipe.json')))).what).toContain(
      'recipe.json is missing',
    );
    expect(
      (await refusal(await tampered((z) => void z.file('runs/task-1.json', '{}')))).what,
    ).toContain('runs/task-1.json was altered');
    expect((await refusal(await tampered((z) => void z.remove('manifest.json')))).what).toContain(
      'manifest',
    );
  });

  it('is refused when it is of a newer version, and says to update', async () => {
    const bytes = await tampered(
      (z) => void z.file('manifest.json', '{"format":"tabwise-project","version":2,"other":[]}'),
    );
    expect(await refusal(bytes)).toMatchObject({
      code: 'recipe-newer',
      remedy: expect.stringContaining('Update') as string,
    });
  });

  it('is refused when its recipe is of a newer version', async () => {
    const bytes = await forged(
      'recipe.json',
      JSON.stringify({ ...bundle().recipe, version: recipeVersion + 1 }),
    );
    expect((await refusal(bytes)).code).toBe('recipe-newer');
  });

  it.each([
    ['no JSON', 'recipe.json', '{'],
    [
      'a recipe with an unknown field',
      'recipe.json',
      JSON.stringify({ ...bundle().recipe, more: 1 }),
    ],
    ['a history that is none', 'history.json', '{"moments":5,"cursor":0}'],
    ['a cursor past the end', 'history.json', '{"moments":[],"cursor":3}'],
    [
      'a history of another recipe',
      'history.json',
      '{"moments":[{"edit":{"kind":"setSeed","seed":3},"inverse":{"kind":"setSeed","seed":1},"label":"","at":""}],"cursor":1}',
    ],
    [
      'an edit that nobody knows',
      'history.json',
      '{"moments":[{"edit":{"kind":"x"},"inverse":{"kind":"x"},"label":"","at":""}],"cursor":1}',
    ],
    [
      'an undo that leaves no recipe',
      'history.json',
      '{"moments":[{"edit":{"kind":"setSeed","seed":7},"inverse":{"kind":"setSeed","seed":"x"},"label":"","at":""}],"cursor":1}',
    ],
    [
      'a run without a result',
      'runs/task-1.json',
      '{"projectId":"p","taskId":"t","finishedAt":""}',
    ],
    ['a run whose tags are no texts', 'runs/task-1.json', encode({ ...first, said: { tags: 7 } })],
    [
      'a run with a tag twice',
      'runs/task-1.json',
      encode({ ...first, said: { tags: ['a', 'a'] } }),
    ],
    ['a run that ended at no time', 'runs/task-1.json', encode({ ...first, finishedAt: 'x' })],
    [
      'a run with a recipe that is none',
      'runs/task-1.json',
      encode({ ...second, record: { ...second.record, recipe: {} } }),
    ],
    [
      'a version without a stage',
      'registry.json',
      JSON.stringify([{ name: 'churn', last: 1, versions: [{ ...version, changes: [] }] }]),
    ],
    [
      'a version twice',
      'registry.json',
      JSON.stringify([
        { name: 'churn', last: 2, versions: [version, { ...version, taskId: 'x' }] },
      ]),
    ],
    [
      'a run registered twice under a name',
      'registry.json',
      JSON.stringify([{ name: 'churn', last: 2, versions: [version, { ...version, version: 2 }] }]),
    ],
    ['a registered name without versions', 'registry.json', '[{"name":"churn","last":1}]'],
    ['a search without trials', 'searches/tune-1.json', '{"id":"tune-1"}'],
    ['a model that is text', 'models/task-1.json', '"x"'],
    ['a broken array', 'models/task-1.json', '{"$array":"Float64Array","base64":"A"}'],
  ])('is refused with %s in it', async (_words, path, text) => {
    const detail = await refusal(await forged(path, text));
    expect(detail.code).toMatch(/^(file-malformed|recipe-invalid)$/);
    expect(detail.remedy).toMatch(/\.$/);
  });

  it('is refused when a manifest names parts that are no texts, or rows that are no number', async () => {
    for (const text of [
      'null',
      '[]',
      '{"format":"tabwise-project","version":1}',
      '{"format":"tabwise-project","version":1,"rows":-1,"parts":[]}',
      '{"format":"tabwise-project","version":1,"rows":1,"parts":[null]}',
    ])
      expect((await refusal(await tampered((z) => void z.file('manifest.json', text)))).code).toBe(
        'file-malformed',
      );
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('hello')],
    ['an empty zip', emptyZip],
  ])('is refused when it is %s', async (_words, bytes) =>
    expect((await refusal(bytes)).code).toBe('file-malformed'),
  );
});

describe('a run in a file', () => {
  const whole = bundle().runs[0]!;
  /** Fields that only some runs have. */
  const spare = new Set(['notDefined', 'decisions', 'conformal', 'unsupervised', 'diagnosis']);

  it('lacks no field that a page draws, and none of another kind', () => {
    expect(v.is(runSchema, whole)).toBe(true);
    const { result } = whole;
    const { charts } = result;
    const ofTest = (test: unknown) => ({ ...charts, test });
    const metrics = (of: unknown) => ({ ...result.metrics, train: of });
    const inside: readonly (readonly [object, (spoilt: unknown) => unknown])[] = [
      [result, (spoilt) => spoilt],
      [charts, (spoilt) => ({ ...result, charts: spoilt })],
      [charts.test, (spoilt) => ({ ...result, charts: ofTest(spoilt) })],
      [result.judged, (spoilt) => ({ ...result, judged: spoilt })],
      [result.rows, (spoilt) => ({ ...result, rows: spoilt })],
      [result.metrics, (spoilt) => ({ ...result, metrics: spoilt })],
      [result.metrics.train[0]!, (spoilt) => ({ ...result, metrics: metrics([spoilt]) })],
    ];
    let tried = 0;
    for (const [part, within] of inside)
      for (const key of Object.keys(part).filter((k) => !spare.has(k)))
        for (const instead of [undefined, Symbol('of no kind')]) {
          const rest = Object.entries(part).filter(([k]) => k !== key);
          const spoilt = Array.isArray(part)
            ? part.with(Number(key), instead)
            : Object.fromEntries(instead ? [...rest, [key, instead]] : rest);
          expect(v.is(runSchema, { ...whole, result: within(spoilt) }), key).toBe(false);
          tried += 1;
        }
    expect(tried).toBeGreaterThan(70);
  });
});

describe('a file that unpacks without measure', () => {
  it('is refused before it is unpacked whole, whatever its parts say of their sizes', async () => {
    const zeros = new Uint8Array(1 << 20);
    const sha256 = Buffer.from(await crypto.subtle.digest('SHA-256', zeros)).toString('hex');
    const listed = (times: number) => {
      const parts = Array.from({ length: times }, () => ({ path: 'data/source', sha256 }));
      return tampered(async (zip) => {
        zip.file('data/source', zeros, { compression: 'DEFLATE' });
        const manifest = JSON.parse(await zip.file('manifest.json')!.async('string')) as {
          rows: number;
          parts: { path: string; sha256: string }[];
        };
        const kept = manifest.parts.filter((p) => p.path !== 'data/source');
        const content = { rows: manifest.rows, parts: [...kept, ...parts] };
        const hash = await crypto.subtle.digest(
          'SHA-256',
          new TextEncoder().encode(canonical(content)),
        );
        const own = { ...manifest, ...content, sha256: Buffer.from(hash).toString('hex') };
        zip.file('manifest.json', JSON.stringify(own));
      });
    };
    expect((await readBundle(await listed(3))).data).toEqual(zeros);
    expect(await refusal(await listed(129))).toMatchObject({
      code: 'size-limit',
      what: expect.stringMatching(/unpacks to more than 134,\d+,\d+ bytes from [\d,]+; beyond/),
    });
  });
});
