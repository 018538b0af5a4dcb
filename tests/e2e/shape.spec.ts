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

/** Some of the patients, one of them twice. */
const peopleText = (): string =>
  [
    'Patient;city;value',
    ...Array.from({ length: 30 }, (_, i) => `p${i};town ${i % 4};${i}`),
    'p0;again;1',
  ].join('\n');

test('stacks columns and groups rows by choosing columns, joins and appends a second table, queries it, and shows the rows that come of it', async ({
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

  await page.getByRole('button', { name: 'Add a step' }).first().click();
  await sheet.getByRole('button', { name: /^Join another table/ }).click();
  const people = ownFile('people.csv', peopleText());
  await sheet.getByLabel('File of the second table').setInputFiles(people);
  await expect(sheet.getByLabel('Column of this table, match 1')).toHaveText(/patient/);
  await expect(sheet.getByLabel('Column of people.csv, match 1')).toHaveText(/Patient/);
  const outcome = sheet.getByRole('region', { name: 'What would come of it' });
  await expect(outcome).toContainText('30 of 40 rows found a match');
  await expect(outcome).toContainText('Would make 41 rows of 40');
  await sheet.getByRole('button', { name: 'Add step' }).click();
  const joined = ['patient', 'value', 'well', 'city', 'value_2'];
  await expect(first.getByRole('columnheader')).toHaveText(joined);

  await page.getByRole('button', { name: 'Add a step' }).first().click();
  await sheet.getByRole('button', { name: /^Append the rows/ }).click();
  const more = ownFile('more.csv', 'PATIENT;Value;ward\nq1;5;a\nq2;free;b');
  await sheet.getByLabel('File of the second table').setInputFiles(more);
  await expect(sheet.getByLabel('Where PATIENT goes')).toHaveText(/patient/);
  await expect(outcome).toContainText("Would add 2 rows of 'more.csv' below 41");
  await expect(outcome).toContainText('1 value that is none becomes missing');
  await sheet.getByLabel('Where ward goes').click();
  await page.getByRole('option', { name: 'Leave it out' }).click();
  await expect(outcome).not.toContainText('ward');
  await sheet.getByRole('button', { name: 'Add step' }).click();
  await expect(page.getByText(/Added 2 rows of 'more.csv' below 41/)).toBeVisible();

  await page.getByRole('button', { name: 'Add a step' }).first().click();
  await sheet.getByRole('button', { name: /^Query the table/ }).click();
  const query = sheet.getByLabel('Query', { exact: true });
  await query.fill("SELECT *, read_text('x') AS far FROM table");
  await expect(sheet.getByText('“read_text” cannot be called here')).toBeVisible();
  await query.fill('SELECT *, value / 2 AS half FROM table WHERE value > 60 OR value IS NULL');
  await expect(outcome).toContainText("worked out: 'half'");
  await sheet.getByRole('button', { name: 'Add step' }).click();
  const asked = [...joined, 'half'];
  await expect(first.getByRole('columnheader')).toHaveText(asked);
  await page.reload();
  await expect(first.getByRole('columnheader')).toHaveText(asked);
  expect(complaints).toEqual([]);
});
