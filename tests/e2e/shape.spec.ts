import { expect, test } from '@playwright/test';
import { goTo, openFile, ownFile, ready, recordComplaints } from './support.ts';

/** Visits of patients, some several, with two measurements each. */
const visits = (): string => {
  const rows = Array.from(
    { length: 120 },
    (_, i) =>
      `p${(i * 7) % 40},${60 + (i % 30)},${i % 9 ? 70 + (i % 25) : ''},${i % 3 ? 'yes' : 'no'}`,
  );
  return ['patient,before,after,well', ...rows].join('\n');
};

test('stacks columns and groups rows by choosing columns, and shows the rows that come of it', async ({
  page,
}) => {
  const complaints = recordComplaints(page);
  await openFile(page, ownFile('visits.csv', visits()));
  await ready(page);
  await goTo(page, 'Prepare');
  const sheet = page.getByRole('dialog');
  const first = page.getByRole('region', { name: 'First rows after' });

  await page.getByRole('button', { name: 'Add a step' }).first().click();
  await sheet.getByRole('button', { name: /^Stack columns into rows/ }).click();
  await expect(sheet.getByText('It is the target; each row needs it')).toBeVisible();
  await sheet.getByRole('checkbox', { name: /^before/ }).check();
  await sheet.getByRole('checkbox', { name: /^after/ }).check();
  await sheet.getByRole('button', { name: 'Add step' }).click();
  await expect(first.getByRole('columnheader')).toHaveText([
    'patient',
    'well',
    'variable',
    'value',
  ]);
  await expect(first.getByRole('row').nth(1)).toContainText('before');
  await expect(page.getByText('df = df.melt(').first()).toBeVisible();

  await page.getByRole('button', { name: 'Add a step' }).first().click();
  await sheet.getByRole('button', { name: /^Group rows/ }).click();
  await sheet.getByRole('checkbox', { name: /^patient/ }).check();
  for (const column of ['value', 'well']) {
    await sheet.getByLabel('Add a column to sum up').click();
    await page.getByRole('option', { name: new RegExp(`^${column}`) }).click();
  }
  await sheet.getByLabel('What becomes of well').click();
  await expect(page.getByRole('option', { name: /^mean/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.getByRole('option', { name: /^first/ }).click();
  await sheet.getByRole('button', { name: 'Add step' }).click();
  await expect(first.getByRole('columnheader')).toHaveText(['patient', 'value', 'well']);
  await expect(
    page.getByText(/Made 40 rows of 240, one for each value of 'patient'/),
  ).toBeVisible();
  expect(complaints).toEqual([]);
});
