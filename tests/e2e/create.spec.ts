import { expect, test } from '@playwright/test';
import { goTo, openFile, ownFile, ready, recordComplaints } from './support.ts';

/** Trips with three spellings of one city, a distance, a time and a day. */
const trips = (): string => {
  const cities = ['New York', 'new york', 'York, New', 'Rome'];
  const rows = Array.from(
    { length: 120 },
    (_, i) =>
      `"${cities[i % 4]!}",${i % 7 ? i + 0.5 : ''},${10 + (i % 50)},2024-0${1 + (i % 9)}-1${i % 10},${i % 3 ? 'yes' : 'no'}`,
  );
  return ['city,km,minutes,day,late', ...rows].join('\n');
};

test('makes a column from a formula that is read while it is written, and merges spellings that were ticked', async ({
  page,
}) => {
  const complaints = recordComplaints(page);
  await openFile(page, ownFile('trips.csv', trips()));
  await ready(page);
  await goTo(page, 'Prepare');
  await page.getByRole('button', { name: 'Add a step' }).first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: /^Calculate a column/ }).click();
  await sheet.getByRole('textbox', { name: 'Name', exact: true }).fill('speed');
  const formula = sheet.getByRole('textbox', { name: 'Formula' });
  await formula.fill('km / (minuts / 60)');
  await expect(sheet.getByText('At character 7: There is no column “minuts” here')).toBeVisible();
  await expect(sheet.getByRole('button', { name: 'late', exact: true })).toHaveCount(0);
  await formula.fill('km / (');
  await sheet.getByRole('button', { name: 'minutes', exact: true }).click();
  await formula.press('End');
  await formula.pressSequentially(' / 60)');
  await expect(sheet.getByText('Gives a number.')).toBeVisible();
  await sheet.getByRole('button', { name: 'Add step' }).click();
  await expect(page.getByText("Added 'speed', 102 values, 18 missing")).toBeVisible();
  await expect(page.getByText('df["speed"] = finite(').first()).toBeVisible();

  await page.getByRole('button', { name: 'Add a step' }).first().click();
  await sheet.getByRole('button', { name: /^Replace values/ }).click();
  await sheet.getByRole('checkbox', { name: /^city/ }).check();
  await sheet.getByRole('button', { name: 'Find spellings' }).click();
  await expect(sheet.getByText(/1 group among 4 different texts/)).toBeVisible();
  await sheet.getByRole('button', { name: /^New York/ }).click();
  await sheet.getByRole('button', { name: 'Merge 1 group' }).click();
  await sheet.getByRole('button', { name: 'Add step' }).click();
  await expect(page.getByText(/Replaced 60 values of 'city'/)).toBeVisible();
  expect(complaints).toEqual([]);
});
