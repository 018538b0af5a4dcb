import type * as PlotModule from '@observablehq/plot';

export type Plot = typeof PlotModule;
export type Mark = PlotModule.Markish;
export type PlotOptions = PlotModule.PlotOptions;

/** What stands behind a chart: the same numbers as text, already written for people. */
export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** How many, or which. */
type Ticks = number | readonly number[];

let loading: Promise<Plot> | undefined;

/** Observable Plot is a chunk of its own, fetched when the first chart is seen. */
export const loadPlot = (): Promise<Plot> => (loading ??= import('@observablehq/plot'));

export const colours = {
  main: 'var(--data-1)',
  contrast: 'var(--data-2)',
  mute: 'var(--data-mute)',
  ink: 'var(--text)',
  soft: 'var(--muted)',
  grid: 'var(--chart-grid)',
  axis: 'var(--chart-axis)',
  ground: 'var(--surface)',
} as const;

/** A text that stays readable over marks: 11 px, with a halo of the ground. */
export const haloed = {
  fontSize: 11,
  stroke: colours.ground,
  strokeWidth: 4,
  paintOrder: 'stroke',
} as const;

/** Ticks as `0`, `.25`, `1`: shares of one need no leading zero. */
export const shareTick = (x: number): string =>
  x === 0 || x === 1 ? String(x) : x.toFixed(2).replace(/^0/, '');

/** Horizontal grid lines with their labels, in the language of look.md. */
export const gridY = (plot: Plot, options: PlotModule.AxisYOptions & { ticks: Ticks }): Mark[] => [
  plot.gridY({ ticks: options.ticks, stroke: colours.grid, strokeOpacity: 1 }),
  plot.axisY({
    label: null,
    tickSize: 0,
    tickPadding: 6,
    fontSize: 11,
    fill: colours.soft,
    ...options,
  }),
];

export const axisX = (plot: Plot, options: PlotModule.AxisXOptions & { ticks: Ticks }): Mark =>
  plot.axisX({
    tickSize: 0,
    tickPadding: 6,
    fontSize: 11,
    fill: colours.soft,
    labelAnchor: 'center',
    labelArrow: 'none',
    ...options,
  });
