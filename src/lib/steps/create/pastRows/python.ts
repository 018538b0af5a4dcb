import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import { lit } from '#lib/codegen/python/ir.ts';
import { flat } from '#lib/codegen/python/print.ts';
import { pastColumns } from './names.ts';
import { pastRows as spec } from './spec.ts';

export const pastRows = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (columns, params, before) =>
    pastColumns(before, columns, params).map(({ name, of, rows }) => ({
      code: `df[${flat(lit(name))}] = past_rows(${[
        'df',
        ...[of, params.figure, rows, params.time, params.group || null].map((x) => flat(lit(x))),
      ].join(', ')})`,
      imports: [['pandas', 'pd']],
      helpers: [helper],
    })),
  reads: (columns, { time, group }) => [...columns, time, group].filter((name) => name !== ''),
  ...(spec.columnsAfter && { columnsAfter: spec.columnsAfter }),
});

const helper = `def past_rows(
    df: pd.DataFrame, column: str, figure: str, rows: int, time: str, group: str | None
) -> pd.Series:
    """Return a figure of the rows before each in order of time; of no later row."""
    timed = df[df[time].notna()].sort_values(time, kind="stable")
    keys = [timed[group]] if group is not None else [0] * len(timed)
    known = timed[column].groupby(keys, dropna=False, sort=False)
    before = known.shift(1)
    if figure == "lag":
        return known.shift(rows)
    if figure == "change":
        return before - known.shift(1 + rows)
    windows = before.groupby(keys, dropna=False, sort=False)
    return windows.transform(
        lambda cells: getattr(cells.rolling(rows, min_periods=1), figure)()
    )`;
