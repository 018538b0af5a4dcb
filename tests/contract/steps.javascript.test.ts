import { describe, expect, it } from 'vitest';
import { nameOf, type CleaningSpoken } from '#lib/codegen/javascript/speaking.ts';
import { textSpace } from '#lib/recipe/expression/space.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import { cleaningSpeakings } from '#lib/steps/javascriptCleaning.ts';
import { cases, spec, tables, type Case } from '../oracle/steps/cases.ts';
import type { Cell, Cells } from '../oracle/steps/tables.ts';
import { agree, answered } from './steps.support.ts';

/** What pandas answers for each case of a cleaning step (tests/oracle/steps), asked of its JavaScript row by row. */

type Row = Map<string, Cell>;
type Step = (row: Row, about: object) => void;

/** The function of the exported module, with all that it calls. */
function functionOf({ uses = [], code }: CleaningSpoken): Step {
  const source = [...uses, code, `return ${nameOf(code)};`].join('\n');
  return (new Function('run', source) as (run: object) => Step)({ space: textSpace });
}

function through(c: Case, spoken: CleaningSpoken): Map<string, Cell[]> {
  const cells: Cells = tables[c.table];
  const facts = cells.map(([name, type]) => ({ name, type }));
  // As in the file, what is written there is JSON.
  const params: unknown = JSON.parse(
    JSON.stringify(spoken.given?.(facts, c.columns, c.params) ?? c.params),
  );
  const step = functionOf(spoken);
  const rows = Array.from({ length: cells[0]![2].length }, (_, i) => {
    const row: Row = new Map(
      cells.map(([name, type, v]) => [name, v[i] ?? (isNumeric(type) ? NaN : null)]),
    );
    step(row, { columns: c.columns, params });
    return row;
  });
  return new Map(
    [...rows[0]!.keys()].map((name) => [
      name,
      rows.map((row) => (Number.isNaN(row.get(name)) ? null : row.get(name)!)),
    ]),
  );
}

const said = cases.filter((c) => {
  const own = cleaningSpeakings[c.step];
  return own !== undefined && !own.code.startsWith('function passes');
});

describe('a cleaning step in JavaScript', () => {
  it('is there for every step that looks at a row by itself', () => {
    expect([...new Set(said.map((c) => c.step))].sort()).toEqual(
      [
        ...['calculate', 'cast', 'changeCase', 'combineNumbers', 'dateParts', 'daysSince'],
        ...['dropColumns', 'keepColumns', 'markMissing', 'mathTransform', 'renameColumns'],
        ...['replaceText', 'replaceValues', 'splitText', 'textFacts', 'trimText'],
      ].sort(),
    );
  });

  it.each(said)('$id gives the cells of pandas', (c) => {
    const { names, cells } = answered[c.id]!;
    const theirs = new Map(names!.map((name, j) => [name, cells![j]!] as const));
    agree(through(c, cleaningSpeakings[c.step]!), theirs, 1e-12);
  });

  it.each(said)('$id leaves the columns that it says', (c) => {
    const facts = tables[c.table].map(([name, type]) => ({ name, type }));
    const own = cleaningSpeakings[c.step]!;
    const after = own.after?.(facts, c.columns, c.params) ?? facts;
    expect(after.map((f) => f.name)).toEqual([...through(c, own).keys()]);
    expect(spec(c.step).kind).toBe('cleaning');
  });
});
