import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import { list, lit } from '#lib/codegen/python/ir.ts';
import { flat, printLiteral } from '#lib/codegen/python/print.ts';
import { secondReader } from '#lib/codegen/targets/secondTable.ts';
import { joined } from './joined.ts';
import { joinTable as spec } from './spec.ts';

export const joinTable = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (columns, params, before) => {
    const { source, rightOn, added } = joined(before, columns, params);
    const reader = secondReader(source);
    const names = (of: readonly string[]): string => flat(list(of.map(lit)));
    const named = added.map((c) => `${printLiteral(c.from)}: ${printLiteral(c.name)}`);
    return [
      {
        code: [
          'df = joined(',
          '    df,',
          `    ${reader.name}(),`,
          `    (${names(columns)}, ${names(rightOn)}),`,
          `    {${named.join(', ')}},`,
          `    ${printLiteral(params.how)},`,
          ')',
        ].join('\n'),
        imports: [['numpy', 'np'], ['typing', 'Literal'], ...reader.imports],
        helpers: [reader.code, joinedRows],
      },
    ];
  },
  columnsAfter: spec.columnsAfter!,
  makesRows: true,
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
