import type { Finding, FindingFix, StepAsked } from '../profile.ts';

/** What a finding is about, as far as its answer goes. */
export type Asking = Pick<Finding, 'rule' | 'columns' | 'fix'>;

type Params = Readonly<Record<string, unknown>>;

/** One way to answer a rule for a column: a step, and what its parameters must be. */
interface Answer {
  readonly step: string;
  /** `steps` are all those of this kind on the column; `asked` what the finding's own fix would set. */
  readonly when?: (steps: readonly Params[], asked: Params) => boolean;
}

const marks: Answer = {
  step: 'markMissing',
  when: (steps, asked) => {
    const marked = new Set(steps.flatMap((p) => p['values'] as readonly string[]));
    return ((asked['values'] ?? []) as readonly string[]).every((value) => marked.has(value));
  },
};

type Pairs = readonly (readonly [string, string])[];

/** Two spellings are one where both end as the same text, whichever that is. */
const merges: Answer = {
  step: 'replaceValues',
  when: (steps, asked) => {
    const maps = steps.map((p) => new Map(p['mapping'] as Pairs));
    const become = (text: string): string => maps.reduce((now, m) => m.get(now) ?? now, text);
    return ((asked['mapping'] ?? []) as Pairs).every(([a, b]) => become(a) === become(b));
  },
};

const groups: Answer = {
  step: 'oneHot',
  when: (steps) =>
    steps.some((p) => Number(p['minFrequency'] ?? 0) > 1 || (p['maxCategories'] ?? null) !== null),
};

const usual = (...steps: readonly string[]): readonly Answer[] => steps.map((step) => ({ step }));

/** What answers each rule, for every column it names; leaving a column out answers all that is said of it. */
const answers: Readonly<Record<string, readonly Answer[]>> = {
  missing: usual('impute'),
  ticked: [{ step: 'impute', when: (steps) => steps.some((p) => p['strategy'] === 'constant') }],
  'missing-predicts-target': [
    { step: 'impute', when: (steps) => steps.some((p) => p['indicator'] === true) },
  ],
  'disguised-missing': [marks],
  'early-dates': [marks],
  'future-dates': [marks],
  infinite: [marks],
  blank: usual('trimText'),
  padded: usual('trimText'),
  'spelling-variants': [merges],
  abbreviations: [merges],
  'unique-text': usual('cast'),
  'joined-numbers': usual('splitText'),
  'many-levels': [groups, ...usual('ordinal')],
  'rare-levels': [groups],
  misfits: usual('cast', 'impute'),
  'almost-numbers': usual('cast'),
  skewed: usual('powerTransform'),
  outliers: usual('winsorize'),
};

/** Of columns that say the same, what is left of the finding when one is left. */
const together: ReadonlySet<string> = new Set([
  'duplicate-column',
  'one-to-one',
  'correlated',
  'co-missing',
]);

/** Whether without these columns a finding has nothing, or nothing else, to say. */
export function isGone({ rule, columns }: Asking, gone: ReadonlySet<string>): boolean {
  if (columns.length === 0) return false;
  const left = columns.filter((name) => !gone.has(name)).length;
  return left === 0 || (left < 2 && together.has(rule));
}

/** What steps do, found by column: a table of thousands has findings and steps about thousands each. */
interface Done {
  readonly gone: ReadonlySet<string>;
  /** Of each kind of step, the parameters of those on a column. */
  readonly byStep: ReadonlyMap<string, ReadonlyMap<string, readonly Params[]>>;
  /** The parameters of the first step on each column. */
  readonly first: ReadonlyMap<string, Params>;
}

const known = new WeakMap<readonly StepAsked[], Done>();

/** Steps never change, so that what was found of a list of them holds. */
function doneBy(steps: readonly StepAsked[]): Done {
  const found = known.get(steps) ?? indexOf(steps);
  known.set(steps, found);
  return found;
}

function indexOf(steps: readonly StepAsked[]): Done {
  const byStep = new Map<string, Map<string, Params[]>>();
  const first = new Map<string, Params>();
  for (const { step, columns, params } of steps) {
    const own = byStep.get(step) ?? new Map<string, Params[]>();
    byStep.set(step, own);
    for (const name of new Set(columns)) {
      if (!first.has(name)) first.set(name, params ?? {});
      const all = own.get(name);
      if (all) all.push(params ?? {});
      else own.set(name, [params ?? {}]);
    }
  }
  return { gone: new Set(byStep.get('dropColumns')?.keys()), byStep, first };
}

/** Whether these steps, those of a recipe that are switched on or of a fix, answer a finding. */
export function isAnswered(finding: Asking, steps: readonly StepAsked[]): boolean {
  const { rule, columns } = finding;
  if (rule.startsWith('duplicate-rows')) return areDropped(finding, steps);
  const done = doneBy(steps);
  if (done.gone.size > 0 && isGone(finding, done.gone)) return true;
  return (
    columns.length > 0 &&
    columns.every((name) => done.gone.has(name) || isColumnAnswered(finding, name, done))
  );
}

/** Whether what a finding leaves, more missing cells, is filled as well. */
export const isFilled = ({ columns }: Asking, steps: readonly StepAsked[]): boolean =>
  isAnswered({ rule: 'missing', columns }, steps);

function isColumnAnswered({ rule, fix }: Asking, name: string, { byStep }: Done): boolean {
  return (answers[rule] ?? []).some(({ step, when }) => {
    const own = byStep.get(step)?.get(name);
    return own !== undefined && (when?.(own, askedOf(fix?.action, name)) ?? true);
  });
}

/** What a finding's own fix would set for a column. */
const askedOf = (action: FindingFix | undefined, name: string): Params =>
  doneBy(stepsOf(action)).first.get(name) ?? {};

/** Equal rows are equal in some of the columns too; those that differ in the id go where it is not compared. */
function areDropped({ rule, fix }: Asking, steps: readonly StepAsked[]): boolean {
  const compared = new Set(stepsOf(fix?.action).flatMap((s) => s.columns));
  return steps.some(
    (s) =>
      s.step === 'dropDuplicates' &&
      (rule === 'duplicate-rows' ||
        (s.columns.length > 0 && s.columns.every((name) => compared.has(name)))),
  );
}

/** The steps that a fix adds; none for a change of the source. The same list for the same fix. */
export function stepsOf(action: FindingFix | undefined): readonly StepAsked[] {
  if (action?.kind === 'steps') return action.steps;
  if (action?.kind !== 'step') return none;
  const alone = lists.get(action) ?? [action];
  lists.set(action, alone);
  return alone;
}

const none: readonly StepAsked[] = [];
const lists = new WeakMap<FindingFix, readonly StepAsked[]>();
