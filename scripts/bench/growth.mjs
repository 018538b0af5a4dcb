// The cases of `npm run bench` that its plot of growth is drawn from.

/** Shapes of the plot of growth, the first one being the unit of its times. */
const shapes = [
  [10_000, 10],
  [100_000, 10],
  [1_000_000, 10],
  [10_000, 100],
  [10_000, 1000],
];

/** Of which the plot is drawn: few turns of boosting, so that the longest table takes seconds. */
export const growing = [
  { model: 'histGradientBoosting', params: { earlyStopping: 'off', maxIter: 20 } },
  { model: 'logisticRegression', params: { tol: 1e-4 } },
];

export const growth = growing.flatMap(({ model, params }) =>
  shapes.map(([rows, columns]) => ({
    id: `growth.${model}.${rows}x${columns}`,
    kind: 'model',
    model,
    params,
    task: 'binary',
    rows,
    testRows: 10_000,
    columns,
    repeats: rows * columns > 1e6 ? 3 : 5,
    // Weights of a thousand columns on ten thousand rows follow the last digits of the tolerance.
    equalWithin: 0.005,
  })),
);
