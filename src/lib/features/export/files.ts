import type { IconName } from '#lib/ui/icons.ts';
import type { CodeLanguage } from '#lib/ui/highlight.ts';

/** A file of the exported project as the page lists it. */
export interface ExportedFile {
  /** Inside the project's folder. */
  readonly name: string;
  readonly text: string;
  /** What the page shows of it: of a very long one the beginning. */
  readonly shown: string;
  readonly lines: number;
  readonly icon: IconName;
  readonly language: CodeLanguage;
  /** What it is for. */
  readonly note: string;
  readonly group: string;
}

const known = new Map<string, { note: string; group: string; icon: IconName }>([
  ['train.py', { note: 'trains and scores', group: 'Code', icon: 'file-code' }],
  ['preprocessing.py', { note: 'reads, cleans, splits', group: 'Code', icon: 'file-code' }],
  ['inference.py', { note: 'predicts new rows', group: 'Code', icon: 'file-code' }],
  ['app.py', { note: 'answers over HTTP', group: 'Service', icon: 'file-code' }],
  ['explain.py', { note: 'what each column adds', group: 'Service', icon: 'file-code' }],
  ['explanation.json', { note: 'what it is worked out from', group: 'Service', icon: 'file' }],
  ['Dockerfile', { note: 'the service in a container', group: 'Service', icon: 'package' }],
  ['notebook.ipynb', { note: 'the same, cell by cell', group: 'Code', icon: 'notebook-pen' }],
  ['config.yaml', { note: 'the recipe’s settings', group: 'Settings', icon: 'sliders-horizontal' }],
  ['requirements.txt', { note: 'pinned versions', group: 'Settings', icon: 'package' }],
  ['data.schema.json', { note: 'columns and their ranges', group: 'Settings', icon: 'ruler' }],
  ['restore.py', { note: 'brings this very model back', group: 'Model', icon: 'file-code' }],
  ['model.json', { note: 'the model as trained here', group: 'Model', icon: 'package' }],
  ['predictor.html', { note: 'a page that predicts, offline', group: 'Model', icon: 'file' }],
  ['model.mjs', { note: 'the model in JavaScript', group: 'Model', icon: 'file-code' }],
  ['certificate.json', { note: 'what the browser answered', group: 'Model', icon: 'file' }],
  [
    'tests/test_reproduces.py',
    { note: 'holds the model to it', group: 'Model', icon: 'file-code' },
  ],
  ['MODEL_CARD.md', { note: 'what was recorded of it', group: 'Words', icon: 'book-open' }],
  ['model_card.html', { note: 'the same as a page', group: 'Words', icon: 'book-open' }],
  ['README.md', { note: 'how to run it', group: 'Words', icon: 'book-open' }],
]);

const languages = new Map<string, CodeLanguage>([
  ['py', 'python'],
  ['json', 'json'],
  ['ipynb', 'json'],
]);

/** Characters of the longest file that is shown whole, and of what is shown of a longer one: a model may have millions. */
const longest = 200_000;
const beginning = 3000;

/** Path → text as a list, without the folder. */
export function exportedFiles(files: ReadonlyMap<string, string>): readonly ExportedFile[] {
  return [...files].map(([path, text]) => {
    const name = path.slice(path.indexOf('/') + 1);
    const words = known.get(name) ?? { note: '', group: 'More', icon: 'file' as const };
    const language = languages.get(name.split('.').at(-1)!) ?? 'text';
    const shown = text.length > longest ? `${text.slice(0, beginning)}…` : text;
    return { name, text, shown, lines: text.trimEnd().split('\n').length, language, ...words };
  });
}

/** The folder all paths begin with. */
export const folderOf = (files: ReadonlyMap<string, string>): string => {
  const [first = 'experiment/'] = files.keys();
  return first.slice(0, first.indexOf('/'));
};

/** What a single file of the project is good for by itself; `needs` names the file that says why it is not there. */
export const targets = [
  {
    file: 'model_card.html',
    needs: 'model_card.html',
    title: 'Model card',
    note: 'What was recorded of data, training and checks, as a page to print; what only people know is left for you to fill in.',
    type: 'text/html',
  },
  {
    file: 'predictor.html',
    needs: 'model.mjs',
    title: 'A page that predicts',
    note: 'One file: form, scoring of a CSV, schema check. Opens from disk, without a network.',
    type: 'text/html',
  },
  {
    file: 'model.mjs',
    needs: 'model.mjs',
    title: 'JavaScript',
    note: 'The model as one module without dependencies.',
    type: 'text/javascript',
  },
  {
    file: 'model.onnx',
    needs: 'model.onnx',
    title: 'ONNX',
    note: 'One graph from raw columns to the prediction, in double precision.',
    type: 'application/octet-stream',
  },
  {
    file: 'model_float32.onnx',
    needs: 'model.onnx',
    title: 'ONNX, single precision',
    note: 'The same for runtimes without doubles. The README says how far its answers are from these.',
    type: 'application/octet-stream',
  },
  {
    file: 'restore.py',
    needs: 'restore.py',
    title: 'scikit-learn',
    note: 'Makes model.pkl of model.json, without training.',
    type: 'text/x-python',
  },
  {
    file: 'app.py',
    needs: 'app.py',
    title: 'A service',
    note: 'FastAPI with typed rows, and a Dockerfile beside it in the zip.',
    type: 'text/x-python',
  },
] as const;
