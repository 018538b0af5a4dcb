import { expect, test } from '@playwright/test';
import { choose, goTo, openFile, ownFile, ready, recordComplaints } from './support.ts';

/** Sales of 120 days in two towns; the file is in another order than the days. */
const sales = (): string => {
  const rows = Array.from({ length: 240 }, (_, k) => {
    const i = (k * 67) % 240;
    const day = new Date(Date.UTC(2024, 0, 1 + Math.floor(i / 2))).toISOString().slice(0, 10);
    const value = 50 + 20 * Math.sin(i / 17) + (i % 5) + (i % 2) * 30;
    return `${day},${i % 2 ? 'Rome' : 'Oslo'},${(i * 7) % 13},${value.toFixed(2)}`;
  });
  return ['day,town,heat,sales', ...rows].join('\n');
};

test('adds the target of rows before in order of time, warns of a random split and mends it', async ({
  page,
}) => {
  const complaints = recordComplaints(page);
  await openFile(page, ownFile('sales.csv', sales()));
  await ready(page);
  await goTo(page, 'Prepare');
  await page.getByRole('button', { name: 'Add a step' }).first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: /^Add values of rows before/ }).click();
  await sheet.getByRole('checkbox', { name: /^sales/ }).check();
  await sheet.getByRole('textbox', { name: 'Rows' }).fill('1, 7');
  await choose(page, /^In order of/, /^day/);
  await choose(page, /^Each by itself/, /^town/);
  await sheet.getByRole('button', { name: 'Add step' }).click();
  await expect(
    page.getByText("Added 'sales_lag_7', the value 7 rows before in order of 'day'").first(),
  ).toBeVisible();
  await expect(page.getByText('"sales", "lag", 7, "day", "town"').first()).toBeVisible();
  // Its gaps are seen: the first rows have no past.
  await expect(page.getByText(/sales_lag_7/).first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Suggested next' })).toContainText('sales_lag_1');

  await goTo(page, 'Train');
  const fix = page.getByRole('button', { name: 'Split in order of day' }).first();
  await expect(page.getByText(/Training rows read rows that judge/).first()).toBeVisible();
  await fix.click();
  await expect(page.getByText(/Training rows read rows that judge/)).toHaveCount(0);
  expect(complaints).toEqual([]);
});
