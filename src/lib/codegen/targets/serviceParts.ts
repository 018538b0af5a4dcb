import { isClassification } from '#lib/recipe/profile.ts';
import type { Plan } from '../pipeline.ts';
import { lines, type Fragment } from './fragment.ts';

/** The parts of app.py that check what was sent, and that answer. */

export const validators: readonly Fragment[] = [
  {
    imports: [
      ['inference', 'cell'],
      ['json', ''],
      ['math', ''],
      ['pydantic', 'BeforeValidator'],
      ['pydantic', 'ValidationInfo'],
      ['typing', 'Annotated'],
      ['typing', 'Any'],
    ],
    code: `def missing(value: Any) -> bool:
    """Return whether the training file would have an empty cell."""
    text = value if isinstance(value, str) else json.dumps(value)
    return value is None or text in MISSING


def number(value: Any, info: ValidationInfo) -> float | None:
    """Return a number as the file would have given it."""
    if missing(value):
        return None
    name = str(Row.model_fields[str(info.field_name)].alias)
    try:
        found = float(cell(name, value))
    except (OverflowError, ValueError):
        found = math.nan
    if not math.isfinite(found):
        raise ValueError("needs a number, or null where it is missing")
    return found


def text(value: Any) -> str | None:
    """Return a text as the file would have given it."""
    if missing(value):
        return None
    if isinstance(value, dict | list):
        raise ValueError("needs a text, or null where it is missing")
    found = value if isinstance(value, str) else json.dumps(value)
    found.encode("utf-8")  # Half a character is no text of a file.
    return found


Number = Annotated[float | None, BeforeValidator(number)]
Text = Annotated[str | None, BeforeValidator(text)]`,
  },
];

/** What is reported of a value that the training file did not hold. */
export const noted: Fragment = {
  imports: [
    ['pydantic', 'BaseModel'],
    ['typing', 'Any'],
  ],
  code: `class Note(BaseModel):
    """A value that no row of the training file held."""

    column: str
    value: float | str
    note: str


def note(name: str, value: Any) -> str | None:
    """Return what is unusual about a value, or None."""
    seen = SEEN.get(name, {})
    if value is None:
        return None
    if "categories" in seen:
        return None if value in seen["categories"] else "unseen category"
    if "minimum" in seen and not seen["minimum"] <= value <= seen["maximum"]:
        return f"outside {seen['minimum']} to {seen['maximum']}"
    return None


def notes(row: Row) -> list[Note]:
    """Return one note for each unusual value of a row."""
    cells = {name: value for name, value in row.cells().items() if name in SEEN}
    found = [(name, value, note(name, value)) for name, value in cells.items()]
    return [Note(column=n, value=v, note=told) for n, v, told in found if told]`,
};

/** `answer(rows, at, strict)`, where `at` is how the error names the place of a row, and what it calls. */
export const answers = (plan: Plan, cleaned: string): readonly Fragment[] => [
  refuseCells,
  answering(plan, cleaned),
  gapsOf,
  ...(isClassified(plan) ? [plan.model?.decides ? decisions : probabilities] : []),
];

const isClassified = ({ task }: Plan): boolean => task !== null && isClassification(task);

const refuseCells: Fragment = {
  imports: [
    ['fastapi', 'HTTPException'],
    ['typing', 'Any'],
    ['typing', 'NoReturn'],
  ],
  code: `def refuse_cells(at: str, cells: list[tuple[int, str, str]]) -> NoReturn:
    """Answer 422 with the row and the column of each cell."""
    detail: list[dict[str, Any]] = []
    for place, column, reason in cells:
        loc = ["body", at, *([place] if at == "rows" else []), column]
        detail.append({"loc": loc, "msg": reason, "type": "value_error"})
    raise HTTPException(422, detail)`,
};

const answering = (plan: Plan, cleaned: string): Fragment => ({
  imports: [
    ['inference', 'check'],
    ['inference', 'predict'],
    ['inference', 'table_of'],
  ],
  code: lines(
    'def answer(rows: list[Row], at: str, strict: bool) -> list[Answer]:',
    '    """Predict rows, and say what is unusual about each."""',
    '    told = [notes(row) for row in rows]',
    '    strange = [(i, n.column, n.note) for i, own in enumerate(told) for n in own]',
    '    if strict and strange:',
    '        refuse_cells(at, strange)',
    '    try:',
    '        table = check(table_of([row.cells() for row in rows]))',
    `        found = predict(model(), ${cleaned})`,
    '    except ValueError as error:',
    '        gaps = [(i, name) for i, r in enumerate(rows) for name in gaps_of(r)]',
    '        if gaps:',
    '            reason = "is missing, and the model has no way to fill it"',
    '            refuse_cells(at, [(i, name, reason) for i, name in gaps])',
    '        raise HTTPException(422, f"the model cannot predict: {error}") from error',
    '    return [',
    '        Answer(',
    '            prediction=values["prediction"],',
    isClassified(plan) &&
      `            ${plan.model?.decides ? 'decisions=decisions' : 'probabilities=probabilities'}(values),`,
    plan.task === 'anomaly' && '            score=values["score"],',
    '            warnings=own,',
    '            ignored=[name for name in row.model_extra or {} if name not in DTYPES],',
    '        )',
    '        for values, own, row in zip(found.to_dict("records"), told, rows, strict=True)',
    '    ]',
  ),
});

const gapsOf: Fragment = {
  code: `def gaps_of(row: Row) -> list[str]:
    """Return the columns that a row has no value in."""
    return [name for name, value in row.cells().items() if value is None]`,
};

const probabilities: Fragment = {
  imports: [['typing', 'Any']],
  code: `def probabilities(values: dict[Any, Any]) -> dict[str, float]:
    """Return the probability of each class by its label."""
    names = [n for n in values if n != "prediction"]
    return {str(n).removeprefix("probability_"): values[n] for n in names}`,
};

const decisions: Fragment = {
  imports: [['typing', 'Any']],
  code: `def decisions(values: dict[Any, Any]) -> dict[str, float]:
    """Return the decision value of each class by its label; the highest is chosen."""
    names = [n for n in values if n != "prediction"]
    return {str(n).removeprefix("decision_"): values[n] for n in names}`,
};
