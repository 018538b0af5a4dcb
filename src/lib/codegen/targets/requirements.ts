import type { Plan } from '../pipeline.ts';

const basis = ['pandas==3.1.1', 'numpy==2.4.6', 'scikit-learn==1.9.1', 'joblib==1.6.0'];
const workbooks = { xlsx: 'openpyxl==3.1.5', ods: 'odfpy==1.4.1', xls: 'xlrd==2.0.2' };

/** What the exported code was tested with; what reads the file's format only where it is of that format. */
export function requirements({ source: { format } }: Plan): string {
  const reader =
    format.kind === 'sheet'
      ? [workbooks[format.workbook]]
      : format.kind === 'parquet' || format.kind === 'arrow'
        ? ['pyarrow==26.0.1']
        : [];
  return [...basis, ...reader, ''].join('\n');
}
