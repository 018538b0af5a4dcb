import { defineCleaningLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { list, lit } from '#lib/codegen/python/ir.ts';
import { flat } from '#lib/codegen/python/print.ts';
import { spaceConstant } from '#lib/codegen/python/space.ts';
import type { trimText as spec } from './spec.ts';

export const trimText = defineCleaningLowering<typeof spec>({
  kind: 'cleaning',
  pandas: (columns, { collapse }) => {
    const { name, helper } = collapse ? single : ends;
    return [
      {
        code: [
          `for name in ${flat(list(columns.map(lit)))}:`,
          `    trimmed = df[name].map(${name}, na_action="ignore")`,
          '    df[name] = trimmed.astype(df[name].dtype)',
        ].join('\n'),
        imports: helper.imports,
        helpers: [helper.code],
      },
    ];
  },
});

interface Trim {
  readonly name: string;
  readonly helper: Helper;
}

const single: Trim = {
  name: 'single_spaced',
  helper: {
    imports: [
      ['math', ''],
      ['re', ''],
      ['typing', 'Any'],
    ],
    code: `def single_spaced(cell: Any) -> Any:
    """Return the text with single spaces within and none around; nothing is missing."""
${spaceConstant('    ')}
    if not isinstance(cell, str):
        return cell
    return re.sub(f"[{space}]+", " ", cell).strip(" ") or math.nan`,
  },
};

const ends: Trim = {
  name: 'stripped',
  helper: {
    imports: [
      ['math', ''],
      ['typing', 'Any'],
    ],
    code: `def stripped(cell: Any) -> Any:
    """Return the text without white space around it; nothing is missing."""
${spaceConstant('    ')}
    if not isinstance(cell, str):
        return cell
    return cell.strip(space) or math.nan`,
  },
};
