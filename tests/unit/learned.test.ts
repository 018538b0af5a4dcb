import { describe, expect, it } from 'vitest';
import { normalQuantile } from '#lib/engine/distributions.ts';
import { murmurHash } from '#lib/engine/murmur.ts';
import { trainRows } from '#lib/engine/split.ts';
import { numberColumn, tableOf } from '#lib/engine/table.ts';
import { parseParams } from '#lib/recipe/params.ts';
import { quantileTransform } from '#lib/steps/scale/quantileTransform/compute.ts';
import { quantileTransform as spec } from '#lib/steps/scale/quantileTransform/spec.ts';

describe('numbers that learned steps rest on', () => {
  it('are the normal quantiles of scipy', () => {
    // scipy.stats.norm.ppf of 1.18
    const answers = [
      [0.5, 0],
      [0.1, -1.2815515655446004],
      [0.975, 1.959963984540054],
      [1e-7, -5.199337582192816],
      [1e-300, -37.0470962993612],
    ] as const;
    for (const [p, z] of answers) expect(normalQuantile(p)).toBeCloseTo(z, 12);
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(2)]).toEqual([
      -Infinity,
      Infinity,
      NaN,
    ]);
  });

  it('are the hashes of sklearn.utils.murmurhash3_32', () => {
    const answers = [
      ['', 0],
      ['a', 1009084850],
      ['ab', -1681926305],
      ['abc', -1277324294],
      ['colour=red', 511943297],
      ['ﬁre 😀', -181793057],
      ['São Paulo', 789801377],
    ] as const;
    for (const [text, hash] of answers) expect(murmurHash(text), text).toBe(hash);
  });

  it('are quantiles of the rows that scikit-learn draws', () => {
    const values = Array.from({ length: 40 }, (_, i) => ((i * 37) % 101) / 7);
    const table = trainRows(
      tableOf([['a', values]]),
      Int32Array.from({ length: 40 }, (_, i) => i),
    );
    const params = parseParams(spec.params, { nQuantiles: 5, subsample: 11 }, 'quantile');
    const place = { columns: ['a'], params };
    const fitted = quantileTransform.fit({ table, ...place, target: null, seed: 42 });
    const answer = numberColumn(quantileTransform.transform({ table, ...place }, fitted), 'a');
    // QuantileTransformer(n_quantiles=5, subsample=11, random_state=42)
    const theirs = [
      0.0, 0.29032258064516125, 0.7745098039215685, 0.0, 0.45161290322580644, 0.8725490196078431,
      0.05405405405405406, 0.5813953488372092, 0.9705882352941176, 0.18918918918918914,
      0.6976744186046511, 0.0,
    ];
    theirs.forEach((x, i) => expect(answer.values[i]).toBeCloseTo(x, 12));
  });
});
