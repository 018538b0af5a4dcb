import { isNumeric } from '#lib/recipe/profile.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { list, lit } from '#lib/codegen/python/ir.ts';
import { flat, printLiteral } from '#lib/codegen/python/print.ts';
import type { dropNearDuplicates as spec } from './spec.ts';

export const dropNearDuplicates = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (columns, { keep, tolerance }, before) => {
    const compared = columns.length ? columns : before.map((c) => c.name);
    const of = (test: (c: ColumnFacts) => boolean): readonly string[] => {
      const found = new Set(before.filter(test).map((c) => c.name));
      return compared.filter((name) => found.has(name));
    };
    const texts = of(({ type }) => type === 'text' || type === 'category');
    const numbers = tolerance > 0 ? of(({ type }) => isNumeric(type)) : [];
    const names = (some: readonly string[]): string => flat(list(some.map(lit)));
    return [
      {
        code: [
          `keys = df[${names(compared)}].copy()`,
          ...(texts.length > 0
            ? [
                `for name in ${names(texts)}:`,
                '    keys[name] = keys[name].map(words_of, na_action="ignore")',
              ]
            : []),
          ...(numbers.length > 0
            ? [
                `for name in ${names(numbers)}:`,
                `    keys[name] = np.floor(keys[name] / ${printLiteral(tolerance)} + 0.5)`,
              ]
            : []),
          `df = df[~keys.duplicated(keep=${printLiteral(keep)})]`,
        ].join('\n'),
        imports: [
          ...(texts.length > 0 ? wordsOf.imports : []),
          ...(numbers.length > 0 ? [['numpy', 'np'] as const] : []),
        ],
        helpers: texts.length > 0 ? [wordsOf.code] : [],
      },
    ];
  },
  removesRows: true,
});

const wordsOf: Helper = {
  imports: [
    ['re', ''],
    ['typing', 'Any'],
  ],
  code: `def words_of(cell: Any) -> Any:
    """Return the words of a text in small letters, each once and sorted."""
    if not isinstance(cell, str):
        return cell
    lower = "".join(c.lower() for c in cell)
    words = re.findall(r"[^\\x00-/:-@\\[-\`{-\\x7f\\xa0]+", lower)
    return " ".join(sorted(set(words))) or cell`,
};
