import { kFold, stratifiedKFold, type Fold } from '#lib/engine/crossValidate.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { defineModelCompute, type FitInput, type Progress } from '#lib/engine/model.ts';
import { fitting, record, unless, type Form } from '#lib/engine/state.ts';
import { isClassification } from '#lib/recipe/profile.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { checkInput } from '../check.ts';
import {
  checkMembers,
  eachWeighed,
  fitMember,
  fitMembers,
  memberAnswers,
  memberForm,
  membersFields,
  rising,
  type FittedMember,
  type FittedMembers,
} from '../ensemble/fitted.ts';
import { memberSpecs } from '../ensemble/specs.ts';
import { parseParams } from '#lib/recipe/params.ts';
import type { StackingSpec } from './spec.ts';

interface StackingFitted extends FittedMembers {
  /** Of what the members answer: logistic regression, or ridge. */
  readonly last: FittedMember;
  readonly nClasses: number;
}

type Input = FitInput<ParamsOf<StackingSpec>>;

const lastForm: Form<FittedMember> = fitting(memberForm, ({ model }, { classified }) =>
  unless([model === (classified ? 'logisticRegression' : 'ridge'), `its last model is ${model}`]),
);

const form: Form<StackingFitted> = (value, facts) => {
  const { members } = (value ?? {}) as { readonly members?: unknown };
  const many = Array.isArray(members) ? members.length : 0;
  const features = many * columnsEach(facts.classified ? facts.classes : 1);
  return fitting(
    record<StackingFitted>({
      ...membersFields,
      last: (last) => lastForm(last, { ...facts, features }),
      nClasses: (n) =>
        n === (facts.classified ? facts.classes : 1) ? null : ' is another number of classes',
    }),
    eachWeighed,
  )(value, facts);
};

/** As scikit-learn has it: of two classes one column says all. */
const columnsEach = (nClasses: number): number => (nClasses === 2 ? 1 : nClasses);

/**
 * scikit-learn's StackingClassifier with LogisticRegression() last, and StackingRegressor with Ridge(): members are fitted
 * on all rows, the last model on what members of `cv` folds, in the order of the rows, answer for the rows left out.
 */
export const stackingCompute = defineModelCompute<StackingSpec>()<StackingFitted>({
  state: { version: 1, form },
  fit: (input) => rising(fit(input)),
  predict: ({ members, last, nClasses }, X) =>
    memberAnswers(
      last,
      columnsOf(
        members.map((m) => memberAnswers(m, X)),
        X.rows,
        nClasses,
      ),
    ),
  explain: () => ({}),
});

function* fit(input: Input): Generator<Progress, StackingFitted> {
  checkInput(input, 'stacking');
  checkMembers(input, 'stacking');
  yield { share: 0 };
  const { task, params, seed, y } = input;
  const nClasses = isClassification(task) ? input.nClasses : 1;
  const whole = yield* fitMembers(input, [0, 1 / (params.cv + 1)]);
  const answers = yield* unseen(input, [1 / (params.cv + 1), 0.98]);
  const X = columnsOf(answers, y.length, nClasses);
  const model = isClassification(task) ? 'logisticRegression' : 'ridge';
  const usual = parseParams(memberSpecs[model].params, {}, model) as Record<string, unknown>;
  const rows = { X, y, task, nClasses: input.nClasses, seed };
  const last = yield* fitMember({ model, params: usual }, rows, [0.98, 1]);
  yield { share: 1 };
  return { ...whole, last, nClasses };
}

/** What each member answers for every row when it has not seen the row's fold. */
function* unseen(
  input: Input,
  [from, to]: readonly [number, number],
): Generator<Progress, Float64Array[]> {
  const { X, y, params, nClasses: width } = input;
  const folds = foldsOf(input);
  const answers = params.members.map(() => new Float64Array(X.rows * width));
  const each = (to - from) / (folds.length * params.members.length);
  let done = 0;
  for (const { train, test } of folds) {
    const fitRows = { ...input, X: rowsOf(X, train), y: Float64Array.from(train, (i) => y[i]!) };
    const held = rowsOf(X, test);
    for (const [k, member] of params.members.entries()) {
      const at = from + each * done;
      const fitted = yield* fitMember(member, fitRows, [at, at + each]);
      const said = memberAnswers(fitted, held);
      for (const [t, i] of test.entries())
        answers[k]!.set(said.subarray(t * width, (t + 1) * width), i * width);
      done += 1;
    }
  }
  return answers;
}

const foldsOf = ({ task, y, params: { cv } }: Input): Fold[] =>
  isClassification(task)
    ? stratifiedKFold(Int32Array.from(y), cv, null)
    : kFold(y.length, cv, null);

const rowsOf = ({ names, columns }: Matrix, rows: Int32Array): Matrix => ({
  rows: rows.length,
  names,
  columns: columns.map((x) => Float64Array.from(rows, (i) => x[i]!)),
});

/** The members' answers as columns, member by member; of two classes the second's probability alone. */
function columnsOf(answers: readonly Float64Array[], rows: number, width: number): Matrix {
  const wanted = width === 2 ? [1] : Array.from({ length: width }, (_, c) => c);
  return {
    rows,
    names: answers.flatMap((_, k) => wanted.map((c) => `member ${k + 1}, ${c}`)),
    columns: answers.flatMap((own) =>
      wanted.map((c) => Float64Array.from({ length: rows }, (_, i) => own[i * width + c]!)),
    ),
  };
}
