import { toldEquation } from '#lib/codegen/equation/texts.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { equationOf } from '#lib/engine/explain/equation/equation.ts';
import type { Table } from '#lib/engine/table.ts';
import { modelComputes } from '#lib/models/computes.ts';
import type { Log } from '#lib/recipe/log.ts';
import { nomogramOf } from '#lib/recipe/nomogram.ts';
import type { Source } from '#lib/recipe/recipe.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { usage, type Parsed } from './args.ts';
import type { RunFile } from './runFile.ts';

type Digits = 'few' | 'all';

/** @throws EngineError 'usage' for another word, and for rows that the model was not trained on */
export function digitsAsked(parsed: Parsed, run: RunFile, source: Source): Digits | null {
  const digits = parsed.options.get('equation');
  if (digits === undefined) return null;
  if (digits !== 'few' && digits !== 'all')
    throw usage(`--equation is “${digits}”`, 'Write few or all, for the digits of its numbers.');
  if (source.file.sha256 === run.recipe.source.file.sha256) return digits;
  throw usage(
    '--equation is asked of another file than that of training, whose rows say which values and levels there are',
    'Give the file that the run was trained on.',
  );
}

/** @param train raw training rows */
export function equationReport(
  { fitted, result }: RunFile,
  train: Table,
  { digits, log }: { readonly digits: Digits; readonly log: Log },
): Record<string, unknown> {
  const computes = { steps: stepComputes, models: modelComputes };
  const ask = { run: fitted, target: result.target, train, digits };
  const { found, texts } = toldEquation(driveSync(equationOf(ask, computes)));
  if (!texts) {
    log({
      level: 'WARNING',
      source: 'explain.equation',
      message: `${found.what}. ${found.remedy}`,
      meta: {},
    });
    return { reason: found.what, remedy: found.remedy };
  }
  const { scale, rows, leftOut, difference, outputs } = found;
  log({
    level: 'SUCCESS',
    source: 'explain.equation',
    message: `The equation’s answers are at most ${difference.toPrecision(2)} from the model’s on ${rows} training rows${leftOut > 0 ? `; ${leftOut} with missing cells were left out` : ''}`,
    meta: { rows, leftOut, difference, digits: found.digits },
  });
  return {
    ...{ scale, digits: found.digits, difference, rows, leftOut, ...texts },
    points: outputs.map((output) => {
      const points = nomogramOf(found, output);
      return (
        points && {
          class: output.label,
          ...{ floor: points.floor, perPoint: points.perPoint, most: points.most },
          columns: points.rows.map(({ column, places }) => ({
            name: column,
            values: places.map((place) => [place.cell, place.points]),
          })),
          pairs: points.pairs.map(({ columns, reach }) => ({ columns, most: reach })),
        }
      );
    }),
  };
}
