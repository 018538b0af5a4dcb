import type { Plan } from '../pipeline.ts';
import { printLiteral } from '../python/print.ts';
import type { Explained } from './explain.ts';
import { lines, type Fragment } from './fragment.ts';

/** The part of app.py that says what each column adds to an answer, or why it does not. */
export const explaining = (plan: Plan, explained: Explained, cleaned: string): Fragment[] =>
  typeof explained === 'string'
    ? [unexplained(explained)]
    : [shapes(plan), endpoint(cleaned, plan.called ? 'model().pipeline' : 'model()')];

const unexplained = (why: string): Fragment => ({
  imports: [['fastapi', 'HTTPException']],
  code: lines(
    '@app.post("/explain")',
    'def post_explain() -> None:',
    '    """Say why answers are not explained here."""',
    '    reason = (',
    wrapped(why).map((line) => `        ${printLiteral(line)}`),
    '    )',
    '    raise HTTPException(501, reason)',
  ),
});

/** A sentence of ours in lines that are short enough. */
const wrapped = (text: string): string[] => text.match(/.{1,68}(?: |$)/g) ?? [text];

const shapes = ({ target, task }: Plan): Fragment => {
  const kinds: Readonly<Record<string, string>> = { int64: 'int', float64: 'float', str: 'str' };
  const kind = target?.fractions ? 'int | float | str' : kinds[target?.dtype ?? 'int64']!;
  return {
    imports: [['pydantic', 'BaseModel']],
    code: lines(
      'class Contribution(BaseModel):',
      '    """What a column of the file adds; several columns where a step mixed them."""',
      '',
      '    columns: list[str]',
      '    value: float',
      '',
      '',
      'class Output(BaseModel):',
      '    """An answer in parts: the start and the contributions add up to it."""',
      '',
      '    label: str | None',
      '    start: float',
      '    contributions: list[Contribution]',
      '',
      '',
      'class Explanation(BaseModel):',
      `    """What the model says of one row, and why, on a scale${task === 'regression' ? '' : ' such as log-odds'}."""`,
      '',
      `    prediction: ${kind}`,
      '    scale: str',
      '    outputs: list[Output]',
    ),
  };
};

/** @param pipeline what `model()` holds: itself, or where a threshold is kept what that is put around */
const endpoint = (cleaned: string, pipeline: string): Fragment => ({
  imports: [
    ['explain', 'ABOUT'],
    ['explain', 'explain'],
    ['fastapi', 'HTTPException'],
    ['inference', 'check'],
    ['inference', 'table_of'],
    ['preprocessing', 'FEATURES'],
  ],
  code: lines(
    'MOST_EXPLAINED = 1000',
    '',
    '',
    '@app.post("/explain")',
    'def post_explain(rows: Body) -> Explanation | list[Explanation]:',
    '    """Say what each column adds to the answer of one row, or of each of a list."""',
    `    if "matrix" not in ${pipeline}.named_steps:`,
    '        reason = "this model.pkl is of train.py: run restore.py for one to explain"',
    '        raise HTTPException(501, reason)',
    '    given, at = (rows, "rows") if isinstance(rows, list) else ([rows], "row")',
    '    if len(given) > MOST_EXPLAINED:',
    '        raise HTTPException(422, f"send at most {MOST_EXPLAINED} rows to explain")',
    '    predicted = answer(given, at, strict=False)',
    '    table = check(table_of([row.cells() for row in given]))',
    `    found = explain(${pipeline}, ${cleaned}[FEATURES])`,
    '    told = [',
    '        Explanation(',
    '            prediction=own.prediction,',
    '            scale=ABOUT["scale"],',
    '            outputs=[Output(**output) for output in outputs],',
    '        )',
    '        for own, outputs in zip(predicted, found, strict=True)',
    '    ]',
    '    return told if isinstance(rows, list) else told[0]',
  ),
});
