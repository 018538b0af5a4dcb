import { describe, expect, it } from 'vitest';
import { adjustedRand, normalizedMutualInformation } from '#lib/engine/agreement.ts';
import { calibrationOf } from '#lib/engine/diagnosis/calibration.ts';
import { groupProfiles } from '#lib/engine/diagnosis/profiles.ts';
import { quantilePairs } from '#lib/engine/diagnosis/quantiles.ts';
import { worstSlices } from '#lib/engine/diagnosis/slices.ts';
import { thresholdGrid } from '#lib/engine/diagnosis/thresholds.ts';
import { fitIsotonic, isotonicAt } from '#lib/engine/isotonic.ts';
import { fitSigmoid, probabilityOf } from '#lib/engine/platt.ts';
import { tableOf } from '#lib/engine/table.ts';
import { close, told } from './answers.ts';

/** What the evaluation page draws, against scikit-learn and scipy (generate.py). */

describe('agreement of two partings', () => {
  it.each(told.agreement)('is scikit-learn’s %#', ({ a, b, rand, information }) => {
    close([adjustedRand(a, b), normalizedMutualInformation(a, b)], [rand, information]);
  });
});

describe('profiles of groups', () => {
  const { a, b, rand, information } = told.agreement[0]!;
  const labels = Int32Array.from(a, (l, i) => (i % 7 === 0 ? -1 : l));
  const size = a.map((l, i) => (i % 5 === 0 ? null : 10 * l + (i % 3)));

  it('say how far levels part rows as the groups do, and what each group mostly is', () => {
    const table = tableOf([
      ['level', b.map((k) => `b${k}`)],
      ['constant', a.map(() => 1)],
    ]);
    const [found, ...others] = groupProfiles(table, Int32Array.from(a));
    expect(others).toEqual([]);
    close([found!.tells, found!.rand], [information, rand]);
    const first = b.filter((_, i) => a[i] === 0);
    const top = Math.max(...[0, 1, 2].map((k) => first.filter((x) => x === k).length));
    expect(found!.groups[0]!.share).toBeCloseTo(top / first.length, 12);
  });

  it('have means of the rows in a group, and leave out missing cells', () => {
    const [found] = groupProfiles(tableOf([['size', size]]), labels);
    const own = size.filter((x, i) => x !== null && labels[i] === 2) as number[];
    expect(found!.groups[2]!.mean).toBeCloseTo(own.reduce((s, x) => s + x, 0) / own.length, 12);
    expect(found!.tells).toBeGreaterThan(0.9);
  });
});

describe('calibration', () => {
  it.each(told.calibration)('has scikit-learn’s curve, Brier score and gaps %#', (given) => {
    const found = calibrationOf('yes', given.y, given.p);
    close(
      found.bins.map((b) => b.observed),
      given.observed,
    );
    close(
      found.bins.map((b) => b.predicted),
      given.predicted,
    );
    close([found.brier, found.ece], [given.brier, given.ece]);
    expect(found.bins.reduce((n, b) => n + b.rows, 0)).toBe(given.y.length);
  });

  it.each(told.calibration)('is mended as scikit-learn mends it %#', (given) => {
    const isotonic = fitIsotonic(given.p, given.y);
    close(
      given.asked.map((p) => isotonicAt(isotonic, p)),
      given.isotonic,
    );
    const platt = fitSigmoid(Float64Array.from(given.p), Uint8Array.from(given.y));
    // Its optimiser stops at a slope of 1e-6 of the loss; ours goes to the last digits.
    close(
      given.asked.map((p) => probabilityOf(platt, p)),
      given.platt,
      1e-6,
    );
  });

  it.each(told.calibration)('counts rows above every threshold exactly %#', (given) => {
    const { positives, negatives, all } = thresholdGrid(given.y, given.p);
    given.cuts.forEach((cut, i) => {
      const [tn, fp, fn, tp] = given.confusion[i]!;
      const k = Math.round(cut * 1000);
      expect([positives[k], negatives[k], all[0], all[1]]).toEqual([tp, fp, tp! + fn!, tn! + fp!]);
    });
  });
});

describe('residuals against the normal distribution', () => {
  it.each(told.normal)('stand where scipy’s probplot has them %#', ({ x, expected }) => {
    const pairs = quantilePairs(Float64Array.from(x));
    close(
      pairs.map((p) => p.expected),
      expected,
    );
    const observed = pairs.map((p) => p.observed);
    expect(observed).toEqual([...observed].sort((a, b) => a - b));
  });

  it('have none where all are off by the same', () => {
    expect(quantilePairs(new Float64Array(5).fill(2))).toEqual([]);
  });
});

describe('segments', () => {
  const { city, size, loss, overall, edges, segments } = told.slices;
  const table = tableOf([
    ['city', city.map((c) => `c${c}`)],
    ['size', size],
  ]);
  const rid = Int32Array.from(loss, (_, i) => i + 1000);
  const found = worstSlices({
    ...{ table, rid, loss: Float64Array.from(loss) },
    measure: 'absolute error',
  })!;

  it('are those with more error than the whole, with Welch’s test of scipy over all that were looked at', () => {
    expect(found.looked).toBe(Object.keys(segments).length);
    close([found.error], [overall]);
    const theirs = Object.values(segments).filter((s) => s.error > overall);
    expect(found.worst.length).toBe(theirs.length);
    for (const slice of found.worst) {
      const name =
        slice.level !== null
          ? `city ${slice.level.slice(1)}`
          : slice.range
            ? `size ${edges.indexOf(slice.range[0])}`
            : 'size missing';
      const given = segments[name]!;
      expect(slice.rows, name).toBe(given.rows);
      close([slice.error, slice.high, slice.p], [given.error, given.high, given.p], 1e-10);
    }
    expect(found.worst[0]).toMatchObject({ column: 'city', level: 'c1' });
  });

  it('lead to their worst rows in the file', () => {
    const first = found.worst[0]!;
    const own = [...loss.keys()].filter((i) => city[i] === 1);
    const worst = own.sort((a, b) => loss[b]! - loss[a]! || a - b).slice(0, 5);
    expect(first.worst).toEqual(worst.map((i) => i + 1000));
  });

  it('are none of a few rows', () => {
    const few = { table: tableOf([['a', [1, 2, 3]]]), rid: new Int32Array(3) };
    expect(worstSlices({ ...few, loss: new Float64Array(3), measure: 'wrong' })).toBeNull();
  });
});
