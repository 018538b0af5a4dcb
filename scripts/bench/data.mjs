// Seeded data, the same bytes for both sides: a matrix as float64 (columns one after another, then y), or a CSV file.
import { createWriteStream, writeFileSync } from 'node:fs';
import { once } from 'node:events';

/** mulberry32, and normal numbers by Box and Muller. */
function randomOf(seed) {
  let a = seed >>> 0;
  const uniform = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** The signal: straight lines in some columns, a curve, an interaction and a step; the rest of the columns is noise. */
const signal = (x) =>
  1.2 * x[0] -
  0.8 * x[1] +
  0.5 * x[2] +
  Math.sin(2 * x[3]) +
  0.7 * x[4] * x[5] +
  (x[6] > 0.5 ? 1 : 0);

/** What a category adds to the signal, less than a straight line could say of its number. */
const kinds = [0.9, -1.1, 0.2, 1.4, -0.7, -0.1, 1.0, -1.3, 0.5, -0.8];

/**
 * @param missing share of cells that are NaN, at random; @param categories levels of the odd columns; @param classes of the
 * target, tenths of the signal with noise
 */
export function writeMatrix(path, { rows, testRows, columns, task, missing, categories, classes }) {
  const n = rows + testRows;
  const { uniform, normal } = randomOf(20261121 + columns);
  const all = new Float64Array(n * columns + n);
  const x = new Float64Array(columns);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      const kind = categories && j % 2 === 1 ? Math.floor(categories * uniform()) : -1;
      const value = kind < 0 ? normal() : kind;
      x[j] = kind < 0 ? value : kinds[kind];
      all[j * n + i] = missing && uniform() < missing ? NaN : value;
    }
    const mean = signal(x);
    if (classes) {
      const at = 1 / (1 + Math.exp(-1.2 * (mean + 0.5 * normal())));
      all[columns * n + i] = Math.min(classes - 1, Math.floor(classes * at));
      continue;
    }
    all[columns * n + i] =
      task === 'regression' ? mean + normal() : uniform() < 1 / (1 + Math.exp(-mean)) ? 1 : 0;
  }
  writeFileSync(path, Buffer.from(all.buffer));
}

const words = Array.from(
  { length: 40 },
  (_, k) => `level ${String.fromCharCode(97 + (k % 26))}${k}`,
);

/** Half numbers with gaps, a quarter whole numbers, a quarter categories. */
export async function writeCsv(path, { rows, columns }) {
  const { uniform, normal } = randomOf(7);
  const kinds = Array.from(
    { length: columns },
    (_, j) => ['number', 'number', 'integer', 'category'][j % 4],
  );
  const cell = (kind, j) => {
    if (kind === 'number') return j > 0 && uniform() < 0.05 ? '' : (50 + 12 * normal()).toFixed(4);
    if (kind === 'integer') return String(Math.floor(1000 * uniform()));
    return words[Math.floor(words.length * uniform() ** 2)];
  };
  const out = createWriteStream(path);
  out.write(`${kinds.map((kind, j) => `${kind}_${j}`).join(',')}\n`);
  for (let from = 0; from < rows; from += 5000) {
    const lines = Array.from({ length: Math.min(5000, rows - from) }, () =>
      kinds.map(cell).join(','),
    );
    if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

/**
 * Numbers of 0, 3, 6 and 9 decimals in turn with 2 % missing, texts of twelve levels, a day and an outcome: with 13
 * and 5 columns of the first two, 1,000,000 rows are 202 MB.
 */
export async function writeMixed(path, { rows, numbers, levels, other }) {
  const out = createWriteStream(path);
  let state = 42;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const names = [
    ...Array.from({ length: numbers }, (_, j) => `number_${j}`),
    ...Array.from({ length: levels }, (_, j) => `level_${j}`),
    ...['day', 'outcome'].slice(0, other),
  ];
  out.write(`${names.join(',')}\n`);
  for (let i = 0; i < rows; i += 1000) {
    let block = '';
    for (let k = i; k < Math.min(rows, i + 1000); k += 1) {
      const cells = [];
      for (let j = 0; j < numbers; j += 1)
        cells.push(random() < 0.02 ? '' : (random() * 1000).toFixed((j % 4) * 3));
      for (let j = 0; j < levels; j += 1) cells.push(`level number ${Math.floor(random() * 12)}`);
      cells.push(`2026-0${1 + (k % 9)}-1${k % 10}`, random() < 0.3 ? 'yes' : 'no');
      block += `${cells.join(',')}\n`;
    }
    if (!out.write(block)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}
