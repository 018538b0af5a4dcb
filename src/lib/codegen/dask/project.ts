import { cutWords } from '#lib/recipe/cutWords.ts';
import { isSupervised } from '#lib/recipe/profile.ts';
import type { Plan } from '../pipeline.ts';
import { printLiteral } from '../python/print.ts';
import { byRecord, headerRows } from '../targets/facts.ts';
import { sparesRows } from '../targets/data.ts';
import { reasonIn } from '../targets/project.ts';
import { lines, moduleOf, type Fragment } from '../targets/fragment.ts';
import { decided } from '../targets/decided.ts';
import { fitted } from '../targets/fit.ts';
import { guard } from '../targets/script.ts';
import { markdownText } from '../text.ts';

/** What a Dask project is made of. */
export interface DaskAsk {
  readonly plan: Plan;
  /** The experiment's name: the user's text. */
  readonly name: string;
  /** The Python project's files by name. */
  readonly project: ReadonlyMap<string, string>;
  /** Why the service has no row-by-row answer, or the browser's model cannot be restored: file → why. */
  readonly lacks: ReadonlyMap<string, string>;
}

/** The versions that `tests/parity/dask.test.ts` was run with. */
const packages = ['dask[dataframe]==2026.8.0', 'pyarrow==26.0.1'];

/** Why the recipe has no Dask project, and what to do, as a sentence; null where it has. */
export function daskRefusal({ plan, lacks }: Pick<DaskAsk, 'plan' | 'lacks'>): string | null {
  const many = lacks.get('app.py');
  if (many !== undefined)
    return `Dask works on blocks of rows here. ${reasonIn(many)}: take the Python project.`;
  const { format, packing, sample } = plan.source;
  if (format.kind !== 'delimited' || packing !== null)
    return 'Dask cuts CSV into blocks here: write the table as CSV on the Data page, open that, and export then.';
  if (byRecord(plan) || format.skip > 0 || headerRows(plan) > 1)
    return 'Dask cuts a CSV into blocks at its lines, with one row of names and nothing around the table: write the table as CSV, open that, and export then.';
  if (!['utf-8', 'utf-8-sig', 'latin-1', 'cp1252'].includes(format.encoding))
    return `Dask cuts a file at its bytes, and lines end otherwise in ${format.encoding}: write the table as CSV, open that, and export then.`;
  return sample === null
    ? null
    : 'Only every so many rows of the file were read, and a block does not know which of its rows these are: open the whole file, or take the Python project.';
}

/** The files of the Dask project: name → text. Only where `daskRefusal` says null. */
export function daskProject(ask: DaskAsk): Map<string, string> {
  const { plan, project } = ask;
  const kept = ['preprocessing.py', 'train.py', 'inference.py', 'restore.py', 'model.json'].flatMap(
    (name) => (project.has(name) ? [[name, project.get(name)!] as const] : []),
  );
  const pinned = project
    .get('requirements.txt')!
    .split('\n')
    .filter((l) => /^(?!fastapi|pydantic|uvicorn)./.test(l));
  return new Map([
    ['blocks.py', blocks(plan)],
    ['predict_dask.py', predicting(plan)],
    ...(trains(plan) ? [['train_dask.py', training(plan)] as const] : []),
    ...kept,
    ['requirements.txt', [...pinned, ...packages, ''].join('\n')],
    ['README.md', readme(ask)],
  ]);
}

/** Rows of a second table that a step adds would all stand beside a few drawn ones. */
const adds = (plan: Plan): boolean => plan.cleaning.some((s) => s.addsRows);
const trains = (plan: Plan): boolean => isSupervised(plan.task!) && !adds(plan);

const blocks = (plan: Plan): string => {
  const format = plan.source.format as { readonly quote: string };
  return moduleOf({
    doc: 'Read large text files block by block, as preprocessing.py reads; made by Tabwise.',
    constants: {
      code: lines(
        `HEADER_LINES = ${headerRows(plan)}`,
        /^[\x20-\x7e]*$/.test(format.quote)
          ? `QUOTE = b${printLiteral(format.quote)}`
          : `QUOTE = ${printLiteral(format.quote)}.encode()`,
      ),
    },
    definitions: [readBlock, headerOf, table, size],
  }).code;
};

const readBlock: Fragment = {
  imports: [
    ['io', ''],
    ['typing', 'Any'],
    ['pandas', 'pd'],
    ['preprocessing', 'load'],
  ],
  code: `def read_block(block: bytes, header: bytes, first: bool) -> pd.DataFrame:
    """Return the rows of a block; the first block of a file has the header in it."""
    if QUOTE and block.count(QUOTE) % 2:
        raise ValueError("a cell in quotes goes on after a line: use --blocksize none")
    content: Any = io.BytesIO(block if first else header + block)
    return load(content)`,
};

const headerOf: Fragment = {
  code: `def header_of(block: bytes) -> bytes:
    """Return the lines above the rows of a file, from its first block."""
    return b"".join(block.splitlines(keepends=True)[:HEADER_LINES])`,
};

const table: Fragment = {
  imports: [
    ['collections.abc', 'Callable'],
    ['dask', ''],
    ['dask.bytes', 'read_bytes'],
    ['dask.dataframe', 'dd'],
    ['pandas', 'pd'],
  ],
  code: `def table(
    paths: str, blocksize: str | None, make: Callable[[pd.DataFrame], pd.DataFrame]
) -> dd.DataFrame:
    """Return what \`make\` makes of the rows of each block, in the order of the files."""

    def made(block: bytes, header: bytes, first: bool) -> pd.DataFrame:
        return make(read_block(block, header, first))

    _, files = read_bytes(paths, delimiter=b"\\n", blocksize=blocksize, sample=False)
    opened = files[0][0].compute()  # What is wrong with the first rows is told at once.
    meta = made(opened, b"", True).iloc[:0]
    parts = []
    for file in files:
        header = dask.delayed(header_of)(file[0])
        for place, block in enumerate(file):
            parts.append(dask.delayed(made)(block, header, place == 0))
    return dd.from_delayed(parts, meta=meta, verify_meta=False)`,
};

const size: Fragment = {
  code: `def size(text: str) -> str | None:
    """Return a size of blocks, or None: each file is one block then."""
    return None if text == "none" else text`,
};

const blocksizeOption =
  '    parser.add_argument("--blocksize", default="64 MiB", type=size, help="or none: each file at once")';

function predicting(plan: Plan): string {
  const cleaned =
    plan.cleaning.length === 0
      ? 'check(rows)'
      : `clean(check(rows)${sparesRows(plan) ? ', training=False' : ''})`;
  return moduleOf({
    doc: 'Predict the rows of large files, block by block; made by Tabwise.\n\nUsage: python predict_dask.py "data-*.csv" FOLDER\n\nWrites one CSV for each block, in the order of the rows.\n',
    constants: null,
    definitions: [
      {
        imports: [
          ['functools', 'cache'],
          ['pathlib', 'Path'],
          ['joblib', ''],
          ['sklearn.pipeline', 'Pipeline'],
          ['inference', 'fail'],
        ],
        code: lines(
          '@cache',
          'def model(path: Path) -> Pipeline:',
          '    """Return the model, read once by each worker."""',
          '    return joblib.load(path)',
        ),
      },
      {
        imports: [
          ['argparse', ''],
          ['pathlib', 'Path'],
          ['pandas', 'pd'],
          ['blocks', 'size'],
          ['blocks', 'table'],
          ['inference', 'check'],
          ['inference', 'predict'],
          ...(plan.cleaning.length > 0 ? ([['preprocessing', 'clean']] as const) : []),
        ],
        code: lines(
          'def main() -> None:',
          '    """Predict all rows of the files."""',
          '    parser = argparse.ArgumentParser(description="Predict with the trained model.")',
          '    parser.add_argument("data", help="CSV file, or a pattern of several")',
          '    parser.add_argument("out", help="folder to write into")',
          '    parser.add_argument("--model", default="model.pkl", type=Path)',
          blocksizeOption,
          '    args = parser.parse_args()',
          '    if not args.model.exists():',
          `        fail(f"there is no {args.model}; run restore.py or ${trains(plan) ? 'train_dask' : 'train'}.py first")`,
          '',
          '    def predicted(rows: pd.DataFrame) -> pd.DataFrame:',
          `        return predict(model(args.model), ${cleaned})`,
          '',
          '    answers = table(args.data, args.blocksize, predicted)',
          '    answers.to_csv(f"{args.out}/part-*.csv", index=False)',
        ),
      },
      guard,
    ],
  }).code;
}

const draw: Fragment = {
  imports: [
    ['pandas', 'pd'],
    ['blocks', 'table'],
  ],
  code: lines(
    'def draw(paths: str, rows: int, blocksize: str | None) -> pd.DataFrame:',
    '    """Return so many rows of the files, or all where there are no more."""',
    '    whole = table(paths, blocksize, lambda part: part)',
    '    count = int(whole.map_partitions(len).sum().compute())',
    '    if count > rows:',
    '        whole = whole.sample(frac=rows / count, random_state=SEED)',
    '    drawn = whole.compute().reset_index(drop=True)',
    '    print(f"{len(drawn)} of {count} rows", file=sys.stderr)',
    '    return drawn',
  ),
};

function training(plan: Plan): string {
  const rows = plan.cleaning.length > 0 ? 'clean(drawn)' : 'drawn';
  const fit = fitted(plan);
  return moduleOf({
    doc: 'Train on rows drawn from large files; made by Tabwise.\n\nUsage: python train_dask.py "data-*.csv" --rows 500000\n\nWhere the files have no more rows than that, it trains on all as train.py does.\n',
    constants: { code: `SEED = ${plan.seed}` },
    definitions: [
      draw,
      {
        imports: [
          ['argparse', ''],
          ['json', ''],
          ['sys', ''],
          ['pathlib', 'Path'],
          ['joblib', ''],
          ['blocks', 'size'],
          ...['FEATURES', 'TARGET', 'labelled', 'split'].map(
            (name) => ['preprocessing', name] as const,
          ),
          ...['build_pipeline', 'describe', 'evaluate'].map((name) => ['train', name] as const),
          ...(plan.cleaning.length > 0 ? ([['preprocessing', 'clean']] as const) : []),
          ...(fit.includes('reweighed(') ? ([['preprocessing', 'reweighed']] as const) : []),
          ...(plan.called ? ([['preprocessing', 'Decided']] as const) : []),
          ...(fit.includes('[WEIGHT]') ? ([['preprocessing', 'WEIGHT']] as const) : []),
        ],
        code: lines(
          'def main() -> None:',
          '    """Draw, clean, split, fit, evaluate and save."""',
          '    parser = argparse.ArgumentParser(description="Train on rows of large files.")',
          '    parser.add_argument("data", help="CSV file, or a pattern of several")',
          '    parser.add_argument("--rows", default=500_000, type=int)',
          blocksizeOption,
          '    args = parser.parse_args()',
          '',
          '    drawn = draw(args.data, args.rows, args.blocksize)',
          `    parts = split(labelled(${rows}))`,
          '    model = build_pipeline()',
          `    ${fit}`,
          plan.called !== null && `    model = ${decided('model', plan)}`,
          '    metrics = {name: evaluate(model, rows) for name, rows in parts.items()}',
          '    joblib.dump(model, "model.pkl")',
          '    ranges = json.dumps(describe(parts["train"]), indent=2)',
          '    Path("training.json").write_text(ranges, encoding="utf-8")',
          '    Path("metrics.json").write_text(json.dumps(metrics, indent=2), encoding="utf-8")',
          '    print(json.dumps(metrics))',
        ),
      },
      guard,
    ],
  }).code;
}

function readme({ plan, name, lacks, project }: DaskAsk): string {
  const restores = project.has('restore.py');
  const train = trains(plan);
  const label = plan.called && cutWords(plan.called.cut, plan.called.label);
  return `# An experiment for Dask, made with Tabwise

- Experiment: ${markdownText(name)}
- File: ${markdownText(plan.source.file.name)}

## How to run it

You need Python 3.11 or later. \`data-*.csv\` may be one file, a pattern of several, or an address that fsspec knows.

\`\`\`sh
python -m pip install -r requirements.txt
${restores ? 'python restore.py    # the very model of the browser\n' : ''}${train ? `python train_dask.py "data-*.csv" --rows 500000${restores ? '    # or one that is trained anew' : ''}\n` : restores ? '' : 'python train.py data.csv\n'}python predict_dask.py "data-*.csv" predictions
\`\`\`

## Which numbers it gives

- A file is cut at its lines into blocks of 64 MiB (\`--blocksize\`), and each block is read, cleaned and predicted by the same code as in the Python project (\`preprocessing.py\`, \`inference.py\`). ${restores ? 'With the model of `restore.py`, the predictions are those of the browser to 1e-9.' : `The browser’s own model is not in this folder (${markdownText(lacks.get('restore.py') ?? '')}): it is that of training anew.`}
- Where a cell in quotes holds a line break at a cut, the scripts stop and say so; \`--blocksize none\` reads each file at once.
${label ? `- ${markdownText(label)} ${train ? 'A model that `train_dask.py` fits anew is cut there too.' : ''}\n` : ''}${train ? '- `train_dask.py` draws rows by chance (every row as likely as the others, by the seed of the experiment), and then does what `train.py` does with them in memory: scikit-learn learns from the drawn rows only, and the scores are of those. Steps that remove rows see the drawn rows, not all.' : adds(plan) ? '- There is no `train_dask.py`: a step adds the rows of a second table, all of which would stand beside the few that are drawn. `train.py` reads a file at once.' : '- `train.py` reads a file at once: groups and outliers are sought in memory.'}
`;
}
