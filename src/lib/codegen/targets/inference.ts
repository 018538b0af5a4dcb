import { isClassification } from '#lib/recipe/profile.ts';
import type { Plan } from '../pipeline.ts';
import type { Import } from '../python/imports.ts';
import { sparesRows, textList } from './data.ts';
import { lines, moduleOf, type Fragment } from './fragment.ts';
import { headerRows, namedByPosition, sparesFileRows } from './facts.ts';
import { fromTraining as from, readRow } from './inferRow.ts';
import { guard, importsOfSaid, saidOfClasses } from './script.ts';

/** inference.py: a file or one row through cleaning and model, with the schema checked first. */
export const inference = (plan: Plan): string =>
  moduleOf({
    doc,
    constants: required(plan),
    definitions: [
      fail,
      hasNames(plan) ? readFile(plan) : readHeaderless(plan),
      readRow(plan),
      check,
      report,
      predict(plan),
      main(plan),
      guard,
    ],
  }).code;

const doc = `Predict with the trained model; made by Tabwise.

Usage: python inference.py data.csv [--out predictions.csv]
       python inference.py --row '{"column": "value"}'

Ends with 2 and a reason when the data do not fit the model.
`;

/** The raw columns that must be there: the features, or every feature column of the file where a step makes new ones. */
function required(plan: Plan): Fragment {
  const { raw, made } = rawColumns(plan);
  const headers =
    namedByPosition(plan) &&
    hasNames(plan) &&
    `HEADERS = ${textList(plan.source.columns.map((c) => c.header))}`;
  return {
    imports: from('FEATURES'),
    code: lines(made ? `REQUIRED = ${textList(raw)}` : 'REQUIRED = FEATURES', headers),
  };
}

/** The columns that new rows must have, as they stand in the file. */
export function requiredColumns(plan: Plan): readonly string[] {
  const { raw, made } = rawColumns(plan);
  return made ? raw : plan.features.map((c) => c.name);
}

function rawColumns({ source, features, cleaning }: Plan): {
  readonly raw: readonly string[];
  /** Whether a cleaning step makes a feature that the file has not. */
  readonly made: boolean;
} {
  const read = new Set(cleaning.flatMap((s) => s.reads));
  const raw = source.columns
    .filter((c) => c.role === 'feature' || read.has(c.name))
    .map((c) => c.name);
  return { raw, made: features.some((c) => !raw.includes(c.name)) };
}

/** True where a file says what its columns are called, in a way that its code can tell. */
const hasNames = (plan: Plan): boolean =>
  headerRows(plan) === 1 || (plan.source.format.kind === 'delimited' && headerRows(plan) > 1);

const fail: Fragment = {
  imports: [
    ['sys', ''],
    ['typing', 'NoReturn'],
  ],
  code: lines(
    'def fail(reason: str) -> NoReturn:',
    '    """Say why and end with 2."""',
    '    print(reason, file=sys.stderr)',
    '    sys.exit(2)',
  ),
};

/** With repaired headers, columns are named by position where the header is the one of the training file. */
function readFile(plan: Plan): Fragment {
  const positional = namedByPosition(plan);
  return {
    imports: [
      ['pandas', 'pd'],
      ...errorImports(plan),
      ...from('load', ...(positional ? ['COLUMNS', 'first_rows', 'TARGET'] : [])),
    ],
    code: lines(
      'def read_file(path: str) -> pd.DataFrame:',
      '    """Read a file like the one the model was trained on."""',
      '    try:',
      positional && [
        `        header, *${hasBlankHeader(plan) ? 'rows' : '_'} = first_rows(path)`,
        ...(hasBlankHeader(plan) ? shortHeader : []),
        '        if header == HEADERS:',
        `            return load(path${whole(plan)})`,
        '        names = dict(zip(HEADERS, COLUMNS, strict=True))',
        '        if header == [h for h in HEADERS if names[h] != TARGET]:',
        `            return load(path, [c for c in COLUMNS if c != TARGET]${whole(plan)})`,
        `        return load(path, header${whole(plan)})`,
      ],
      !positional && `        return load(path${whole(plan)})`,
      `    except (${errors(plan)}) as error:`,
      '        fail(f"{path}: {error}")',
    ),
  };
}

const shortHeader = [
  '        named = [h for h in HEADERS if h]',
  '        if header == named and rows and len(rows[0]) == len(HEADERS):',
  '            header = HEADERS  # As in training, the rows have more cells than it.',
];

const hasBlankHeader = ({ source }: Plan): boolean => source.columns.some((c) => c.header === '');

const readHeaderless = (plan: Plan): Fragment => ({
  imports: [
    ['pandas', 'pd'],
    ...errorImports(plan),
    ...from('COLUMNS', 'TARGET', 'first_rows', 'load'),
  ],
  code: lines(
    'def read_file(path: str) -> pd.DataFrame:',
    '    """Read a file like the one the model was trained on, with or without target."""',
    '    features = [c for c in COLUMNS if c != TARGET]',
    '    try:',
    '        width = len(next(iter(first_rows(path)), []))',
    '        if width not in (len(COLUMNS), len(features)):',
    '            fail(f"{path}: {width} columns instead of {len(COLUMNS)}")',
    `        return load(path, COLUMNS if width == len(COLUMNS) else features${whole(plan)})`,
    `    except (${errors(plan)}) as error:`,
    '        fail(f"{path}: {error}")',
  ),
});

/** What reading a file of another kind raises. */
function errors({ source: { packing, format } }: Plan): string {
  if (packing === null && format.kind === 'delimited') return 'OSError, ValueError';
  const archive = packing?.kind === 'zip' || format.kind === 'sheet';
  return `EOFError, KeyError, OSError, TypeError, ValueError${archive ? ', zipfile.BadZipFile' : ''}`;
}

const errorImports = ({ source: { packing, format } }: Plan): readonly Import[] =>
  packing?.kind === 'zip' || format.kind === 'sheet' ? [['zipfile', '']] : [];

/** A file to predict is read whole: a row left out would leave a gap in the answers. */
const whole = (plan: Plan): string => (sparesFileRows(plan) ? ', training=False' : '');

const check: Fragment = {
  imports: [['pandas', 'pd'], ['math', ''], ...from('DTYPES')],
  code: lines(
    'def check(table: pd.DataFrame) -> pd.DataFrame:',
    '    """Return the table with exactly the columns of training, or say what it lacks."""',
    '    absent = [name for name in REQUIRED if name not in table.columns]',
    '    if absent:',
    '        fail(f"missing columns: {absent}")',
    '    if len(table) == 0:',
    '        fail("there are no rows to predict")',
    '    if not isinstance(table.index, pd.RangeIndex):',
    '        fail("the rows have more cells than the header has names")',
    '    extra = [name for name in table.columns if name not in DTYPES]',
    '    if extra:',
    '        print(f"ignored columns: {extra}", file=sys.stderr)',
    '    for name in DTYPES:',
    '        if name not in table.columns:',
    '            table[name] = math.nan',
    '    return table[list(DTYPES)].astype(DTYPES)',
  ),
};

const report: Fragment = {
  imports: [
    ['json', ''],
    ['sys', ''],
    ['pathlib', 'Path'],
  ],
  code: lines(
    'def report(table: pd.DataFrame, path: Path) -> None:',
    '    """Count on standard error the values that no training row held."""',
    '    for name, seen in json.loads(path.read_text(encoding="utf-8")).items():',
    '        values = table[name].dropna()',
    '        if "levels" in seen:',
    '            strange = ~values.astype("str").isin(seen["levels"])',
    '            what = "unseen categories"',
    '        else:',
    '            strange = (values < seen["min"]) | (values > seen["max"])',
    '            what = "numbers out of range"',
    '        if strange.any():',
    '            print(f"{name!r}: {strange.sum()} {what}", file=sys.stderr)',
  ),
};

const predict = (plan: Plan): Fragment => ({
  imports: [...importsOfSaid(plan), ['sklearn.pipeline', 'Pipeline'], ['pandas', 'pd']],
  code: lines(
    'def predict(model: Pipeline, rows: pd.DataFrame) -> pd.DataFrame:',
    '    """Return one line for each row, in order."""',
    '    table = pd.DataFrame({"prediction": model.predict(rows[FEATURES])})',
    plan.task === 'anomaly' && '    table["score"] = model.decision_function(rows[FEATURES])',
    plan.task !== null &&
      isClassification(plan.task) &&
      saidOfClasses(plan, 'enumerate(model.classes_)', 'i, label'),
    makesRows(plan) && [
      '    # The row of the file, counted from 0, that each was made of; the first of several.',
      '    table.insert(0, "row", rows.index)',
    ],
    '    return table',
  ),
});

const makesRows = (plan: Plan): boolean => plan.cleaning.some((s) => s.makesRows);

function main(plan: Plan): Fragment {
  const cleans = plan.cleaning.length > 0;
  const rows = cleans ? `clean(table${sparesRows(plan) ? ', training=False' : ''})` : 'table';
  return {
    imports: [
      ['argparse', ''],
      ['json', ''],
      ['pathlib', 'Path'],
      ['joblib', ''],
      ...(cleans ? from('clean') : []),
    ],
    code: lines(
      'def main() -> None:',
      '    """Predict a file or a row."""',
      '    parser = argparse.ArgumentParser(description="Predict with the trained model.")',
      '    parser.add_argument("data", nargs="?", help="CSV file")',
      '    parser.add_argument("--row", help="one row as a JSON object")',
      '    parser.add_argument("--out", help="CSV file to write, else standard output")',
      '    parser.add_argument("--model", default="model.pkl", type=Path)',
      '    args = parser.parse_args()',
      '    if (args.data is None) == (args.row is None):',
      '        parser.error("give either a CSV file or --row")',
      '    if not args.model.exists():',
      '        fail(f"there is no {args.model}; run train.py first")',
      '',
      '    table = check(read_file(args.data) if args.row is None else read_row(args.row))',
      `    rows = ${rows}`,
      '    report(rows, args.model.with_name("training.json"))',
      '    try:',
      '        predictions = predict(joblib.load(args.model), rows)',
      '    except ValueError as error:',
      '        fail(f"the model cannot predict these rows: {error}")',
      '    if args.row is not None:',
      `        print(json.dumps(predictions.to_dict("records")${makesRows(plan) ? '' : '[0]'}))`,
      '    else:',
      '        predictions.to_csv(args.out or sys.stdout, index=False)',
    ),
  };
}
