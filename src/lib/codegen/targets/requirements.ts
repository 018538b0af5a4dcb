import type { Plan, Preparation } from '../pipeline.ts';
import { importsOf } from '../python/print.ts';

const basis = ['pandas==3.1.1', 'numpy==2.4.6', 'scikit-learn==1.9.1', 'joblib==1.6.0'];
const workbooks = { xlsx: 'openpyxl==3.1.5', ods: 'odfpy==1.4.1', xls: 'xlrd==2.0.2' };

/** Packages of steps that scikit-learn lacks, by the module that the code imports. */
const ofSteps: Readonly<Record<string, string>> = { umap: 'umap-learn==0.5.12' };

/** The version that the app runs queries by. */
const duckdb = 'duckdb==1.4.3';

/** What app.py runs on. */
const service = ['fastapi==0.165.0', 'pydantic==2.14.3', 'uvicorn==0.54.0'];

/** The version of a package that all projects need. */
export const packageVersion = (name: string): string =>
  basis.find((line) => line.startsWith(`${name}==`))!.split('==')[1]!;

/** What the exported code was tested with; what reads the file's format only where it is of that format. */
export function requirements(plan: Plan): string {
  const {
    source: { format },
    preparation,
    cleaning,
    model,
    folds,
  } = plan;
  const reader =
    format.kind === 'sheet'
      ? [workbooks[format.workbook]]
      : format.kind === 'parquet' || format.kind === 'arrow'
        ? ['pyarrow==26.0.1']
        : [];
  const served = model?.newRows === false ? [] : service;
  const intervals = folds ? ['scipy==1.17.1'] : [];
  const cleaned = cleaning.flatMap((s) => s.statements.flatMap((t) => t.imports ?? []));
  const engines = cleaned.some(([module]) => module === 'duckdb') ? [duckdb] : [];
  const steps = stepPackages(preparation);
  return [...basis, ...intervals, ...steps, ...engines, ...reader, ...served, ''].join('\n');
}

function stepPackages(preparation: Preparation): string[] {
  if (preparation.kind === 'none') return [];
  const code =
    preparation.kind === 'lanes'
      ? preparation.lanes.flatMap((lane) => lane.transforms.map((t) => t.py))
      : preparation.steps.map((s) => s.py);
  const modules = new Set(code.flatMap((py) => importsOf(py).map(([module]) => module)));
  return [...modules].flatMap((module) => ofSteps[module] ?? []);
}
