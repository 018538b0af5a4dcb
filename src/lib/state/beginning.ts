import { modelSpecs } from '#lib/models/specs.ts';
import { emptyHistory } from '#lib/recipe/history.ts';
import { likelyModels, newRecipe } from '#lib/recipe/newRecipe.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import { targetOf, type Recipe, type Source } from '#lib/recipe/recipe.ts';
import type { TargetProposal } from '#lib/recipe/target.ts';
import type { Origin, StoredProject } from '#lib/storage/schema.ts';

interface Beginning {
  readonly id: string;
  readonly source: Source;
  readonly profile: TableProfile;
  readonly rows: number;
  readonly proposed: TargetProposal | undefined;
  /** The file is read with this project's decisions, what is predicted among them. */
  readonly like: Recipe | undefined;
  readonly origin: Origin | undefined;
  /** Of the same id: what an import that was broken off left. */
  readonly old: StoredProject | undefined;
  readonly now: string;
}

/** What a file begins with: the proposed target and task, and the two likeliest models. */
export function firstProject(from: Beginning): StoredProject {
  const { id, source, profile, old, now } = from;
  const fileName = source.file.name;
  const name = fileName.replace(/\.[^.]+$/, '') || fileName;
  const recipe = likeThat(newRecipe(name, source, asked(from)), from);
  const models = recipe.task ? likelyModels(modelSpecs, profile, recipe.task, 2) : [];
  const origin = from.origin ?? old?.origin;
  return {
    id,
    createdAt: old?.createdAt ?? now,
    updatedAt: now,
    revision: (old?.revision ?? 0) + 1,
    recipe: { ...recipe, models },
    history: emptyHistory,
    rows: from.rows,
    ...(origin && { origin }),
  };
}

const hasTarget = ({ source }: Beginning): boolean =>
  source.columns.some((c) => c.role === 'target');

/** A target that was decided on elsewhere needs no proposal. */
const asked = (from: Beginning): TargetProposal | undefined =>
  from.like && hasTarget(from) ? undefined : from.proposed;

function likeThat(recipe: Recipe, { like }: Beginning): Recipe {
  return like && targetOf(like) !== null && targetOf(recipe) === targetOf(like)
    ? { ...recipe, task: like.task }
    : recipe;
}
