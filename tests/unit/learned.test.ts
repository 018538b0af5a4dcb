import { describe, expect, it } from 'vitest';
import { normalQuantile } from '#lib/engine/distributions.ts';
import { murmurHash } from '#lib/engine/murmur.ts';
import { trainRows } from '#lib/engine/split.ts';
import { numberColumn, tableOf } from '#lib/engine/table.ts';
import { parseParams } from '#lib/recipe/params.ts';
import { powerTransform } from '#lib/steps/scale/powerTransform/compute.ts';
import { powerTransform as powerSpec } from '#lib/steps/scale/powerTransform/spec.ts';
import { quantileTransform } from '#lib/steps/scale/quantileTransform/compute.ts';
import { quantileTransform as spec } from '#lib/steps/scale/quantileTransform/spec.ts';

/** PowerTransformer(method="box-cox") of scikit-learn 1.9. */
const boxCoxAnswers = [
  {
    values: [0.5, 1, 2, 4, 8.5, 17, 1, 3, 0.25, 40],
    lambda: -0.08489704787048276,
    transformed: [
      -1.1355680463107118, -0.616747224629924, -0.1275760705502633, 0.3336398405776309,
      0.8053290754365232, 1.2132311519494536, -0.616747224629924, 0.14550685916017744,
      -1.685835662797544, 1.6847673017945821,
    ],
  },
  {
    values: [120, 130, 128, 140, 122, 133, 150, 129.5],
    lambda: -4.390985724895174,
    transformed: [
      -1.555124919711393, -0.004281225075409899, -0.2637036919189979, 1.0185687814050213,
      -1.1887526362550653, 0.3467422647069483, 1.7136738146878232, -0.06712066847142636,
    ],
  },
  {
    values: [0.001, 0.002, 0.005, 0.01, 4, 9],
    lambda: -0.17242671559685216,
    transformed: [
      -1.228415113340794, -0.8569734479786238, -0.42937999075370287, -0.14795055777069577,
      1.2798826386995907, 1.3828364711442258,
    ],
  },
];

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

  it('are the powers of Box and Cox that scipy finds', () => {
    for (const { values, lambda, transformed } of boxCoxAnswers) {
      const table = trainRows(tableOf([['a', values]]), Int32Array.from(values.keys()));
      const params = parseParams(powerSpec.params, { method: 'box-cox' }, 'power');
      const place = { columns: ['a'], params };
      const fitted = powerTransform.fit({ table, ...place, target: null, seed: 1 });
      expect(Math.abs(fitted[0]!.lambda - lambda)).toBeLessThan(1e-6);
      const { values: ours } = numberColumn(
        powerTransform.transform({ table, ...place }, fitted),
        'a',
      );
      transformed.forEach((x, i) => expect(Math.abs(ours[i]! - x)).toBeLessThan(1e-6));
      const wrong = tableOf([['a', [1, 0]]]);
      expect(() => powerTransform.transform({ table: wrong, ...place }, fitted)).toThrow('above 0');
    }
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
