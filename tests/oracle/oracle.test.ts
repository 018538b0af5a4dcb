import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { python, ran } from '../golden/python.ts';

it.skipIf(python === null)(
  'the committed oracle answers are what scikit-learn says today',
  { timeout: 180_000 },
  async () => {
    const script = resolve(import.meta.dirname, '../../scripts/oracle.mjs');
    const { code, stderr } = await ran(process.execPath, [script, '--check']);
    expect(code, stderr).toBe(0);
  },
);
