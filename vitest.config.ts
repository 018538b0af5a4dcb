import { configDefaults, defineConfig } from 'vitest/config';

/** Wants a Python with PySpark, half a gigabyte that tests/python/requirements.txt spares everybody: `PYSPARK_PYTHON=…` runs it. */
const spark = process.env['PYSPARK_PYTHON'] ? [] : ['tests/parity/spark.test.ts'];
/** As does `DASK_PYTHON=…`, a Python with dask[dataframe] and what an exported project needs. */
const dask = process.env['DASK_PYTHON'] ? [] : ['tests/parity/dask.test.ts'];

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'src/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...spark, ...dask],
    // One worker a core: left to itself, vitest keeps a core free, which is half of a small machine.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
