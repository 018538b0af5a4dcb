import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import JSZip from 'jszip';
import {
  addAllSteps,
  choose,
  download,
  goTo,
  openFile,
  ready,
  recordComplaints,
  recordRequests,
  tableFile,
  targetControl,
  targets,
  trainAll,
} from './support.ts';

/** Every request is recorded here, those of the service worker too. */
test.use({ serviceWorkers: 'allow' });

const python =
  process.env['PYTHON'] ?? (existsSync('.venv/bin/python') ? '.venv/bin/python' : null);
type Name = keyof typeof targets;

/** Models that the page chooses at first differ by table; the linear one is always the exact one. */
const exact: Record<Name, { title: RegExp; id: string }> = {
  titanic_train: { title: /Logistic regression/, id: 'logisticRegression' },
  california_housing: { title: /Ridge/, id: 'ridge' },
  penguins: { title: /Logistic regression/, id: 'logisticRegression' },
};

async function chooseExact(page: Page, name: Name): Promise<void> {
  await goTo(page, 'Train');
  const box = page.getByRole('checkbox', { name: exact[name].title }).first();
  if (!(await box.isChecked())) await box.check();
}

/** The equation of the linear run, and its points moved by the keyboard. */
async function readsTheLinearModel(page: Page): Promise<void> {
  await choose(page, /^Run/, exact.titanic_train.title);
  const equation = page.getByRole('region', { name: 'The equation' });
  await expect(equation).toContainText('log-odds of “1” =');
  await page.getByRole('radio', { name: 'Excel', exact: true }).click();
  await expect(equation).toContainText('=1/(1+EXP(-(');
  const points = page.locator('section', { has: page.getByRole('heading', { name: 'As points' }) });
  const said = points.locator('strong');
  const before = await said.textContent();
  const slider = points.getByRole('slider', { name: 'Sex' });
  await slider.focus();
  await slider.press('End');
  await expect(said).not.toHaveText(before!);
  await points.getByRole('button', { name: 'Back to a usual row' }).click();
  await expect(said).toHaveText(before!);
}

async function unpack(bytes: Buffer): Promise<{ folder: string; files: string[] }> {
  const zip = await JSZip.loadAsync(bytes);
  const root = mkdtempSync(join(tmpdir(), 'tabwise-export-'));
  for (const entry of Object.values(zip.files)) {
    if (entry.dir) continue;
    mkdirSync(dirname(join(root, entry.name)), { recursive: true });
    writeFileSync(join(root, entry.name), await entry.async('nodebuffer'));
  }
  const files = Object.keys(zip.files).filter((f) => !zip.files[f]!.dir);
  return {
    folder: join(root, files[0]!.split('/')[0]!),
    files: files.map((f) => f.slice(f.indexOf('/') + 1)).sort(),
  };
}

for (const name of Object.keys(targets) as Name[]) {
  test(`takes ${name} from a file to Python that gives the same numbers`, async ({ page }) => {
    const requests = recordRequests(page);
    const complaints = recordComplaints(page);
    const path = tableFile(name);
    await openFile(page, path);
    await ready(page);
    await expect(targetControl(page)).toContainText(targets[name].target);
    // Which steps are needed follows from the models: some take missing values as they are.
    await chooseExact(page, name);
    const chosen = await page.getByRole('checkbox', { checked: true }).count();
    await addAllSteps(page);
    for (const [language, file, text] of [
      ['SQL', 'clean.sql', 'read_csv('],
      ['JavaScript', 'steps.mjs', 'export const steps'],
      ['Python', 'train.py', 'import pandas'],
    ] as const) {
      await page.getByRole('radio', { name: language, exact: true }).click();
      await expect(page.getByRole('region', { name: `The script ${file}` })).toContainText(text);
    }
    await trainAll(page, chosen);
    await page.locator('#work').evaluate((work) => work.scrollTo(0, work.scrollHeight));
    await goTo(page, 'Evaluate');
    await expect(page.getByRole('heading', { level: 1 })).toBeInViewport();
    await expect(page.getByText(/95 %/).first()).toBeVisible();
    await goTo(page, 'Explain');
    await expect(
      page.getByRole('heading', { name: /What the score rests on/ }).first(),
    ).toBeVisible();
    if (name === 'titanic_train') await readsTheLinearModel(page);
    await goTo(page, 'Export');
    await choose(page, /^Model/, exact[name].title);
    const fly = await download(page, /^Download the zip for Fly/);
    expect(Object.keys((await JSZip.loadAsync(fly.bytes)).files).join()).toContain('fly.toml');
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await expect(page.getByText('verified', { exact: true })).toBeVisible();
    const zip = await download(page, /Download project/);
    const { folder, files } = await unpack(zip.bytes);
    expect(files).toEqual([
      'Dockerfile',
      'MODEL_CARD.md',
      'README.md',
      'app.py',
      'certificate.json',
      'config.yaml',
      'data.schema.json',
      'explain.py',
      'explanation.json',
      'inference.py',
      'model.json',
      'model.mjs',
      'model.onnx',
      'model_card.html',
      'model_float32.onnx',
      'notebook.ipynb',
      'predictor.html',
      'preprocessing.py',
      'requirements.txt',
      'restore.py',
      'tests/test_reproduces.py',
      'train.py',
    ]);
    const certificate = JSON.parse(readFileSync(join(folder, 'certificate.json'), 'utf8')) as {
      compared: object[];
      single_precision: object;
    };
    expect(certificate.compared).toEqual([
      expect.objectContaining({ target: 'model.mjs', other_classes: 0, ok: true }),
    ]);
    expect(certificate.single_precision).toMatchObject({ ok: true, other_classes: 0 });
    const browser = await judgedScores(page, exact[name].id);
    if (python) {
      const printed = execFileSync(
        python.startsWith('/') ? python : join(process.cwd(), python),
        ['train.py', path],
        { cwd: folder, encoding: 'utf8' },
      );
      const exported = JSON.parse(printed.trim().split('\n').at(-1)!) as Record<
        string,
        Record<string, number | null>
      >;
      let largest = 0;
      let compared = 0;
      for (const [part, scores] of Object.entries(browser))
        for (const [metric, value] of scores) {
          const other = exported[part]?.[metric];
          expect(other === null, `${part} ${metric}: defined on both sides or on neither`).toBe(
            value === null,
          );
          if (value === null) continue;
          compared += 1;
          largest = Math.max(
            largest,
            Math.abs(value - Number(other)) / Math.max(1, Math.abs(value)),
          );
        }
      expect(compared).toBeGreaterThan(20);
      expect(Number.isNaN(largest), 'every metric is in the exported output').toBe(false);
      test
        .info()
        .annotations.push({ type: 'largest metric difference', description: String(largest) });
      expect(largest).toBeLessThan(1e-6);
    }
    expect(requests.foreign()).toEqual([]);
    expect(complaints).toEqual([]);
  });
}

/** The scores of the newest run of the exact model, from the device's own storage. */
async function judgedScores(
  page: Page,
  model: string,
): Promise<Record<string, [string, number | null][]>> {
  return page.evaluate(async (wanted) => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const open = indexedDB.open('tabwise');
      open.onsuccess = () => resolve(open.result);
      open.onerror = () => reject(open.error as Error);
    });
    const all = await new Promise<
      {
        finishedAt: string;
        result: { model: string; metrics: Record<string, [string, number | null][]> };
      }[]
    >((resolve) => {
      const ask = db.transaction('runs').objectStore('runs').getAll();
      ask.onsuccess = () => resolve(ask.result as never);
    });
    db.close();
    return all.find((r) => r.result.model === wanted)!.result.metrics;
  }, model);
}
