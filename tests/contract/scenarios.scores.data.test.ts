import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { adjustedRand } from '#lib/engine/agreement.ts';
import { at, file, json, read, tabwise, type Trained } from './cli.support.ts';

/**
 * Scores of scenarios S1, S3, S4 and S5 of the product's brief, with the steps that are suggested: the mean over
 * scikit-learn's own five folds (seed 42), all rows in them, as the brief measured its own with scikit-learn.
 */

const shared = new URL('../../../shared/data/tables/', import.meta.url);
const table = (name: string): string => new URL(name, shared).pathname;

interface Folded extends Trained {
  readonly folds: { readonly how: string; readonly mean: number; readonly deviation: number };
}

interface Grouped {
  readonly steps: readonly { readonly step: string }[];
  readonly unsupervised: {
    readonly group_counts: {
      readonly prefers: number;
      readonly tried: readonly { readonly groups: number; readonly silhouette: number | null }[];
    };
  };
}

async function folds(path: string, target: string, model: string): Promise<Folded['folds']> {
  const call = [path, '--target', target, '--model', model, '--folds', '5', '--test', '0'];
  return (await json<Folded>('train', ...call)).folds;
}

/** Ten measurements of 442 patients as they were taken, and how the disease went on. */
function diabetes(): string {
  const lines = (name: string): string[] =>
    gunzipSync(readFileSync(table(`sklearn/${name}`)))
      .toString()
      .trim()
      .split('\n');
  const y = lines('diabetes_target.csv.gz').map(Number);
  const rows = lines('diabetes_data_raw.csv.gz').map(
    (line, i) => `${line.trim().split(/\s+/).join(',')},${y[i]}`,
  );
  const head = 'age,sex,bmi,bp,s1,s2,s3,s4,s5,s6,progression';
  return file('diabetes.csv', [head, ...rows].join('\n'));
}

describe.runIf(existsSync(shared))('the scores of', () => {
  it('S1: the Titanic', async () => {
    const logistic = await folds(table('titanic_train.csv'), 'Survived', 'logistic');
    expect(logistic.how).toBe('StratifiedKFold(5)');
    expect(logistic.mean).toBeCloseTo(0.852, 2);
    expect(logistic.deviation).toBeCloseTo(0.022, 2);
    const boosting = await folds(table('titanic_train.csv'), 'Survived', 'histGradientBoosting');
    expect(Math.abs(boosting.mean - 0.879)).toBeLessThan(0.01);
  });

  it('S3: the penguins', async () => {
    const { mean, deviation } = await folds(table('penguins.csv'), 'species', 'logistic');
    expect(Math.abs(mean - 0.991)).toBeLessThan(0.005);
    expect(Math.abs(deviation - 0.007)).toBeLessThan(0.005);
  });

  it('S3: the penguins, in groups: the unit of the mass, and how many the silhouette prefers', async () => {
    const [head, ...lines] = readFileSync(table('penguins.csv'), 'utf8').trim().split('\n');
    const whole = lines.filter((line) => !line.includes(',NA,NA,'));
    const path = file('penguins.csv', [head, ...whole].join('\n'));
    const species = whole.map((line) => line.split(',')[0]!);
    const codes = Int32Array.from(species, (name) => species.indexOf(name));
    const grouped = async (...more: string[]) => {
      const call = [
        'train',
        path,
        '--model',
        'kMeans',
        '--params',
        '{"nClusters":3,"nInit":10}',
        ...more,
      ];
      const left = ['--ignore', 'species,island,sex,year', '--answers', at('groups.csv')];
      const { code, out, err } = await tabwise(...call, ...left);
      expect(code).toBe(0);
      const [, ...answers] = read('groups.csv').trim().split('\n');
      const labels = Int32Array.from(answers, (line) => Number(line.split(',')[1]));
      return { found: JSON.parse(out) as Grouped, err, rand: adjustedRand(labels, codes, -2) };
    };

    const plain = await grouped('--steps', 'none');
    expect(plain.rand).toBeCloseTo(0.319, 2);
    const warned = plain.err.indexOf('k-means goes by distances, and body_mass_g makes up');
    expect(warned).toBeGreaterThan(-1);
    expect(warned).toBeLessThan(plain.err.indexOf(' groups, silhouette'));

    const scaled = await grouped();
    expect(scaled.found.steps.map((s) => s.step)).toEqual(['standardScale']);
    expect(scaled.rand).toBeCloseTo(0.7928369051321087, 9);
    expect(scaled.err).not.toContain('goes by distances');
    const { group_counts: counts } = scaled.found.unsupervised;
    expect(counts.prefers).toBe(2);
    // As scikit-learn has it of these rows: 0.531 and 0.447.
    expect(counts.tried[0]!.silhouette).toBeCloseTo(0.5315403219473027, 9);
    expect(counts.tried[1]!.silhouette).toBeCloseTo(0.4472192983966046, 9);
    expect(scaled.err).toContain('The silhouette prefers 2 groups (0.532) to your 3 (0.447)');
  });

  it('S4: diabetes, where the plain model wins', async () => {
    const path = diabetes();
    const linear = await folds(path, 'progression', 'linear');
    const forest = await folds(path, 'progression', 'randomForest');
    expect(linear.mean).toBeCloseTo(0.479, 2);
    expect(forest.mean).toBeLessThan(linear.mean - 0.02);
  });

  it('S5: houses of California', async () => {
    // A root mean square error of 68,881 on prices whose standard deviation is 115,395.6.
    const { mean } = await folds(table('california_housing.csv'), 'median_house_value', 'linear');
    expect(mean).toBeCloseTo(1 - (68_881 / 115_395.6) ** 2, 2);
  });
});
