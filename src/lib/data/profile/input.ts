import type { RelationColumn } from '#lib/engine/step.ts';
import type { ColumnProfile, Role } from '#lib/recipe/profile.ts';
import type { SourceColumn } from '#lib/recipe/source.ts';
import type { Vector } from 'apache-arrow';
import type { HeldColumn } from '../held/held.ts';

export interface ColumnInput {
  readonly column: RelationColumn;
  readonly role: Role;
  readonly rows: number;
  /** Texts as in the file where `reading` says how to read them, perhaps as they were kept; else DOUBLE or VARCHAR as typed. */
  readonly cells: Vector | HeldColumn;
  readonly reading: SourceColumn | null;
  /** Texts that mean missing, in raw columns. */
  readonly missing: ReadonlySet<string>;
  /** ISO day. */
  readonly today: string | undefined;
}

/** A column's profile, with what is needed to find columns that say the same. */
export interface Described {
  readonly profile: ColumnProfile;
  readonly content: string;
  readonly countsKey: number;
}

export const isHeld = (cells: Vector | HeldColumn): cells is HeldColumn => 'kind' in cells;
