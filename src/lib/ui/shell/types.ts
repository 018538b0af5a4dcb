import type { IconName } from '../icons.ts';

export interface Stage {
  readonly id: string;
  readonly label: string;
  readonly href: string;
  /** Heading in the rail: Understand, Shape, Model, Use. */
  readonly group: string;
  readonly state: StageState;
  /** At the end of the line: `15 columns`. For a later stage also what it waits for, in the title. */
  readonly note?: string | undefined;
  readonly icon: IconName;
  /** Key of the bottom bar this stage is reached by; the first stage of a key names it. */
  readonly bar?: string | undefined;
}

/** done: tick; current: where the page is; partial: half; open: can be entered; later: waits. */
export type StageState = 'done' | 'current' | 'partial' | 'open' | 'later';

export const stateWords: Record<StageState, string> = {
  done: 'done',
  current: 'in progress',
  partial: 'partly done',
  open: 'ready',
  later: 'later',
};

export interface BarEntry {
  readonly label: string;
  readonly icon: IconName;
  readonly stages: readonly Stage[];
}

/** The entries of the bottom bar, in order of first use; stages without `bar` stand alone. */
export function barEntries(stages: readonly Stage[]): BarEntry[] {
  const keys = new Map<string, Stage[]>();
  for (const stage of stages) {
    const key = stage.bar ?? stage.label;
    const list = keys.get(key);
    if (list) list.push(stage);
    else keys.set(key, [stage]);
  }
  return [...keys].map(([label, list]) => ({ label, icon: list[0]!.icon, stages: list }));
}
