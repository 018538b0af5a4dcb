import type { Matrix } from '#lib/engine/matrix.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import {
  doubles,
  fitting,
  list,
  oneOf,
  record,
  unless,
  whole,
  type Form,
} from '#lib/engine/state.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { memberComputes } from './computes.ts';
import type { Member } from './params.ts';
import { memberIds, memberSpecs, type MemberId } from './specs.ts';

/** A fitted member: what its own model keeps, and in which form. */
export interface FittedMember {
  readonly model: MemberId;
  readonly version: number;
  readonly state: unknown;
}

export interface FittedMembers {
  readonly members: readonly FittedMember[];
  readonly weights: Float64Array;
}

const anything: Form<unknown> = () => null;

export const memberForm: Form<FittedMember> = fitting(
  record<FittedMember>({ model: oneOf(memberIds), version: whole({ least: 1 }), state: anything }),
  ({ model, version, state }, facts) => {
    const wanted = memberComputes[model].state;
    const faults = unless([version === wanted.version, `its ${model} has form ${version}`]);
    const inner = faults ?? wanted.form(state, facts);
    return inner === null || faults !== null ? faults : `.state${inner}`;
  },
);

/** Fields that every ensemble keeps. */
export const membersFields = {
  members: list(memberForm),
  weights: doubles({ least: Number.MIN_VALUE }),
};

/** For `fitting`: one weight a member, and at least one member. */
export const eachWeighed = ({ members, weights }: FittedMembers): string | null =>
  unless([
    members.length > 0 && members.length === weights.length,
    'it has not one weight for each member',
  ]);

type Input = FitInput<{ readonly members: readonly Member[] }>;

/** @throws EngineError 'params-invalid' for a member that does not do the task */
export function checkMembers({ params, task }: Input, model: string): void {
  for (const member of params.members) {
    const spec = memberSpecs[member.model];
    if ((spec.tasks as readonly string[]).includes(task)) continue;
    throw new EngineError({
      code: 'params-invalid',
      what: `${spec.title} is a member of the ensemble and does not do ${task}`,
      where: { model },
      remedy: 'Take it out of the members.',
    });
  }
}

/**
 * Fits one member on rows of its own with the ensemble's seed. Its progress fills the stretch `from` to `to`; checkpoints
 * are not passed on, as they would be of one member alone.
 */
export function* fitMember(
  { model, params }: Pick<Member, 'model' | 'params'>,
  rows: Omit<FitInput<unknown>, 'params'>,
  [from, to]: readonly [number, number],
): Generator<Progress, FittedMember> {
  const { X, y, task, nClasses, seed } = rows;
  const compute = memberComputes[model];
  const work = compute.fit({ X, y, task, nClasses, seed, params });
  try {
    for (;;) {
      const turn = work.next();
      if (turn.done) return { model, version: compute.state.version, state: turn.value as unknown };
      const { share, wait } = turn.value;
      yield { share: from + (to - from) * share, ...(wait && { wait }) };
    }
  } finally {
    work.return(undefined as never);
  }
}

/** Shares add up with rounding: none falls below one before. */
export function* rising<T>(work: Generator<Progress, T>): Generator<Progress, T> {
  let most = 0;
  try {
    for (;;) {
      const turn = work.next();
      if (turn.done) return turn.value;
      most = Math.min(1, Math.max(most, turn.value.share));
      yield { ...turn.value, share: most };
    }
  } finally {
    work.return(undefined as never);
  }
}

/** All members, one after another, on the same rows. */
export function* fitMembers(
  input: Input,
  [from, to]: readonly [number, number],
): Generator<Progress, FittedMembers> {
  const { members } = input.params;
  const fitted: FittedMember[] = [];
  for (const [k, member] of members.entries()) {
    const at = (i: number): number => from + ((to - from) * i) / members.length;
    fitted.push(yield* fitMember(member, input, [at(k), at(k + 1)]));
  }
  return { members: fitted, weights: Float64Array.from(members, (m) => m.weight) };
}

export const memberAnswers = ({ model, state }: FittedMember, X: Matrix): Float64Array =>
  memberComputes[model].predict(state, X);

/** numpy's `average(axis=0, weights=…)`: the weighted sum, divided by the sum of the weights. */
export function averaged(answers: readonly Float64Array[], weights: Float64Array): Float64Array {
  const out = new Float64Array(answers[0]!.length);
  let total = 0;
  for (const [k, own] of answers.entries()) {
    const weight = weights[k]!;
    total += weight;
    for (let i = 0; i < out.length; i += 1) out[i]! += weight * own[i]!;
  }
  for (let i = 0; i < out.length; i += 1) out[i]! /= total;
  return out;
}
