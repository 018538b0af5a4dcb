import { defineCleaningLowering, type CleaningLowering } from '#lib/codegen/lowering.ts';
import { list, lit } from '#lib/codegen/python/ir.ts';
import { flat, printLiteral } from '#lib/codegen/python/print.ts';
import { secondReader } from '#lib/codegen/targets/secondTable.ts';
import { addedRow } from '#lib/recipe/rowNames.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { addsTheirs, joined, ofNewRows } from './joined.ts';
import { joinTable as spec } from './spec.ts';

export const joinTable: CleaningLowering<ParamsOf<typeof spec>> = defineCleaningLowering<
  typeof spec
>({
  kind: 'cleaning',
  pandas: (columns, params, before, nth = 1) => {
    const { source, rightOn, added } = joined(before, columns, params);
    const reader = secondReader(source);
    const names = (of: readonly string[]): string => flat(list(of.map(lit)));
    const named = added.map((c) => `${printLiteral(c.from)}: ${printLiteral(c.name)}`);
    const { how } = params;
    const theirs = addsTheirs(how);
    return [
      {
        code: [
          `df = ${theirs ? 'joined_both' : 'joined'}(`,
          '    df,',
          `    ${reader.name}(),`,
          `    (${names(columns)}, ${names(rightOn)}),`,
          `    {${named.join(', ')}},`,
          `    ${printLiteral(how)},`,
          ...(theirs ? [`    ${addedRow(nth, 0)},`] : []),
          ')',
        ].join('\n'),
        imports: [['numpy', 'np'], ['typing', 'Literal'], ...reader.imports],
        helpers: [reader.code, joinedRows, ...(theirs ? [joinedBoth] : [])],
      },
    ];
  },
  /** Rows to predict get their matches, and none of the second table's rows. */
  pandasOfNewRows: (columns, params, before) =>
    addsTheirs(params.how)
      ? joinTable.pandas(columns, { ...params, how: ofNewRows(params.how) }, before)
      : null,
  columnsAfter: spec.columnsAfter!,
  makesRows: true,
  addsRows: true,
});

/** pandas matches missing with missing; here a row without a key matches nothing. */
const joinedRows = `def joined(
    df: pd.DataFrame,
    other: pd.DataFrame,
    on: tuple[list[str], list[str]],
    names: dict[str, str],
    how: Literal["left", "inner"],
) -> pd.DataFrame:
    """Return the rows with columns of the rows of the other table that match them."""
    keys = [f"key_{k}" for k in range(len(on[0]))]
    left = df[on[0]].set_axis(keys, axis=1).assign(left=np.arange(len(df)))
    right = other[on[1]].set_axis(keys, axis=1).assign(right=np.arange(len(other)))
    pairs = left.merge(right.dropna(subset=keys), how=how, on=keys)
    rows = df.iloc[pairs["left"]]
    beside = other[list(names)].rename(columns=names).reindex(pairs["right"])
    return pd.concat([rows, beside.set_axis(rows.index)], axis=1)`;

/** Rows of the second table without a match have numbers of their own, and its keys. */
const joinedBoth = `def joined_both(
    df: pd.DataFrame,
    other: pd.DataFrame,
    on: tuple[list[str], list[str]],
    names: dict[str, str],
    how: Literal["right", "outer"],
    first: int,
) -> pd.DataFrame:
    """Return the joined rows, then those of the other table without a match."""
    above = joined(df, other, on, names, "left" if how == "outer" else "inner")
    other = other.set_axis(pd.RangeIndex(first, first + len(other)))
    keys = [f"key_{k}" for k in range(len(on[0]))]
    left = df[on[0]].set_axis(keys, axis=1)
    right = other[on[1]].set_axis(keys, axis=1).assign(row=other.index)
    matched = right.dropna(subset=keys).merge(left.dropna(subset=keys), on=keys)["row"]
    alone = other[~other.index.isin(matched)]
    pairs = list(zip(on[1], on[0], strict=True)) + list(names.items())
    below = pd.DataFrame({to: alone[of] for of, to in pairs}, index=alone.index)
    return pd.concat([above, below])`;
