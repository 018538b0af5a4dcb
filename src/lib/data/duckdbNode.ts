import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type {
  DuckDBBindings,
  DuckDBConnection,
  DuckDBBundles,
  DuckDBRuntime,
  Logger,
} from '@duckdb/duckdb-wasm/blocking';
import { interruptible } from './pending.ts';
import { lockdown } from './sql.ts';
import type { Sql } from './sql.ts';

interface Blocking {
  createDuckDB(
    bundles: DuckDBBundles,
    logger: Logger,
    runtime: DuckDBRuntime,
  ): Promise<DuckDBBindings & { connect(): DuckDBConnection }>;
  readonly VoidLogger: new () => Logger;
  readonly NODE_RUNTIME: DuckDBRuntime;
}

/** DuckDB inside this process, blocking; boots in about a second. */
export async function openDuckDbNode(): Promise<Sql> {
  const require = createRequire(import.meta.url);
  const duckdb = require('@duckdb/duckdb-wasm/blocking') as Blocking;
  const dist = dirname(require.resolve('@duckdb/duckdb-wasm/blocking'));
  const bundles = {
    mvp: { mainModule: join(dist, 'duckdb-mvp.wasm'), mainWorker: '' },
    eh: { mainModule: join(dist, 'duckdb-eh.wasm'), mainWorker: '' },
  };
  const db = await duckdb.createDuckDB(bundles, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
  await db.instantiate(() => undefined);
  db.open({ path: ':memory:' });
  const connection = db.connect();
  for (const statement of lockdown) connection.query(statement);
  const beside = db.connect();
  const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    query: async (text) => connection.query(text),
    ask: beside.useUnsafe((bindings, id) => interruptible(bindings, id, breathe)),
    insertArrow: async (table, ipc) =>
      connection.insertArrowFromIPCStream(ipc, { name: table, schema: 'main', create: false }),
    close: async () => {
      beside.close();
      connection.close();
      db.reset();
    },
  };
}
