import { isNumeric } from '#lib/recipe/profile.ts';
import { marked } from '../python/layout.ts';
import { printLiteral } from '../python/print.ts';
import type { Plan } from '../pipeline.ts';
import { indented, lines, type Fragment } from './fragment.ts';
import { byRecord, jsonNames, namedByPosition, plainMisfits, renamed, textFirst } from './facts.ts';
import { memberConstant } from './opened.ts';
import { splitConstants } from './parts.ts';
import { isWithoutTarget } from './unsupervised.ts';
import { namesConstant } from './readJson.ts';

const text = printLiteral;
export const textList = (texts: readonly string[]): string => `[${texts.map(text).join(', ')}]`;

/** The column lists and the reading constants at the top of a script. */
export function constants(plan: Plan): Fragment {
  const { source, target, split, preparation, features } = plan;
  const lanes = preparation.kind === 'lanes' ? preparation.lanes.filter((l) => !l.side) : [];
  const featureList =
    lanes.length > 0
      ? lanes.map((l) => constantOf(l.name)).join(' + ')
      : textList(features.map((c) => c.name));
  const [file, cells] = readingConstants(plan);
  return {
    imports: [['pandas', 'pd']],
    code: lines(
      `DATA = ${text(source.file.name)}`,
      file,
      target !== null && `TARGET = ${text(target.name)}`,
      plan.weight !== null && `WEIGHT = ${text(plan.weight)}`,
      plan.reweigh.length > 0 && `REWEIGH = ${textList(plan.reweigh)}`,
      isWithoutTarget(plan) &&
        namedByPosition(plan) &&
        'TARGET = None  # There is nothing to predict.',
      splitConstants(split),
      lanes.map((l) => `${constantOf(l.name)} = ${textList(l.columns)}`),
      `FEATURES = ${featureList}`,
      cells,
    ),
  };
}

/** What reading the file needs to know: of the file, and of its cells. */
export function readingConstants(
  plan: Plan,
): readonly [file: readonly string[], cells: readonly string[]] {
  const { columns, missing } = plan.source;
  const dtypes = columns.map(
    (c) => `${text(c.name)}: ${text(isNumeric(c.type) ? 'float64' : 'str')}`,
  );
  const said = (line: string | false): readonly string[] => (line === false ? [] : [line]);
  return [
    [memberConstant(plan), renames(plan), namesConstant(plan)].flatMap(said),
    [
      ...said(namedByPosition(plan) && `COLUMNS = ${textList(columns.map((c) => c.name))}`),
      `DTYPES = {${dtypes.join(', ')}}`,
      ...said(textFirst(plan) === 'some' && `NUMBERS_AMONG_TEXT = ${textList(plainMisfits(plan))}`),
      `MISSING = ${textList(missing)}`,
      ...fileRows(plan),
    ],
  ];
}

/** Where columns are found by name, and some have another in the recipe. */
function renames(plan: Plan): string | false {
  if (namedByPosition(plan) || !renamed(plan)) return false;
  const { columns } = plan.source;
  const changed = columns.filter((c) => c.name !== c.header);
  return `RENAMED = {${changed.map((c) => `${text(c.header)}: ${text(c.name)}`).join(', ')}}`;
}

/** Which rows of the file were left out on purpose, or written anew. */
function fileRows(plan: Plan): readonly string[] {
  const { sample, repairedRows, file, format } = plan.source;
  const cells = repairedRows.map((r) => `${r.row}: ${cellsOf(plan, r.cells)}`);
  return [
    ...(sample !== null && byRecord(plan) ? [`EVERY = ${sample.every}`] : []),
    ...(repairedRows.length > 0
      ? [
          `SHA256 = ${text(file.sha256)}`,
          `REPAIRED${format.kind === 'json' ? ': dict[int, dict[str, str | None]]' : ''} = {${cells.join(', ')}}`,
        ]
      : []),
  ];
}

/** Of a row written anew: in the columns' order, or by header where the file's rows are so. */
function cellsOf(plan: Plan, cells: readonly string[]): string {
  const { columns, format } = plan.source;
  if (format.kind !== 'json') return textList(cells);
  const byHeader = jsonNames(plan) === 'headers';
  const named = columns
    .slice(0, cells.length)
    .map((c, j) => `${text(byHeader ? c.header : c.name)}: ${text(cells[j]!)}`);
  return `{${named.join(', ')}}`;
}

/** `NUMERIC` for the lane `numeric`. */
export const constantOf = (lane: string): string => lane.toUpperCase();

/** The functions that cleaning statements call, each once, but those that are defined already. */
export function cleaningHelpers(plan: Plan, defined: readonly Fragment[]): readonly Fragment[] {
  const known = new Set(defined.map((f) => f.code));
  const called = plan.cleaning.flatMap((s) => s.statements.flatMap((t) => t.helpers ?? []));
  return [...new Set(called)].filter((code) => !known.has(code)).map((code) => ({ code }));
}

/** True where some cleaning step removes or adds rows, which it must not do to rows that are to be predicted. */
export const sparesRows = (plan: Plan): boolean =>
  plan.cleaning.some((s) => s.removesRows || s.ofNewRows !== null);

/** `clean(df)`, or null without cleaning steps. `predicting` adds a flag that spares rows to be predicted. */
export function clean(plan: Plan, predicting: boolean): Fragment | null {
  if (plan.cleaning.length === 0) return null;
  const flag = predicting && sparesRows(plan);
  const body = plan.cleaning.map((step) => {
    const code = marked(plan.keys.indexOf(step.key), statementsOf(step.statements));
    if (!flag || !(step.removesRows || step.ofNewRows)) return code;
    const other = step.ofNewRows ? `\nelse:\n${indented(statementsOf(step.ofNewRows))}` : '';
    return `if training:\n${indented(code)}${other}`;
  });
  return {
    imports: plan.cleaning.flatMap((s) => s.statements.flatMap((t) => t.imports ?? [])),
    code: lines(
      `def clean(df: pd.DataFrame${flag ? ', training: bool = True' : ''}) -> pd.DataFrame:`,
      flag
        ? `    """Apply the cleaning steps; rows are ${plan.cleaning.some((s) => s.ofNewRows) ? 'added and ' : ''}removed only for training."""`
        : '    """Apply the cleaning steps, which learn nothing from the rows."""',
      indented(body.join('\n')),
      '    return df',
    ),
  };
}

const statementsOf = (statements: Plan['cleaning'][number]['statements']): string =>
  statements
    .flatMap((s) => [...(s.comment === undefined ? [] : [`# ${s.comment}`]), s.code])
    .join('\n');

/** `labelled(df)`: the rows that have a target, typed so that labels sort as in the app. */
export const labelled = ({ target, weight }: Plan): Fragment | null =>
  target === null
    ? null
    : {
        code: lines(
          'def labelled(df: pd.DataFrame) -> pd.DataFrame:',
          '    """Keep the rows that have a target; there is nothing to learn from the others."""',
          (target.fractions || weight !== null) && '    df = df.dropna(subset=[TARGET])',
          weight !== null && [
            '    if not df[WEIGHT].between(0, float("inf"), inclusive="left").all():',
            '        raise ValueError("A row has no weight, or one below 0")',
          ],
          target.fractions && [
            '    whole = (df[TARGET] % 1 == 0).all()  # Fractions must be text to be classes.',
            '    return df.astype({TARGET: "float64" if whole else "str"})',
          ],
          !target.fractions &&
            `    return df${weight === null ? '.dropna(subset=[TARGET])' : ''}.astype({TARGET: ${text(target.dtype)}})`,
        ),
      };

/** `reweighed(rows)`: what each training row counts in the fit. */
export const reweighed = ({ reweigh, weight }: Plan): Fragment | null =>
  reweigh.length === 0
    ? null
    : {
        code: lines(
          'def reweighed(rows: pd.DataFrame) -> pd.Series:',
          '    """Return weights that make groups and classes independent (Kamiran and Calders 2012)."""',
          weight === null
            ? '    own = pd.Series(1.0, index=rows.index)'
            : '    own = rows[WEIGHT].astype("float64")',
          '    groups = [rows[name] for name in REWEIGH]',
          '    by_group = own.groupby(groups, dropna=False).transform("sum")',
          '    by_class = own.groupby(rows[TARGET]).transform("sum")',
          '    by_both = own.groupby([*groups, rows[TARGET]], dropna=False).transform("sum")',
          '    return (own * by_group * by_class / (own.sum() * by_both)).fillna(0.0)',
        ),
      };
