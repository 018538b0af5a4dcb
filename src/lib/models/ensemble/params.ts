import * as v from 'valibot';
import { memberIds, memberSpecs, type MemberId } from './specs.ts';

/** A model of an ensemble with its own settings, all of them written out. */
export interface Member {
  readonly model: MemberId;
  readonly params: Readonly<Record<string, unknown>>;
  /** How much its answer counts beside the others'; above 0. */
  readonly weight: number;
}

const mostMembers = 50;

/** Classifiers that may say only decision values (docs/decisions/0016). */
const deciding: readonly string[] = ['perceptron', 'sgdClassifier'];

function notMember(id: string): string {
  const why = deciding.includes(id)
    ? `“${id}” cannot be a member: members are combined by their probabilities, and it may say only decision values.`
    : `“${id}” cannot be a member of an ensemble.`;
  return `${why} Members may be ${memberIds.join(', ')}.`;
}

/** A member as it is written: parameters that are left out are the model's defaults. */
const memberSchema = v.strictObject({
  model: v.pipe(
    v.string(),
    v.check(
      (id) => (memberIds as readonly string[]).includes(id),
      ({ input }) => notMember(input),
    ),
    v.transform((id) => id as MemberId),
  ),
  params: v.optional(v.record(v.string(), v.unknown()), {}),
  weight: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0)), 1),
});

/** The members of an ensemble; what a member's own model refuses, its ensemble refuses. */
export const members = (usual: readonly MemberId[]) =>
  v.optional(
    v.pipe(
      v.array(memberSchema),
      v.minLength(1),
      v.maxLength(mostMembers),
      v.rawTransform(({ dataset, addIssue, NEVER }): readonly Member[] => {
        const whole: Member[] = [];
        for (const { model, params, weight } of dataset.value) {
          const own = v.safeParse(memberSpecs[model].params, params);
          if (!own.success) {
            const name = String(own.issues[0].path?.[0]?.key ?? '');
            addIssue({ message: `Parameter “${name}” of ${model} does not fit.` });
            return NEVER;
          }
          whole.push({ model, params: own.output as Member['params'], weight });
        }
        return whole;
      }),
      v.title('Members'),
      v.description(
        'The models whose answers are combined, each with its settings and weight. More of different kinds err less together; alike ones add time only.',
      ),
    ),
    usual.map((model) => ({ model })),
  );

/** Seconds and bytes of all members together. */
export function membersCost(
  list: readonly Member[],
  size: { readonly rows: number; readonly features: number; readonly classes: number },
): { readonly seconds: number; readonly bytes: number } {
  let [seconds, bytes] = [0.001, 0];
  for (const { model, params } of list) {
    const estimate = memberSpecs[model].estimate as (
      s: typeof size,
      p: unknown,
    ) => { readonly seconds: number; readonly bytes: number };
    const one = estimate(size, params);
    seconds += one.seconds;
    bytes += one.bytes;
  }
  return { seconds, bytes };
}
