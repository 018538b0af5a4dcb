// Results of a run of the bench, kept case by case, so that one that is cut off goes on where it was.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../.cache/bench/results.json', import.meta.url));

/**
 * @param parts texts and bytes that a result depends on beside its case: both sides' programs and the machine. With others
 * of them, or another case of the same name, a result is measured anew.
 * @returns of(case) what was kept of it or null, put(case, result), end() once all is written
 */
export function openKept(parts) {
  const all = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const keyOf = (one) => {
    const hash = createHash('sha256');
    for (const part of [...parts, JSON.stringify(one)]) hash.update(part).update('\0');
    return hash.digest('hex');
  };
  return {
    of: (one) => all[keyOf(one)] ?? null,
    put(one, result) {
      all[keyOf(one)] = result;
      mkdirSync(dirname(file), { recursive: true });
      // Whole or not at all, whenever the run is ended.
      writeFileSync(`${file}.new`, JSON.stringify(all));
      renameSync(`${file}.new`, file);
    },
    end: () => rmSync(file, { force: true }),
  };
}
