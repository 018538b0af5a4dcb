import { expect, test, type Page } from '@playwright/test';
import { addAllSteps, goTo, openFile, ownFile, ready, recordComplaints } from './support.ts';

/** The target is the product of two numbers; the names say nothing and are dropped. */
const sales = (): string => {
  const rows = Array.from({ length: 240 }, (_, i) => {
    const [price, count] = [1 + ((i * 37) % 41), 1 + ((i * 53) % 29)];
    const wave = Math.sin(12.9898 * i) * 43.75;
    return `buyer ${i},${price},${count},${(price * count + 40 * (wave - Math.floor(wave))).toFixed(2)}`;
  });
  return ['who,half,units,target', ...rows].join('\n');
};

/** The column made is told to be of both; its step is chosen in the graph by keyboard, turned off and on again. */
async function traced(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'See the matrix' }).click();
  const matrix = page.getByRole('dialog', { name: 'The matrix' });
  const made = matrix.getByRole('row').filter({ hasText: 'half_times_units' });
  await expect(made.getByRole('cell').nth(1)).toHaveText('half, units');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'See the graph' }).click();
  const graph = page.getByRole('dialog', { name: 'The recipe as a graph' });
  const node = graph.getByRole('button', { name: /^Combine/ });
  await node.focus();
  await page.keyboard.press('Enter');
  await expect(node).toHaveAttribute('aria-pressed', 'true');
  await graph.getByRole('button', { name: 'Turn off' }).press('Enter');
  await graph.getByRole('button', { name: 'Turn on' }).press('Enter');
  await expect(graph.getByRole('button', { name: 'Turn off' })).toBeVisible();
  await page.keyboard.press('Escape');
}

test('measures a suggestion, tries new columns, and keeps named and left moments through a reload', async ({
  page,
}) => {
  const complaints = recordComplaints(page);
  await openFile(page, ownFile('sales.csv', sales()));
  await ready(page);
  await goTo(page, 'Prepare');
  await page.getByRole('button', { name: 'Measure its effect on the score' }).click();
  await expect(page.getByText(/^It is needed: without it, “who” holds no numbers/)).toBeVisible();
  await addAllSteps(page);

  await page.getByRole('button', { name: 'Try new columns' }).click();
  const found = page.getByRole('list', { name: 'New columns that help' });
  const best = found.getByRole('listitem').first();
  await expect(page.getByText(/^\d+ of \d+\snew columns seems? to help/)).toBeVisible();
  await expect(best).toContainText('product of each pair');
  await expect(best).toContainText('better');
  await best.getByRole('button', { name: 'Add it' }).click();
  await expect(page.getByText(/half_times_units/).first()).toBeVisible();
  await traced(page);

  const versions = page.getByRole('button', { name: /^Versions/ });
  const sheet = page.getByRole('dialog', { name: 'Versions' });
  await versions.click();
  await sheet.getByRole('textbox', { name: 'Name the present moment' }).fill('with the product');
  await page.keyboard.press('Enter');
  await expect(sheet.getByRole('button', { name: 'Go to with the product' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await page.getByRole('switch').first().click();
  await versions.click();
  const differences = sheet.getByRole('list', { name: 'Differences' });
  await sheet.getByRole('button', { name: 'Go to with the product' }).click();
  await expect(differences.getByRole('listitem').filter({ hasText: 'Combine' })).toHaveCount(1);
  await expect(sheet.getByText(/^left \d\d:\d\d, after/)).toHaveCount(1);

  await page.keyboard.press('Escape');
  await expect(page.getByText(/Saved on this device/)).toBeVisible();
  await page.reload();
  await versions.click();
  await expect(sheet.getByRole('button', { name: /^Go to/ })).toHaveCount(2);
  expect(complaints).toEqual([]);
});
