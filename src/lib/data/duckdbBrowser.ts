import { AsyncDuckDB, VoidLogger } from '@duckdb/duckdb-wasm';
import ehWasm from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';
import ehWorker from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import { interruptible } from './pending.ts';
import { literal, lockdown } from './sql.ts';
import type { Sql } from './sql.ts';

/**
 * DuckDB in its own worker, started from the data worker, from this origin only. A missing extension is asked of
 * this origin and is then a clean SQL error; elsewhere the failed request would leave the engine dead.
 */
export async function openDuckDbBrowser(
  onProgress?: (loaded: number, total: number) => void,
): Promise<Sql> {
  const worker = new Worker(ehWorker);
  const db = new AsyncDuckDB(new VoidLogger(), worker);
  await db.instantiate(new URL(ehWasm, location.href).href, null, (p) =>
    onProgress?.(p.bytesLoaded, p.bytesTotal),
  );
  await db.open({ path: ':memory:' });
  const connection = await db.connect();
  await connection.query(`SET custom_extension_repository = ${literal(`${location.origin}/ext`)}`);
  for (const statement of lockdown) await connection.query(statement);
  const beside = await db.connect();
  return {
    query: (text) => connection.query(text),
    ask: beside.useUnsafe(interruptible),
    insertArrow: (table, ipc) =>
      connection.insertArrowFromIPCStream(ipc, { name: table, schema: 'main', create: false }),
    close: async () => {
      await beside.close();
      await connection.close();
      await db.terminate();
    },
  };
}
