import { expect, test } from '@playwright/test';
import { openFile, ready, recordComplaints, tableFile } from './support.ts';

test('rows are laid out on a map, read by keyboard, and coloured, on a phone too', async ({
  page,
}) => {
  const complaints = recordComplaints(page);
  await openFile(page, tableFile('penguins'));
  await ready(page);
  await page.getByRole('radio', { name: 'Map' }).click();

  const map = page.getByRole('figure', { name: /rows in two dimensions by Principal components/ });
  await expect(map).toBeVisible();
  await expect(
    page.getByText(/Missing cells stand at the mean.* Left out: .*\(it holds text\)/),
  ).toBeVisible();
  const colours = page.getByRole('list', { name: 'Colours' });
  await expect(colours.getByText('Adelie')).toBeVisible();

  await map.focus();
  await page.keyboard.press('ArrowRight');
  const first = await page.getByRole('heading', { name: /^Row \d+$/ }).textContent();
  await page.keyboard.press('ArrowRight');
  const second = page.getByRole('heading', { name: /^Row \d+$/ });
  await expect(second).not.toHaveText(first!);
  await page.keyboard.press('t');
  await expect(map.getByRole('table')).toBeVisible();

  await page.getByLabel('Laid out by').click();
  await page.getByRole('option', { name: 'UMAP' }).click();
  await expect(page.getByRole('figure', { name: /rows in two dimensions by UMAP/ })).toBeVisible();
  await expect(page.getByText(/How far groups lie from each other.* means little/)).toBeVisible();

  await page.setViewportSize({ width: 390, height: 844 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
  const canvas = page.locator('figure canvas');
  await expect
    .poll(async () => (await canvas.boundingBox())?.width ?? 999)
    .toBeLessThanOrEqual(390);
  const box = (await canvas.boundingBox())!;
  expect(box.width).toBeGreaterThan(250);
  expect(complaints).toEqual([]);
});
