import { isClassification, isNumeric, type TableProfile } from '#lib/recipe/profile.ts';
import type { Plan } from '../pipeline.ts';
import type { Import } from '../python/imports.ts';
import { identifier, uniqueNames } from '../python/names.ts';
import { printLiteral } from '../python/print.ts';
import { sparesRows, textList } from './data.ts';
import { lines, moduleOf, type Fragment } from './fragment.ts';
import { requiredColumns } from './inference.ts';
import type { Explained } from './explain.ts';
import { explaining } from './serviceExplained.ts';
import { answers, noted, validators } from './serviceParts.ts';

/** app.py: the model over HTTP, its rows typed by the columns of the file. */
export function service(
  plan: Plan,
  profile: TableProfile | undefined,
  explained: Explained,
): string {
  return moduleOf({
    doc: serviceDoc,
    constants: seenConstant(plan, profile),
    definitions: [
      { ...setUp, imports: [...setUp.imports!, ...usedImports(plan)] },
      ...validators,
      row(plan),
      noted,
      answer(plan),
      body,
      loaded,
      ...answers(plan, cleaned(plan)),
      described(plan),
      ...endpoints,
      ...explaining(plan, explained, cleaned(plan)),
    ],
  }).code;
}

const serviceDoc = `Serve the model over HTTP; made by Tabwise.

Usage: uvicorn app:app --port 8000

POST /predict takes one row as a JSON object, or a list of rows. With ?strict=true,
values that no row of the training file held are refused instead of reported.
POST /explain takes the same, and says what each column adds to the answer.
`;

/** What the profile knows of each column: its range, or its categories where all of them are known. */
function seenConstant(plan: Plan, profile: TableProfile | undefined): Fragment {
  const profiles = new Map(profile?.columns.map((c) => [c.name, c]));
  const entries = requiredColumns(plan).flatMap((name) => {
    const found = profiles.get(name);
    if (!found) return [];
    if (found.number && [found.number.min, found.number.max].every(Number.isFinite))
      return [
        `${printLiteral(name)}: {"minimum": ${found.number.min}, "maximum": ${found.number.max}}`,
      ];
    const known = !found.number && found.top.length > 0 && found.distinct <= found.top.length;
    const dated = found.type === 'date' || found.type === 'datetime';
    return known && !dated
      ? [`${printLiteral(name)}: {"categories": ${textList(found.top.map((t) => t.value))}}`]
      : [];
  });
  return {
    imports: [
      ['pathlib', 'Path'],
      ['typing', 'Any'],
    ],
    code: lines(
      'MODEL = Path(__file__).with_name("model.pkl")',
      'MOST_ROWS = 10000',
      `SEEN: dict[str, dict[str, Any]] = {${entries.join(', ')}}`,
    ),
  };
}

const setUp: Fragment = {
  imports: [
    ['fastapi', 'FastAPI'],
    ['fastapi', 'Request'],
    ['fastapi.exceptions', 'RequestValidationError'],
    ['fastapi.responses', 'JSONResponse'],
  ],
  code: `app = FastAPI(title="A model made with Tabwise")


@app.exception_handler(RequestValidationError)
def refuse(request: Request, error: RequestValidationError) -> JSONResponse:
    """Name the fields that do not fit, without repeating what was sent."""
    told = [{key: e[key] for key in ("loc", "msg", "type")} for e in error.errors()]
    return JSONResponse({"detail": told}, status_code=422)`,
};

const usedImports = (plan: Plan): readonly Import[] =>
  ['DTYPES', 'MISSING', ...(plan.cleaning.length > 0 ? ['clean'] : [])].map((name): Import => [
    'preprocessing',
    name,
  ]);

/** Names that a field of a pydantic model may not have, or would hide. */
const reserved = [
  ...['copy', 'construct', 'dict', 'json', 'schema', 'schema_json', 'fields', 'validate'],
  ...['parse_obj', 'parse_raw', 'parse_file', 'from_orm', 'update_forward_refs', 'cells'],
];

function row(plan: Plan): Fragment {
  const numeric = new Set(plan.source.columns.filter((c) => isNumeric(c.type)).map((c) => c.name));
  const unique = uniqueNames(reserved);
  const fields = requiredColumns(plan).map((name) => {
    const own = unique(identifier(name).replace(/^model_/, 'column_model_'));
    const about = `alias=${printLiteral(name)}, json_schema_extra=SEEN.get(${printLiteral(name)})`;
    return `    ${own}: ${numeric.has(name) ? 'Number' : 'Text'} = Field(${about})`;
  });
  return {
    imports: [
      ['pydantic', 'BaseModel'],
      ['pydantic', 'ConfigDict'],
      ['pydantic', 'Field'],
      ['typing', 'Any'],
    ],
    code: lines(
      'class Row(BaseModel):',
      '    """One row, its fields called as the columns of the training file."""',
      '',
      '    model_config = ConfigDict(extra="allow")',
      '',
      ...fields,
      '',
      '    def cells(self) -> dict[str, Any]:',
      '        """Return the cells of known columns by name."""',
      '        found = self.model_dump(by_alias=True)',
      '        return {name: found[name] for name in found if name in DTYPES}',
    ),
  };
}

function answer({ task, target, model }: Plan): Fragment {
  const kinds: Readonly<Record<string, string>> = { int64: 'int', float64: 'float', str: 'str' };
  const fractions = target?.fractions ?? false;
  const kind = fractions ? 'int | float | str' : target ? kinds[target.dtype]! : 'int';
  return {
    imports: [['pydantic', 'BaseModel']],
    code: lines(
      'class Answer(BaseModel):',
      '    """What the model says of one row."""',
      '',
      `    prediction: ${kind}`,
      task !== null &&
        isClassification(task) &&
        `    ${model?.decides ? 'decisions' : 'probabilities'}: dict[str, float]`,
      task === 'anomaly' && '    score: float',
      '    warnings: list[Note]',
      '    ignored: list[str]',
    ),
  };
}

const body: Fragment = {
  imports: [
    ['pydantic', 'Discriminator'],
    ['pydantic', 'Field'],
    ['pydantic', 'Tag'],
    ['typing', 'Annotated'],
    ['typing', 'Any'],
  ],
  code: `def kind(sent: Any) -> str:
    """Return whether one row was sent or a list."""
    return "rows" if isinstance(sent, list) else "row"


Rows = Annotated[list[Row], Field(min_length=1, max_length=MOST_ROWS), Tag("rows")]
Body = Annotated[Annotated[Row, Tag("row")] | Rows, Discriminator(kind)]`,
};

const loaded: Fragment = {
  imports: [
    ['fastapi', 'HTTPException'],
    ['functools', 'cache'],
    ['joblib', ''],
    ['sklearn.pipeline', 'Pipeline'],
  ],
  code: `@cache
def model() -> Pipeline:
    """Return the model, read once."""
    if not MODEL.exists():
        reason = "there is no model.pkl: run restore.py or train.py first"
        raise HTTPException(503, reason)
    return joblib.load(MODEL)`,
};

/** The table as the model takes it; rows that are to be predicted all stay. */
const cleaned = (plan: Plan): string =>
  plan.cleaning.length === 0
    ? 'table'
    : `clean(table${sparesRows(plan) ? ', training=False' : ''})`;

const described = ({ task, target }: Plan): Fragment => ({
  imports: [['typing', 'Any']],
  code: lines(
    '@app.get("/schema")',
    'def schema() -> dict[str, Any]:',
    '    """Return what a row must have, and what the training file held."""',
    '    fields = Row.model_fields.values()',
    '    columns = [',
    '        {"name": f.alias, "type": DTYPES[str(f.alias)], **SEEN.get(str(f.alias), {})}',
    '        for f in fields',
    '    ]',
    `    return {"target": ${target ? printLiteral(target.name) : 'None'}, "task": ${printLiteral(task!)}, "columns": columns}`,
  ),
});

const endpoints: readonly Fragment[] = [
  {
    imports: [['sklearn', '']],
    code: `@app.get("/health")
def health() -> dict[str, str]:
    """Return that the model is there, and what runs it."""
    return {"status": "ok", "model": type(model().steps[-1][1]).__name__, "sklearn": sklearn.__version__}`,
  },
  {
    code: `@app.post("/predict")
def post_predict(rows: Body, strict: bool = False) -> Answer | list[Answer]:
    """Predict one row, or each of a list."""
    if isinstance(rows, list):
        return answer(rows, "rows", strict)
    return answer([rows], "row", strict)[0]`,
  },
];

/** Dockerfile: the service in a container, with the browser's own model where it can be restored. */
export function dockerfile(restores: boolean): string {
  const model = restores
    ? '# The very model of the browser; a model.pkl of train.py that lies here stays.\nRUN test -f model.pkl || python restore.py'
    : '# Run train.py before the build: the service needs its model.pkl.\nRUN test -f model.pkl';
  return `FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
${model}
RUN useradd --create-home service
USER service
ENV PORT=8000
EXPOSE 8000
HEALTHCHECK CMD python -c "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\\"PORT\\"]}/health')"
CMD ["sh", "-c", "exec uvicorn app:app --host 0.0.0.0 --port \${PORT}"]
`;
}
