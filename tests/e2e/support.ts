import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';

export const realTables = resolve('../shared/data/tables');

/** A real table where the folder is there; in CI it must be. Elsewhere a table of our own with the same troubles. */
export function tableFile(name: 'titanic_train' | 'california_housing' | 'penguins'): string {
  const real = join(realTables, `${name}.csv`);
  if (existsSync(real)) return real;
  if (process.env['CI']) throw new Error(`In CI ${real} must be there`);
  return ownFile(`${name}.csv`, standIn(name));
}

/** Writes a file of the test's own and returns its path. */
export function ownFile(name: string, content: string | Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), 'tabwise-')), name);
  writeFileSync(path, content);
  return path;
}

export const targets = {
  titanic_train: { target: 'Survived', task: 'binary' },
  california_housing: { target: 'median_house_value', task: 'regression' },
  penguins: { target: 'species', task: 'multiclass' },
} as const;

/** Small tables with the columns, types and gaps of the real ones; seeded. */
function standIn(name: keyof typeof targets): string {
  let state = 7;
  const random = (): number => (state = (state * 16807) % 2147483647) / 2147483647;
  const pick = (xs: readonly string[]): string => xs[Math.floor(random() * xs.length)]!;
  const rows = Array.from({ length: 400 }, (_, i) => {
    const x = random() * 10;
    if (name === 'titanic_train') {
      const sex = pick(['male', 'female']);
      const survived = random() < (sex === 'female' ? 0.75 : 0.2) ? 1 : 0;
      return [
        i + 1,
        survived,
        1 + (i % 3),
        `Person ${i}`,
        sex,
        i % 5 ? Math.round(x * 7) : '',
        pick(['S', 'C', 'Q']),
      ];
    }
    if (name === 'penguins') {
      const species = pick(['Adelie', 'Gentoo', 'Chinstrap']);
      return [
        species,
        pick(['Dream', 'Biscoe']),
        i % 40 ? (x + species.length * 3).toFixed(1) : 'NA',
        (x * 2).toFixed(1),
        pick(['male', 'female', 'NA']),
      ];
    }
    return [
      (-120 - x / 5).toFixed(2),
      (34 + x / 3).toFixed(2),
      i % 30 ? Math.round(x * 100) : '',
      pick(['INLAND', 'NEAR BAY']),
      Math.round(50000 + x * 20000 + random() * 9000),
    ];
  });
  const headers = {
    titanic_train: 'PassengerId,Survived,Pclass,Name,Sex,Age,Embarked',
    penguins: 'species,island,bill_length_mm,bill_depth_mm,sex',
    california_housing: 'longitude,latitude,total_bedrooms,ocean_proximity,median_house_value',
  };
  return `${headers[name]}\n${rows.map((r) => r.join(',')).join('\n')}\n`;
}

/** Everything the page asks of the network; requests to another origin are a breach of the first promise. */
export function recordRequests(page: Page): { foreign: () => string[] } {
  const seen: string[] = [];
  page.context().on('request', (request) => seen.push(request.url()));
  const own = new URL(process.env['BASE_URL'] ?? `http://localhost:${process.env['PORT'] ?? 4174}`)
    .origin;
  return {
    foreign: () => seen.filter((url) => /^https?:/.test(url) && new URL(url).origin !== own),
  };
}

/** Complaints of the page: uncaught errors, failed policy, console errors. */
export function recordComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    // The tests' own doing: playwright.config.ts blocks it.
    if (message.text() === 'Service Worker registration blocked by Playwright') return;
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  return complaints;
}

export async function openFile(page: Page, path: string): Promise<void> {
  await page.goto('/');
  await page.locator('input[type=file]').first().setInputFiles(path);
  await page.waitForURL(/\/project\/.+\/data/);
}

/** The table is read, profiled and saved. */
export async function ready(page: Page): Promise<void> {
  await expect(page.getByRole('grid')).toBeVisible();
  await expect(page.getByText(/Saved on this device/)).toBeVisible();
}

export async function goTo(
  page: Page,
  stage: 'Data' | 'Prepare' | 'Train' | 'Evaluate' | 'Explain' | 'Export',
): Promise<void> {
  await page
    .getByRole('navigation')
    .getByRole('link', { name: new RegExp(`\\b${stage}\\b`) })
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(new RegExp(stage, 'i'));
}

export async function addAllSteps(page: Page): Promise<void> {
  await goTo(page, 'Prepare');
  const all = page.getByRole('button', { name: /^Add all \d+/ });
  await all.click();
  // What is as likely wrong as right stays for a person to decide.
  await expect(all).toHaveCount(0);
}

export async function trainAll(page: Page, models: number): Promise<void> {
  await goTo(page, 'Train');
  await page.getByRole('button', { name: /^Train \d+ model/ }).click();
  const scored = new RegExp(`${models} of ${models} models? scored`);
  await expect(page.getByText(scored)).toBeVisible({ timeout: 90_000 });
}

export async function download(
  page: Page,
  button: RegExp,
): Promise<{ name: string; bytes: Buffer; path: string }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).first().click(),
  ]);
  const path = join(mkdtempSync(join(tmpdir(), 'tabwise-')), file.suggestedFilename());
  await file.saveAs(path);
  return { name: file.suggestedFilename(), bytes: readFileSync(path), path };
}

/** The control that says what is predicted: a combobox, or a button with a filter where there are many columns. */
export const targetControl = (page: Page) => page.locator('[aria-label^="Predict"]').first();

/** Chooses an entry of a Select by the start of its words. */
export async function choose(page: Page, label: RegExp, entry: RegExp): Promise<void> {
  const control = page
    .getByRole('combobox', { name: label })
    .or(page.getByRole('button', { name: label }))
    .first();
  await control.click();
  await page.getByRole('option', { name: entry }).first().click();
}

/** Leaves one model chosen on the train page. */
export async function onlyModel(page: Page, title: RegExp): Promise<void> {
  await page.getByRole('checkbox', { name: title }).check();
  const chosen = page
    .getByRole('region', { name: 'Models' })
    .getByRole('checkbox', { checked: true });
  // All names first: the list shrinks while boxes are emptied.
  const names = await chosen.evaluateAll((inputs) =>
    inputs.map((input) => input.ariaLabel ?? input.closest('label')?.textContent ?? ''),
  );
  for (const name of names)
    if (!title.test(name)) await page.getByRole('checkbox', { name: name.trim() }).uncheck();
  await expect(chosen).toHaveCount(1);
}
