import type { Curve } from '#lib/recipe/run.ts';
import {
  axisX,
  colours,
  gridY,
  haloed,
  shareTick,
  type Mark,
  type Plot,
  type PlotOptions,
} from './plot.ts';

/** A point on the curve that is worth a word, with the word. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly title: string;
  readonly text: string;
}

export interface CurveWords {
  readonly judged: string;
  readonly train: string;
}

interface Drawing {
  readonly judged: Curve;
  readonly train: Curve | null;
  readonly words: CurveWords;
  readonly point: CurvePoint | null;
}

const pairs = (curve: Curve): { x: number; y: number }[] =>
  curve.x.map((x, i) => ({ x, y: curve.y[i]! }));

const unit = [0, 1] as const;
const quarters = [0, 0.25, 0.5, 0.75, 1];

/** Frame of both curves: unit square, the axis names once, at their ends. */
export const unitFrame = (
  plot: Plot,
  names: { x: string; y: string },
  marks: Mark[],
): PlotOptions => ({
  marginTop: 24,
  marginBottom: 38,
  marginLeft: 32,
  marginRight: 12,
  x: { domain: unit },
  y: { domain: unit },
  marks: [
    ...gridY(plot, { ticks: quarters, tickFormat: shareTick }),
    axisX(plot, { ticks: quarters, tickFormat: shareTick, label: names.x, labelOffset: 34 }),
    plot.text([names.y], {
      frameAnchor: 'top-left',
      dx: -26,
      dy: -20,
      text: (d: string) => d,
      fill: colours.soft,
      fontSize: 11,
    }),
    plot.ruleY([0], { stroke: colours.axis }),
    ...marks,
  ],
});

/** Training dotted, the judged part solid. */
export function curveMarks(
  plot: Plot,
  { judged, train }: Drawing,
  curve: 'linear' | 'step-after',
): Mark[] {
  const trained = train
    ? [
        plot.line(pairs(train), {
          x: 'x',
          y: 'y',
          curve,
          stroke: colours.soft,
          strokeWidth: 1.5,
          strokeDasharray: '1.5 3',
          strokeLinecap: 'round',
        }),
      ]
    : [];
  const line = plot.line(pairs(judged), {
    x: 'x',
    y: 'y',
    curve,
    stroke: colours.main,
    strokeWidth: 2,
    strokeLinejoin: 'round',
  });
  return [...trained, line];
}

/** Names the two lines in the corner that a good curve leaves empty, each with a piece of its line. */
export function cornerWords(
  plot: Plot,
  { train, words }: Drawing,
  corner: { x: number; y: number; width: number },
): Mark[] {
  const rows = [
    { ...corner, text: words.judged, dash: '', stroke: colours.main },
    ...(train ? [{ ...corner, text: words.train, dash: '1.5 3', stroke: colours.soft }] : []),
  ];
  return rows.flatMap((row, i) => [
    plot.text([row], {
      x: 'x',
      y: 'y',
      text: 'text',
      ...haloed,
      textAnchor: 'start',
      dx: 24,
      dy: 16 * i,
      fill: i === 0 ? colours.ink : colours.soft,
    }),
    plot.link([row], {
      x1: 'x',
      y1: 'y',
      x2: (d: { x: number }) => d.x + 16 / corner.width,
      y2: 'y',
      dy: 16 * i,
      stroke: row.stroke,
      strokeWidth: 2,
      strokeLinecap: 'round',
      ...(row.dash && { strokeDasharray: row.dash }),
    }),
  ]);
}

/** The one annotation: a ring on the curve, with two short lines of words. */
export function pointMarks(
  plot: Plot,
  point: CurvePoint | null,
  side: 'right' | 'left' | 'below',
): Mark[] {
  if (!point) return [];
  const down = side === 'below' ? 32 : 0;
  const place = {
    x: 'x',
    y: 'y',
    ...haloed,
    dx: { right: 12, left: -12, below: 26 }[side],
    textAnchor: side === 'right' ? 'start' : 'end',
  } as const;
  return [
    plot.dot([point], {
      x: 'x',
      y: 'y',
      r: 5.5,
      fill: colours.ground,
      stroke: colours.main,
      strokeWidth: 2.5,
    }),
    plot.text([point], {
      ...place,
      dy: 14 + down,
      text: 'title',
      fill: colours.ink,
      fontWeight: 500,
    }),
    plot.text([point], { ...place, dy: 29 + down, text: 'text', fill: colours.soft }),
  ];
}

export type { Drawing };

/** About 12 evenly taken points, for the table. */
export function curveRows(curve: Curve): readonly (readonly string[])[] {
  const n = curve.x.length;
  const steps = Math.min(n, 12);
  return Array.from({ length: steps }, (_, k) => {
    const i = steps === 1 ? 0 : Math.round((k * (n - 1)) / (steps - 1));
    return [curve.x[i]!.toFixed(3), curve.y[i]!.toFixed(3)];
  });
}
