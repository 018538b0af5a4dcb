import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import { toNumber, toText } from '#lib/codegen/python/helpers.ts';
import { list, lit } from '#lib/codegen/python/ir.ts';
import { flat, printLiteral } from '#lib/codegen/python/print.ts';
import { secondReader } from '#lib/codegen/targets/secondTable.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import { addedRow } from '#lib/recipe/rowNames.ts';
import { appended, type Stacked } from './appended.ts';
import { appendTable as spec } from './spec.ts';

export const appendTable = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (_columns, params, before, nth = 1) => {
    const { source, columns, origin } = appended(before, params);
    const reader = secondReader(source);
    const taken = columns.filter((c) => c.there);
    const named = taken.map((c) => `${printLiteral(c.there!.name)}: ${printLiteral(c.name)}`);
    const conversions = [
      [columns.filter((c) => differ(c) && isNumeric(c.type)), toNumber, 'to_number', 'float64'],
      [columns.filter((c) => differ(c) && !isNumeric(c.type)), toText, 'to_text', 'object'],
    ] as const;
    const used = conversions.filter(([of]) => of.length > 0);
    const converted = used.flatMap(([of, , name, dtype]) => [
      `for name in ${flat(list(of.map((c) => lit(c.name))))}:`,
      `    below[name] = below[name].map(${name}, na_action="ignore").astype("${dtype}")`,
    ]);
    return [
      {
        code: [
          `below = ${reader.name}().rename(columns={${named.join(', ')}})`,
          `below = below[${flat(list(taken.map((c) => lit(c.name))))}]`,
          ...converted,
          ...(origin === null
            ? []
            : [
                ...originHere(before, origin, params.here),
                `below[${printLiteral(origin)}] = ${printLiteral(source.file.name)}`,
              ]),
          '# Rows of the other table have numbers of their own.',
          `below.index = pd.RangeIndex(${addedRow(nth, 0)}, ${addedRow(nth, 0)} + len(below))`,
          'df = pd.concat([df, below])',
        ].join('\n'),
        imports: [['pandas', 'pd'], ...reader.imports, ...used.flatMap(([, h]) => h.imports)],
        helpers: [reader.code, ...used.map(([, h]) => h.code)],
      },
    ];
  },
  /** The columns of the other table are there, and empty. */
  pandasOfNewRows: (_columns, params, before) => {
    const { columns, origin } = appended(before, params);
    const own = columns.filter((c) => !c.here && c.there);
    const empty = own.map(
      (c) =>
        `df[${printLiteral(c.name)}] = pd.Series(index=df.index, dtype="${isNumeric(c.type) ? 'float64' : 'str'}")`,
    );
    const code = [...(origin === null ? [] : originHere(before, origin, params.here)), ...empty];
    return [{ code: code.length === 0 ? 'pass' : code.join('\n') }];
  },
  columnsAfter: spec.columnsAfter!,
  addsRows: true,
});

/** Whether numbers meet text. */
const differ = ({ here, there }: Stacked): boolean =>
  here !== null && there !== null && isNumeric(here.type) !== isNumeric(there.type);

const originHere = (
  before: readonly { readonly name: string }[],
  origin: string,
  here: string,
): string[] =>
  before.some((c) => c.name === origin)
    ? []
    : [`df[${printLiteral(origin)}] = ${printLiteral(here)}`];
