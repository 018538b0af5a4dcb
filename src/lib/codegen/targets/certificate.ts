import { certificateTolerance, type Compared } from '#lib/recipe/compared.ts';
import { cutWords } from '#lib/recipe/cutWords.ts';
import { singleTolerance, type Single, type SinglePrecision } from '#lib/recipe/leaving.ts';
import { isSupervised } from '#lib/recipe/profile.ts';
import { parts, type PartScores, type TestAnswers } from '#lib/recipe/run.ts';
import type { Plan } from '../pipeline.ts';
import { jsonText } from '../text.ts';
import { lines, moduleOf, type Fragment } from './fragment.ts';
import { packageVersion } from './requirements.ts';
import { modelFormat } from './modelJson.ts';

export interface Certified {
  readonly scores: PartScores;
  readonly answers: TestAnswers | null;
  readonly compared: readonly Compared[];
  readonly single: Single | null;
}

/** Whether the project says what the browser answered: of models with a target that answer new rows. */
export const isCertified = (plan: Plan): boolean =>
  plan.task !== null && isSupervised(plan.task) && plan.model?.newRows !== false;

/** Whether single precision leaves answers within its tolerance, and no class another. */
export const isNear = ({ largest_difference, other_classes }: SinglePrecision): boolean =>
  largest_difference !== null && largest_difference <= singleTolerance && other_classes === 0;

/** certificate.json: the browser's metrics and its answers to test rows, what was compared with them, and how far it was. */
export function certificate(plan: Plan, { scores, answers, compared, single }: Certified): string {
  const width = answers && answers.rid.length > 0 ? answers.values.length / answers.rid.length : 1;
  const metrics = parts
    .map((part) => [part, scores[part].filter(([, value]) => value !== null)] as const)
    .filter(([, told]) => told.length > 0)
    .map(([part, told]) => [part, Object.fromEntries(told)] as const);
  return `${jsonText(
    {
      format: modelFormat(plan.called ?? undefined),
      source_sha256: plan.source.file.sha256,
      scikit_learn: packageVersion('scikit-learn'),
      tolerance: certificateTolerance,
      compared,
      ...(plan.called && {
        label: { ...plan.called.cut, words: cutWords(plan.called.cut, plan.called.label) },
      }),
      ...(single && {
        single_precision: { target: 'model_float32.onnx', ...singlySaid(single) },
      }),
      metrics: Object.fromEntries(metrics),
      test: answers && {
        rows: Array.from(answers.rid),
        predictions: Array.from(answers.rid, (_, i) =>
          Array.from(answers.values.subarray(i * width, (i + 1) * width)),
        ),
      },
    },
    1,
  ).replace(/\n {4,}/g, ' ')}\n`;
}

const singlySaid = (single: Single): object =>
  'not_measured' in single
    ? { not_measured: `not measured, because ${single.not_measured}`, ok: null }
    : {
        tolerance: singleTolerance,
        how: 'each operator worked out in single precision by Tabwise, not by a runtime of ONNX',
        ...single,
        ok: isNear(single),
      };

/** tests/test_reproduces.py: the restored model on the data file against certificate.json. */
export const testReproduces = (plan: Plan): string =>
  moduleOf({
    doc: testDoc,
    constants: {
      imports: [
        ['json', ''],
        ['pathlib', 'Path'],
      ],
      code: lines(
        'ROOT = Path(__file__).resolve().parent.parent',
        'SAID = json.loads((ROOT / "certificate.json").read_text(encoding="utf-8"))',
      ),
    },
    definitions: [far, testCase(plan), guard],
  }).code;

const testDoc = `Compare the restored model with the browser's answers; made by Tabwise.

Usage: python tests/test_reproduces.py

Needs the data file beside train.py; without it, nothing is compared.
`;

const far: Fragment = {
  code: `def far(ours: float, theirs: float) -> float:
    """Return how far two numbers are apart, relative to numbers above 1."""
    return abs(ours - theirs) / max(1.0, abs(ours))`,
};

const predicting = (plan: Plan): string | readonly string[] =>
  plan.target?.dtype === 'float64' && plan.task === 'regression'
    ? '        found = self.model.predict(rows).reshape(-1, 1)'
    : plan.model?.decides
      ? [
          '        found = self.model.decision_function(rows)',
          '        if found.ndim == 1:',
          '            found = np.column_stack([-found, found])',
        ]
      : '        found = self.model.predict_proba(rows)';

const testCase = (plan: Plan): Fragment => ({
  imports: [
    ...(plan.model?.decides ? ([['numpy', 'np']] as const) : []),
    ['importlib', ''],
    ['sys', ''],
    ['typing', 'Any'],
    ['unittest', ''],
  ],
  code: lines(
    'class Reproduces(unittest.TestCase):',
    '    """The model of model.json on the rows that the browser had."""',
    '',
    '    model: Any',
    '    train: Any',
    '    parts: Any',
    '',
    '    @classmethod',
    '    def setUpClass(cls) -> None:',
    '        """Read and split the data file, and restore the model."""',
    '        sys.path.insert(0, str(ROOT))',
    '        cls.train = importlib.import_module("train")',
    '        restore = importlib.import_module("restore")',
    '        data = ROOT / cls.train.DATA',
    '        if not data.exists():',
    '            raise unittest.SkipTest(f"there is no {data}")',
    '        table = cls.train.load(str(data))',
    plan.cleaning.length > 0 && '        table = cls.train.clean(table)',
    '        cls.parts = cls.train.split(cls.train.labelled(table))',
    '        cls.model = restore.build(restore.read(ROOT / "model.json"))',
    '',
    '    def test_metrics(self) -> None:',
    '        """Every metric of every part is that of the browser."""',
    '        for part, told in SAID["metrics"].items():',
    '            found = self.train.evaluate(self.model, self.parts[part])',
    '            for name, value in told.items():',
    '                with self.subTest(part=part, metric=name):',
    '                    if found.get(name) is None:',
    '                        continue  # Not in scikit-learn, or not defined there.',
    '                    self.assertLessEqual(far(value, found[name]), SAID["tolerance"])',
    '',
    '    @unittest.skipIf(SAID["test"] is None, "the certificate has no predictions")',
    '    def test_predictions(self) -> None:',
    '        """Every prediction of a test row is that of the browser."""',
    '        told = SAID["test"]',
    '        rows = self.parts["test"].loc[told["rows"], self.train.FEATURES]',
    predicting(plan),
    '        pairs = zip(told["predictions"], found.tolist(), strict=True)',
    '        largest = max(',
    '            far(x, y) for ours, own in pairs for x, y in zip(ours, own, strict=True)',
    '        )',
    '        self.assertLessEqual(largest, SAID["tolerance"])',
  ),
});

const guard: Fragment = { code: 'if __name__ == "__main__":\n    unittest.main()' };
