import { canonical, shortHash } from '#lib/recipe/hash.ts';

/** The pieces that every run of an MLflow folder is written of. */

/** RunStatus of MLflow's protocol. */
export const runStatus = { finished: 3, failed: 4, killed: 5 } as const;
/** SourceType.LOCAL. */
const local = 4;

/** 32 hex digits of a search or of a trial of one. */
export const hexId = (name: string): string => shortHash(name) + shortHash(`search ${name}`);

interface RunMeta {
  readonly id: string;
  readonly name: string;
  /** Milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly status: number;
}

/** meta.yaml of a run. */
export function metaOf(
  { id, name, start, end, status }: RunMeta,
  experiment: string,
  artifacts: string,
): string {
  return yaml({
    artifact_uri: artifacts,
    end_time: end,
    entry_point_name: '',
    experiment_id: experiment,
    lifecycle_stage: 'active',
    run_id: id,
    run_name: name,
    run_uuid: id,
    source_name: '',
    source_type: local,
    source_version: '',
    start_time: start,
    status,
    tags: [],
    user_id: 'tabwise',
  });
}

/** JSON's texts, numbers and empty lists are YAML's too. */
export const yaml = (fields: Readonly<Record<string, string | number | readonly []>>): string =>
  Object.entries(fields)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');

/** MLflow refuses longer values. */
const longest = 6000;
/** Names are files: what MLflow or a file system refuses becomes a low line. */
export const named = (name: string): string => name.replace(/[^\w.\- ]/g, '_').slice(0, 250);
export const valued = (value: unknown): string =>
  (typeof value === 'string' ? value : canonical(value)).slice(0, longest);
