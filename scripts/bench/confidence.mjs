// How often a suggestion lowers the honest score when it is accepted: each suggestion is measured in ten folds on public
// tables, into which gaps, a category, a name of the row and a constant are put. Writes docs/confidence.md.
//   node scripts/bench/confidence.mjs [--sets 40] [--from answers.jsonl]
// It prints a line for each answer; --from writes the page from such lines.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { format, resolveConfig } from 'prettier';
import { measuredSteps } from '../../cli/gain.ts';
import { openTable, profileOf } from '../../cli/open.ts';
import { plan, recipeFor } from '../../cli/plan.ts';
import { RandomState } from '../../src/lib/engine/random.ts';
import { modelSpecs } from '../../src/lib/models/specs.ts';
import { verdictOf } from '../../src/lib/recipe/gain.ts';
import { modelEntry } from '../../src/lib/recipe/newRecipe.ts';

const shared = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const given = (name) =>
  process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : '';
const most = Number(given('--sets')) || 40;
const quiet = () => undefined;

/** Small enough for ten folds of each suggestion; evenly over the alphabet. */
function sets() {
  const all = readdirSync(`${shared}pmlb`)
    .filter((set) => existsSync(`${shared}pmlb/${set}/${set}.tsv.gz`))
    .map((set) => ({ set, ...read(set) }))
    .filter(({ rows, heads }) => rows.length >= 80 && rows.length <= 2000 && heads.length <= 25);
  const step = Math.max(1, all.length / most);
  return Array.from({ length: Math.min(most, all.length) }, (_, i) => all[Math.floor(i * step)]);
}

function read(set) {
  const [head, ...lines] = gunzipSync(readFileSync(`${shared}pmlb/${set}/${set}.tsv.gz`))
    .toString()
    .trimEnd()
    .split(/\r?\n/u);
  return { heads: head.split('\t'), rows: lines.map((line) => line.split('\t')) };
}

/** A tenth of the first number and a twentieth of the second are taken away, the third becomes six letters. */
function spoiled({ set, heads, rows }) {
  const rng = new RandomState([...set].reduce((sum, c) => sum + c.codePointAt(0), 0));
  const numbers = heads
    .map((name, j) => ({ name, j, values: rows.map((row) => Number(row[j])) }))
    .filter(({ name, values }) => name !== 'target' && new Set(values).size > 8);
  const [a, b, c] = numbers;
  const edges =
    c &&
    [1, 2, 3, 4, 5].map(
      (k) => [...c.values].sort((x, y) => x - y)[Math.floor((k * rows.length) / 6)],
    );
  const gone = (column, share) =>
    new Set(column ? rng.permutation(rows.length).slice(0, Math.floor(share * rows.length)) : []);
  const [goneA, goneB] = [gone(a, 0.1), gone(b, 0.05)];
  const lines = rows.map((row, i) => {
    const cells = [...row];
    if (goneA.has(i)) cells[a.j] = '';
    if (goneB.has(i)) cells[b.j] = '';
    if (c) cells[c.j] = `level ${'abcdef'[edges.filter((e) => c.values[i] >= e).length]}`;
    return [`R-${10_000 + i}`, ...cells, 'same'].join(',');
  });
  return [['row name', ...heads, 'flat'].join(','), ...lines].join('\n');
}

const folder = mkdtempSync(join(tmpdir(), 'tabwise-'));
const answers = [];

async function measureTable(name, path, target) {
  const { sql, opened } = await openTable(path, quiet);
  try {
    const profile = await profileOf(sql, opened.source);
    const { recipe, task } = recipeFor(opened.source, profile, target);
    const { suggestions } = await plan(sql, recipe, profile);
    const plain = task === 'regression' ? 'ridge' : 'logisticRegression';
    for (const id of [plain, 'kNeighbors', 'randomForest']) {
      const params = id === 'randomForest' ? { nEstimators: 30 } : {};
      const entry = modelEntry(modelSpecs[id]);
      const model = { ...entry, params: { ...entry.params, ...params } };
      const bench = {
        sql,
        recipe: { ...recipe, models: [model] },
        profile,
        modelKey: model.key,
        log: quiet,
      };
      for (const [key, gain] of await measuredSteps(bench, suggestions)) {
        const { confidence, type } = suggestions.find((s) => s.suggestion.id === key).suggestion;
        const answer = { table: name, model: id, id: key, type, confidence, ...outcome(gain) };
        answers.push(answer);
        console.log(JSON.stringify(answer));
      }
    }
  } finally {
    await sql.close();
  }
}

function outcome(gain) {
  if ('needed' in gain) return { outcome: 'needed' };
  if ('not_measured' in gain) return { outcome: 'not measured' };
  return { outcome: verdictOf(gain), mean: gain.mean };
}

/** Less is nothing that anyone would see. */
const seen = 0.002;
const lowered = ({ outcome: o, mean }) => o === 'loss' || (mean !== undefined && mean < -seen);

function row(label, list) {
  const measured = list.filter((a) => a.outcome !== 'not measured');
  const share = (n) => (measured.length ? `${((100 * n) / measured.length).toFixed(1)} %` : '');
  const count = (test) => measured.filter(test).length;
  return `| ${[
    label,
    measured.length,
    share(measured.length - count(lowered)),
    share(measured.length - count((a) => a.outcome === 'loss')),
    count((a) => a.outcome === 'needed'),
    list.length - measured.length,
  ].join(' | ')} |`;
}

const head = [
  '',
  'measured',
  `not lowered by more than ${seen}`,
  'not lowered beyond chance',
  'of them needed',
  'not measured',
];
const tableOf = (rows) =>
  [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n');

function page(list) {
  const bands = [
    [0.5, 0.6],
    [0.6, 0.7],
    [0.7, 0.8],
    [0.8, 0.9],
    [0.9, 1],
  ];
  const inBand = ([from, to]) => list.filter((a) => a.confidence >= from && a.confidence < to);
  const types = [...new Set(list.map((a) => a.type))].sort();
  const tables = new Set(list.map((a) => a.table)).size;
  return `# How far the confidence of a suggestion can be trusted

Made by \`node scripts/bench/confidence.mjs\`. ${list.length} suggestions on ${tables} public tables of pmlb, into which gaps, a category, a name of the row and a constant column were put, and three models each (a linear one, nearest neighbours, a forest of 30 trees). Each was scored in ten folds (5, twice) with the suggestion and without it, all other likely ones taken. A step without which nothing can be trained counts as one that does not lower the score.

${tableOf(bands.filter((b) => inBand(b).length > 0).map((b) => row(`${b[0]} to ${b[1]}`, inBand(b))))}

By kind of step:

${tableOf(
  types.map((t) =>
    row(
      `\`${t}\``,
      list.filter((a) => a.type === t),
    ),
  ),
)}
`;
}

if (given('--from'))
  for (const line of readFileSync(given('--from'), 'utf8').trim().split('\n'))
    answers.push(JSON.parse(line));
else
  for (const table of sets()) {
    const path = join(folder, `${table.set}.csv`);
    writeFileSync(path, spoiled(table));
    await measureTable(table.set, path, 'target').catch((error) =>
      console.error(table.set, error.message),
    );
  }
rmSync(folder, { recursive: true, force: true });
const out = fileURLToPath(new URL('../../docs/confidence.md', import.meta.url));
writeFileSync(out, await format(page(answers), { ...(await resolveConfig(out)), filepath: out }));
