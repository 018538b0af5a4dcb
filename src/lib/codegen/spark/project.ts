import { cutWords } from '#lib/recipe/cutWords.ts';
import { markdownText } from '../text.ts';
import { asTrained, untold } from './asTrained.ts';
import { sparkPlan, type SparkAsk } from './plan.ts';
import { preparation } from './preparation.ts';
import { training } from './training.ts';

/** Why the recipe has no Spark project, and what to do, as a sentence; null where it has. */
export function sparkRefusal(ask: SparkAsk): string | null {
  const plan = sparkPlan(ask);
  return typeof plan === 'string' ? plan : null;
}

/** The files of the PySpark project: name → text. Only where `sparkRefusal` says null. */
export function sparkProject(ask: SparkAsk): Map<string, string> {
  const plan = sparkPlan(ask);
  if (typeof plan === 'string') throw new TypeError(plan);
  const why = untold(ask);
  return new Map([
    ['preparation.py', preparation(plan)],
    ['train.py', training(ask, plan)],
    ...(why === null ? [['predict.py', asTrained(ask, plan)] as const] : []),
    ['requirements.txt', 'pyspark==4.3.0\nnumpy==2.4.6\n'],
    ['README.md', readme(ask, why)],
  ]);
}

const readme = (
  { recipe, run }: SparkAsk,
  why: string | null,
): string => `# An experiment for Spark, made with Tabwise

- Experiment: ${markdownText(recipe.name)}
- File: ${markdownText(recipe.source.file.name)}

## How to run it

You need Java 17 or 21 and Python 3.10 or later.

\`\`\`sh
python -m pip install -r requirements.txt
spark-submit --py-files preparation.py train.py data.csv --model model
${why === null ? 'spark-submit --py-files preparation.py predict.py data.csv predictions\n' : ''}\`\`\`

## Which numbers it gives

- \`preparation.py\` gives the same cells as the browser.
- \`train.py\` lets Spark learn everything anew: its optimisers, its medians and its draws of rows are its own, so that the scores are near those of the browser, and not the same. Standard deviations are Spark's, which divide by one row less. Penalties are translated to Spark's.
${
  why === null
    ? "- `predict.py` fits nothing: it has the fills, levels, scales and weights that the browser learned, and its predictions are the browser's to 1e-9."
    : `- ${why}`
}${run?.cut ? `\n- ${markdownText(cutWords(run.cut, run.classes![1]!))} ${why === null ? '`predict.py` does so. ' : ''}\`train.py\` fits a model of Spark's own, whose labels and scores are at 0.5.` : ''}
`;
