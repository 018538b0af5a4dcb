import { grouped } from '../digits.ts';
import type { ColumnProfile, Finding } from '../profile.ts';
import { limits } from './limits.ts';
import { joinsNumbers } from './numbersInTexts.ts';
import { dropping, leaveOut, perColumn, testOnLatest, type Rule } from './rule.ts';
import { counted, number } from './words.ts';

const { counter, monotone, repeated } = limits;

const asId = (column: string): NonNullable<Finding['fix']> => ({
  label: `Make ${column} an id`,
  action: { kind: 'setRole', column, role: 'id' },
});

/** Survey weights by the names that statistical offices give them; “weight” alone is more often a thing's weight. */
const weightName =
  /^(fnlwgt|final_?w(gh?)?t|(sample|survey|person|household|case|design|frequency|sampling)[ ._-]?(weight|wgt|wt)s?|(per|hh|p)(wt|wgt)|wgt|wts?)$/i;

/** Whom or what rows may be of, by the words for it and for its number. */
const ones =
  /(^|_)(patient|patienten|subject|person|participant|respondent|proband|customer|client|kunde|kunden|user|member|student|pupil|employee|household|family|account|policy|session|device|machine|vehicle|sensor|athlete|player|animal|cow|donor|voter)(_|$)/;
const itsNumber = /(^|_)(id|no|nr|num|number|nummer|code|key|ref|uuid|guid|name)(_|$)/;

/** patient_id, Patient no, customerNumber; text or whole numbers. */
function namesOne({ name, type }: ColumnProfile): boolean {
  const words = name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_');
  const kinds = ['integer', 'text', 'category'];
  return kinds.includes(type) && ones.test(words) && itsNumber.test(words);
}

export const idRules: readonly Rule[] = [
  {
    id: 'weight-name',
    title: 'Weight of rows',
    threshold: 'a number, none below 0, with a name of survey weights',
    most: 0,
    find: perColumn(({ column: { name, number: n }, isTarget }) =>
      isTarget || !n || n.min < 0 || !weightName.test(name)
        ? null
        : {
            severity: 'ask',
            title: `${name} may say how much a row counts`,
            detail: `Its name is one of survey weights, from ${number(n.min)} to ${number(n.max)}. As a weight it enters fits and scores; as a feature it would be learned from.`,
            columns: [name],
            value: 1,
            weight: 0,
            fix: {
              label: `Make ${name} the weight`,
              action: { kind: 'setRole', column: name, role: 'weight' },
            },
          },
    ),
  },
  {
    id: 'id',
    title: 'Identifier',
    threshold: 'a value in every row, none twice, and a name or a form of an id',
    most: 0,
    together: 'columns name the row',
    find: ({ profile, target }) =>
      profile.columns
        .filter((c) => c.role === 'id' && c.name !== target)
        .map(({ name, distinct }) => ({
          severity: 'low',
          title: `${name} names the row`,
          detail: `${counted(distinct, 'value')}${distinct === profile.rows ? ', none twice' : ''}. It is kept as an id, away from the model.`,
          columns: [name],
          value: distinct,
          weight: 0,
        })),
  },
  {
    id: 'repeated-id',
    title: 'Several rows of one thing',
    threshold: `a name of somebody's or something's number, at least ${repeated.values} values, and ${repeated.least} to ${repeated.most} rows for each on average`,
    most: 0,
    together: 'columns name what several rows are of',
    find: perColumn(({ column, present, isTarget }) => {
      const { name, distinct } = column;
      const rowsEach = present / distinct;
      if (isTarget || distinct < repeated.values || !namesOne(column)) return null;
      if (rowsEach < repeated.least || rowsEach > repeated.most) return null;
      return {
        severity: 'ask',
        title: `${name} stands in ${rowsEach.toFixed(1)} rows on average`,
        detail: `${counted(distinct, 'value')} in ${counted(present, 'row')}. If the model is to judge ones it has never met, all rows of one must be on the same side of the split; else the score flatters.`,
        columns: [name],
        value: rowsEach,
        weight: 0,
        fix: {
          label: `Keep the rows of each ${name} together`,
          action: { kind: 'setRole', column: name, role: 'group' },
        },
      };
    }),
  },
  {
    id: 'row-counter',
    title: 'Row counter',
    threshold: `whole numbers, each one more than that of the row above; at least ${counter.rows} rows`,
    most: 6,
    together: 'columns count the rows',
    find: perColumn(({ column, rows, isTarget }) => {
      const { order, name } = column;
      const counts = order?.strict === true && Math.abs(order.step ?? 0) === 1;
      if (!counts || isTarget || rows < counter.rows || column.distinct !== rows) return null;
      return {
        severity: 'medium',
        title: `${name} counts the rows`,
        detail: `From ${number(column.number!.min)} to ${number(column.number!.max)} in steps of 1: it says where a row stands, not what it is.`,
        columns: [name],
        value: rows,
        weight: 2,
        fix: asId(name),
      };
    }),
  },
  {
    id: 'ordered',
    title: 'Rows in order of a column',
    threshold: `values that never fall, or never rise, over at least ${monotone.rows} rows`,
    most: 0,
    together: 'columns never fall, or never rise, from row to row',
    find: perColumn(({ column, present, isTarget }) => {
      const { order, name, distinct } = column;
      if (!order || present < monotone.rows || distinct <= 10) return null;
      if (Math.abs(order.step ?? 0) === 1 && distinct === present) return null;
      return {
        severity: 'low',
        title: `The rows are in order of ${name}`,
        detail: `It never ${order.direction === 'up' ? 'falls' : 'rises'} from row to row. ${inOrder(column, isTarget)}`,
        columns: [name],
        value: present,
        weight: 0,
        ...(!isTarget && { fix: column.dates ? testOnLatest(name) : leaveOut(name) }),
      };
    }),
  },
  {
    id: 'unique-text',
    title: 'Text that hardly repeats',
    threshold: 'free text in a column that is no id',
    most: 9,
    together: 'columns are text that hardly repeats',
    find: perColumn(({ column, present, isTarget }) => {
      const { name, type, distinct } = column;
      if (type !== 'text' || isTarget || present === 0 || distinct === 1) return null;
      if (joinsNumbers(column)) return null;
      return {
        severity: 'medium',
        title: `${name} is text that hardly repeats`,
        detail: `${grouped(distinct)} different texts in ${grouped(present)} values: as categories they would be learned by heart.`,
        columns: [name],
        value: distinct,
        weight: 3,
        fix: dropping(name),
      };
    }),
  },
];

function inOrder({ dates }: ColumnProfile, isTarget: boolean): string {
  if (dates) return 'If the rows are events in time, test on the latest.';
  return isTarget
    ? 'A split that keeps the order would test on other values.'
    : 'It may stand for time, or for how the file was made.';
}
