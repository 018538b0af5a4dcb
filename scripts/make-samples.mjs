/**
 * Writes the sample tables of the first page to static/samples: made up from a seed, so they are nobody's data and
 * come out the same each time. Each holds problems that the data page should find.
 *
 *   node scripts/make-samples.mjs
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../static/samples/', import.meta.url));

/** mulberry32: 32 bits of state are plenty for a sample. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function dice(seed) {
  const uniform = randomFrom(seed);
  const normal = (mean = 0, std = 1) =>
    mean + std * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const chance = (p) => uniform() < p;
  const whole = (low, high) => low + Math.floor(uniform() * (high - low + 1));
  const pick = (items, weights) => {
    const total = weights ? weights.reduce((a, b) => a + b, 0) : items.length;
    let left = uniform() * total;
    return items.find((_, i) => (left -= weights ? weights[i] : 1) < 0) ?? items.at(-1);
  };
  return { uniform, normal, chance, whole, pick };
}

const within = (x, low, high) => Math.min(high, Math.max(low, x));
const logistic = (x) => 1 / (1 + Math.exp(-x));

/** Who leaves a telephone company: gaps in the income, a free-text remark, charges written as text in a few rows. */
function churn() {
  const { normal, chance, whole, pick, uniform } = dice(20240501);
  const remarks = [
    'asked about roaming',
    'moved house',
    'wants paper bills',
    'router replaced',
    'praised the shop in Ulm',
    'complained about the bill',
    'asked for a discount',
    'slow at night',
    'line dropped twice',
    'second card ordered',
  ];
  const places = ['Ulm', 'Graz', 'Basel', 'Kiel', 'Linz', 'Bern'];
  const rows = [
    [
      'customer_id',
      'age',
      'region',
      'contract',
      'tenure_months',
      'monthly_charge',
      'data_gb',
      'support_calls',
      'household_income',
      'paperless',
      'note',
      'churned',
    ],
  ];
  for (let i = 0; i < 1200; i += 1) {
    const contract = pick(['monthly', 'one year', 'two years'], [0.55, 0.27, 0.18]);
    const tenure = Math.round(
      within(-22 * Math.log(1 - uniform()) + (contract === 'monthly' ? 1 : 10), 1, 72),
    );
    const age = Math.round(within(normal(46, 15), 18, 89));
    const calls = Math.min(9, Math.floor(-1.3 * Math.log(1 - uniform())));
    const charge = within(normal(52, 17) + (contract === 'monthly' ? 9 : 0), 15, 119);
    const gb = within(Math.exp(normal(1.8, 0.9)), 0.1, 140);
    const income = within(Math.exp(normal(8.15, 0.42)), 1200, 15000);
    const pull =
      -0.9 +
      (contract === 'monthly' ? 1.1 : -0.9) -
      0.042 * tenure +
      0.42 * calls +
      0.022 * (charge - 52) -
      0.006 * (age - 46);
    const gap = chance(0.12 + (age < 26 ? 0.25 : 0));
    rows.push([
      `C-${String(100000 + i * 7 + whole(0, 6))}`,
      age,
      pick(['north', 'south', 'east', 'west'], [0.32, 0.3, 0.2, 0.18]),
      contract,
      tenure,
      chance(0.006) ? pick(['free', 'see contract']) : charge.toFixed(2),
      gb.toFixed(1),
      calls,
      gap ? '' : Math.round(income / 10) * 10,
      chance(0.03) ? '' : chance(0.62) ? 'yes' : 'no',
      chance(0.35) ? '' : `${pick(remarks)}, ${pick(places)} ${whole(1, 28)}.${whole(1, 12)}.`,
      chance(logistic(pull)) ? 'yes' : 'no',
    ]);
  }
  rows.push(rows[40], rows[411], rows[902]);
  return rows;
}

/** Rents of flats: missing floors, -1 where the year is not known, a constant column, a long tail. */
function flats() {
  const { normal, chance, whole, pick } = dice(20240502);
  const districts = [
    ['Altstadt', 4.6],
    ['Hafen', 3.1],
    ['Nordpark', 2.2],
    ['Seeufer', 5.8],
    ['Weststadt', 1.4],
    ['Bahnhof', 0.4],
  ];
  const rows = [
    [
      'flat',
      'district',
      'area_m2',
      'rooms',
      'floor',
      'built',
      'balcony',
      'heating',
      'distance_km',
      'city',
      'condition',
      'rent',
    ],
  ];
  for (let i = 0; i < 1500; i += 1) {
    const [district, worth] = pick(districts, [0.14, 0.15, 0.22, 0.08, 0.25, 0.16]);
    const area = within(Math.exp(normal(4.16, 0.36)), 18, 260);
    const rooms = within(Math.round(area / 27 + normal(0, 0.5)), 1, 8);
    const built = Math.round(within(normal(1974, 30), 1880, 2023));
    const distance = within(Math.exp(normal(1.1, 0.55)), 0.2, 19);
    const balcony = chance(0.55);
    const condition = pick(['poor', 'fair', 'good', 'excellent'], [0.08, 0.3, 0.45, 0.17]);
    const grade = ['poor', 'fair', 'good', 'excellent'].indexOf(condition);
    const perMetre =
      8.4 +
      worth +
      0.55 * grade +
      0.02 * (built - 1974) -
      0.16 * distance +
      30 / area +
      normal(0, 0.9);
    rows.push([
      `F${String(i + 1).padStart(4, '0')}`,
      district,
      area.toFixed(1),
      rooms,
      chance(0.09) ? '' : whole(0, 9),
      chance(0.05) ? -1 : built,
      balcony ? 'yes' : 'no',
      chance(0.16) ? '' : pick(['gas', 'district', 'heat pump', 'oil'], [0.45, 0.3, 0.15, 0.1]),
      distance.toFixed(2),
      'Lindenau',
      condition,
      Math.round(area * perMetre + (balcony ? 35 : 0)),
    ]);
  }
  return rows;
}

/** Three made-up flowers, overlapping as real ones do; a few gaps written as "?". */
function flowers() {
  const { normal, chance, pick } = dice(20240503);
  const kinds = new Map([
    ['brook bell', [5.1, 3.4, 1.6, 0.3, 11]],
    ['meadow star', [5.9, 2.8, 4.2, 1.3, 8]],
    ['alpine torch', [6.6, 3.0, 5.4, 2.0, 6]],
  ]);
  const rows = [
    ['petal_length', 'petal_width', 'sepal_length', 'sepal_width', 'leaf_count', 'soil', 'species'],
  ];
  for (let i = 0; i < 300; i += 1) {
    const species = pick([...kinds.keys()], [0.36, 0.34, 0.3]);
    const [a, b, c, d, leaves] = kinds.get(species);
    const soils = species === 'alpine torch' ? [0.6, 0.3, 0.1] : [0.2, 0.45, 0.35];
    const cell = (mean, std) =>
      chance(0.02) ? '?' : within(normal(mean, std), 0.1, 9.9).toFixed(1);
    rows.push([
      cell(c, 0.45),
      cell(d, 0.25),
      cell(a, 0.42),
      cell(b, 0.32),
      Math.round(within(normal(leaves, 2), 2, 18)),
      pick(['stony', 'loam', 'peat'], soils),
      species,
    ]);
  }
  return rows;
}

const quoted = (cell) =>
  /[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell);
const csv = (rows) => rows.map((row) => `${row.map(quoted).join(',')}\n`).join('');

mkdirSync(folder, { recursive: true });
for (const [name, rows] of Object.entries({ churn: churn(), flats: flats(), flowers: flowers() })) {
  const text = csv(rows);
  writeFileSync(`${folder}${name}.csv`, text);
  console.log(`${name}.csv: ${rows.length - 1} rows, ${text.length} bytes`);
}
