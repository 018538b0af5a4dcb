import type { Reject, Repair } from '../formats/issues.ts';
import type { Issues } from '../formats/reader.ts';

type JsonRepair =
  'blank-lines' | 'duplicate-keys' | 'empty-objects' | 'lone-surrogates' | 'short-rows';

/** Counts what happens to records; keeps the first of each. */
export class JsonIssues {
  readonly #rejects: Reject[] = [];
  readonly #rejectedRows: number[] = [];
  readonly #fixed: Repair[] = [];
  readonly #counts = new Map<JsonRepair, { count: number; rows: number[] }>();

  repair(kind: JsonRepair, row: number): void {
    const entry = this.#counts.get(kind) ?? { count: 0, rows: [] };
    entry.count += 1;
    if (entry.rows.length < 20 && row > 0) entry.rows.push(row);
    this.#counts.set(kind, entry);
  }

  /** One that concerns the whole. */
  add(repair: Repair): void {
    this.#fixed.push(repair);
  }

  reject(reject: Reject): void {
    this.#rejectedRows.push(reject.row);
    if (this.#rejects.length < 1000) this.#rejects.push(reject);
  }

  all(): Issues {
    const counted = [...this.#counts].map(([kind, { count, rows }]) => ({
      kind,
      message: messages[kind](count),
      count,
      rows,
      columns: [],
    }));
    return {
      repairs: [...this.#fixed, ...counted],
      rejects: this.#rejects,
      rejectedRows: this.#rejectedRows,
      irregular: false,
    };
  }
}

const some = (n: number, one: string, many: string): string =>
  n === 1 ? `1 ${one}` : `${n.toLocaleString('en-US')} ${many}`;

const messages: Record<JsonRepair, (n: number) => string> = {
  'blank-lines': (n) =>
    `${some(n, 'blank line was', 'blank lines were')} skipped between the records`,
  'duplicate-keys': (n) =>
    `${some(n, 'key comes', 'keys come')} twice in the same object; the last value counts, as in Python`,
  'empty-objects': (n) =>
    `${some(n, 'object has', 'objects have')} no keys where others have some; all its columns are missing there`,
  'lone-surrogates': (n) =>
    `${some(n, 'text holds', 'texts hold')} half of a surrogate pair, which is no character; it was kept as its escape, such as \\ud800`,
  'short-rows': (n) =>
    `${some(n, 'row has', 'rows have')} fewer values than there are columns; the values that are not there are missing`,
};
