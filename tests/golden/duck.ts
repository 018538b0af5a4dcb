import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Cell } from '../oracle/steps/tables.ts';

interface Answer {
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  getChildAt(index: number): { toArray(): ArrayLike<unknown>; get(row: number): unknown } | null;
  readonly numRows: number;
}
interface Db {
  instantiate(say: () => undefined): Promise<void>;
  open(config: { path: string }): void;
  connect(): { query(sql: string): Answer; close(): void };
  registerFileBuffer(name: string, bytes: Uint8Array): void;
  dropFile(name: string): void;
  reset(): void;
}
interface Module {
  createDuckDB(bundles: unknown, logger: unknown, runtime: unknown): Promise<Db>;
  readonly VoidLogger: new () => unknown;
  readonly NODE_RUNTIME: unknown;
}

/** A DuckDB as a stranger has it, which may read files: the app's own is locked down. */
export async function strangersDuckDb(): Promise<{
  run(
    sql: string,
    files: ReadonlyMap<string, string | Uint8Array>,
  ): readonly (readonly [string, readonly Cell[]])[];
  close(): void;
}> {
  const require = createRequire(import.meta.url);
  const duckdb = require('@duckdb/duckdb-wasm/blocking') as Module;
  const dist = dirname(require.resolve('@duckdb/duckdb-wasm/blocking'));
  const bundle = (kind: string) => ({
    mainModule: join(dist, `duckdb-${kind}.wasm`),
    mainWorker: '',
  });
  const db = await duckdb.createDuckDB(
    { mvp: bundle('mvp'), eh: bundle('eh') },
    new duckdb.VoidLogger(),
    duckdb.NODE_RUNTIME,
  );
  await db.instantiate(() => undefined);
  db.open({ path: ':memory:' });
  const connection = db.connect();
  return {
    run(sql, files) {
      for (const [name, content] of files)
        db.registerFileBuffer(
          name,
          typeof content === 'string' ? new TextEncoder().encode(content) : content,
        );
      try {
        const found = connection.query(sql);
        return found.schema.fields.map(({ name }, j) => {
          const column = found.getChildAt(j)!;
          return [
            name,
            Array.from({ length: found.numRows }, (_, i) => column.get(i) as Cell),
          ] as const;
        });
      } finally {
        for (const name of files.keys()) db.dropFile(name);
      }
    },
    close() {
      connection.close();
      db.reset();
    },
  };
}
