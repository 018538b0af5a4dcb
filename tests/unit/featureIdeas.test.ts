import { beforeAll, describe, expect, it } from 'vitest';
import { completed, withAndWithout } from '#lib/steps/completing.ts';
import { featureIdeas, withIdea } from '#lib/steps/featureIdeas.ts';
import { modelEntry } from '#lib/recipe/newRecipe.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { parseArgs } from '../../cli/args.ts';
import { command } from '../../cli/commands/suggest.ts';
import { file, json } from '../contract/cli.support.ts';

interface Said {
  readonly target: string;
  readonly steps: readonly { readonly id: string; readonly gain: Record<string, unknown> }[];
  readonly tried: number;
  readonly features: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly rationale: string;
    readonly gain: { readonly mean: number; readonly low: number; readonly p: number };
  }[];
}

/** What is sold is the product of two columns, and a title in a long name tells a class apart. */
function sales(): string {
  const lines = ['who]x,"half, [price]",count,noise,sold'];
  for (let i = 0; i < 400; i += 1) {
    const half = 1 + ((i * 37) % 41);
    const count = 1 + ((i * 53) % 29);
    const dr = (i * 7919) % 5 === 0;
    const wave = Math.sin(12.9898 * i) * 43.75;
    const sold = half * count + (dr ? 300 : 0) + (wave - Math.floor(wave)) * 40;
    const who = `Row${i} Of, ${dr ? 'Dr' : 'Ms'}. "=cmd|' /C calc'!A0" ${i}`;
    lines.push([`"${who.replaceAll('"', '""')}"`, half, count, (i * 31) % 17, sold].join(','));
  }
  return lines.join('\n');
}

describe('features that are tried', () => {
  let said: Said;
  beforeAll(async () => {
    const path = file('sales.csv', sales());
    said = await json<Said>('suggest', path, '--measure', '--features');
  }, 60_000);

  it('are offered where they gain, with the interval, and no noise is', () => {
    expect([said.target, said.tried > 6]).toEqual(['sold', true]);
    const ids = said.features.map((f) => f.id);
    expect(ids).toEqual(['feature-title-who-x', 'feature-product-half-price-count']);
    for (const { gain, verdict } of said.features) {
      expect(gain.low).toBeGreaterThan(0);
      expect(gain.mean).toBeGreaterThan(gain.low);
      expect(verdict).toBe(gain.p < 0.05 ? 'gain' : 'perhaps');
    }
  });

  it('stand beside the measured gain of each step, or why there is none', () => {
    const byId = new Map(said.steps.map((s) => [s.id, s.gain]));
    expect(Object.keys(byId.get('scale-standard')!)).toContain('low');
    const drop = [...byId].find(([id]) => id.startsWith('drop-'))!;
    expect(drop[1]['needed']).toMatch(/holds no numbers/);
  });

  it('are not called needed where the model fails with the step too', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `${(i * 7) % 13},${i % 15 === 4 ? 'b' : 'a'}`,
    );
    const path = file('rare.csv', `x,y\n${rows.join('\n')}\n`);
    const asked = ['--target', 'y', '--measure', '--model', 'supportVectorMachine'];
    const { steps } = await json<Said>('suggest', path, ...asked);
    const gains = steps.map((s) => s.gain);
    expect(gains.length).toBeGreaterThan(0);
    for (const gain of gains) expect(gain['not_measured']).toMatch(/rarest class has [12]/);
  });

  it('takes no other words than its options', () => {
    expect(() => parseArgs(['x.csv', '--measured'], command.options, 1)).toThrow(/no option/);
  });
});

describe('a recipe with a feature', () => {
  it('makes it before the step that drops what it is made of', async () => {
    const { recipe, profile } = await opened();
    const whole = completed(recipe, { profile, models: modelSpecs });
    const ideas = featureIdeas(whole, profile);
    const title = ideas.find((i) => i.draft.id.startsWith('feature-title'))!;
    const now = withIdea(whole, title);
    const at = (step: string): number => now.steps.findIndex((s) => s.step === step);
    expect(at('calculate')).toBeGreaterThanOrEqual(0);
    expect(at('calculate')).toBeLessThan(at('dropColumns'));
    const { before, after } = withAndWithout(
      recipe,
      { id: 'x', step: title.steps[0]! },
      { profile, models: modelSpecs },
    );
    const drop = after.steps.findIndex((s) => s.step === 'dropColumns');
    expect(after.steps.findIndex((s) => s.step === 'calculate')).toBeLessThan(drop);
    expect(before.steps.some((s) => s.step === 'calculate')).toBe(false);
  });
});

async function opened() {
  const { openTable, profileOf } = await import('../../cli/open.ts');
  const { recipeFor } = await import('../../cli/plan.ts');
  const { sql, opened: source } = await openTable(file('again.csv', sales()), () => undefined);
  try {
    const profile = await profileOf(sql, source.source);
    const { recipe } = recipeFor(source.source, profile, 'sold');
    return { recipe: { ...recipe, models: [modelEntry(modelSpecs.ridge)] }, profile };
  } finally {
    await sql.close();
  }
}
