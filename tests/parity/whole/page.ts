import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from '@playwright/test';
import type { RawRow } from '#lib/data/rawRows.ts';
import type { Answer } from '#lib/recipe/compared.ts';
import { chromiumArgs, chromiumPath } from '../../../scripts/browser.mjs';
import { csvOf } from '../made.ts';
import { cellsOf } from '../restored.ts';

/** The browser that opens predictor.html from disk. @throws where there is none */
export function startBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  return chromium.launch({ ...(executablePath ? { executablePath } : {}), args: chromiumArgs });
}

/** What predictor.html writes into predictions.csv for these rows, as a person would have it scored. */
export async function pageAnswers(
  browser: Browser,
  dir: string,
  rows: readonly RawRow[],
): Promise<Answer[]> {
  const names = Object.keys(rows[0]!);
  const csv = join(dir, 'asked.csv');
  await writeFile(csv, csvOf(names.map((name) => [name, rows.map((row) => row[name]!)])));
  const page = await browser.newPage();
  try {
    await page.goto(pathToFileURL(join(dir, 'predictor.html')).href);
    await page.locator('input[type=file]').setInputFiles(csv);
    const saved = page.waitForEvent('download', { timeout: 120_000 });
    await page
      .getByRole('button', { name: 'Download predictions.csv' })
      .click({ timeout: 120_000 });
    const [head, ...lines] = cellsOf(await readFile(await (await saved).path(), 'utf8'));
    const shares = head!.flatMap((name, j) => (name.startsWith('probability_') ? [j] : []));
    return lines.map((cells) => {
      const probabilities = shares.map((j) => Number(cells[j]));
      // The page writes a quote before what a spreadsheet would take for a formula, such as the class -1.
      const prediction = cells[1]!.replace(/^'(?=[=+@-])/, '');
      return { prediction, probabilities: shares.length > 0 ? probabilities : null };
    });
  } finally {
    await page.close();
  }
}
