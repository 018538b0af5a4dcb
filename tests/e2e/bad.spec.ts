import { expect, test } from '@playwright/test';
import { goTo, openFile, ownFile, ready, recordComplaints, targetControl } from './support.ts';

const refused: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ['empty.csv', '', /empty/i],
  [
    'picture.csv',
    new Uint8Array([
      0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52,
    ]),
    /PNG|picture|image/i,
  ],
];

for (const [name, content, words] of refused) {
  test(`refuses ${name} and says why`, async ({ page }) => {
    await openFile(page, ownFile(name, content));
    await expect(page.getByRole('main')).toContainText(words);
    await expect(page.getByRole('main').getByRole('button').first()).toBeVisible();
  });
}

test('opens a file with a header and no rows, and says that there is nothing to train on', async ({
  page,
}) => {
  await openFile(page, ownFile('header.csv', 'a,b,c\n'));
  await expect(page.getByRole('main')).toContainText(/0 rows|no rows/i);
});

test('shows every column of hostile headers as text, and runs none of them', async ({ page }) => {
  const complaints = recordComplaints(page);
  const headers = [
    '__proto__',
    'constructor',
    'a"b',
    '<img src=x onerror=alert(1)>',
    'line\nbreak',
    'x'.repeat(300),
    'Age',
    'age',
    '',
    'x',
    'x',
    'target',
  ];
  const quoted = headers.map((h) => `"${h.replaceAll('"', '""')}"`).join(',');
  const rows = Array.from({ length: 60 }, (_, i) =>
    [
      ...headers.slice(0, -1).map((_h, j) => (i * (j + 3)) % 17),
      i % 2 ? "');DROP TABLE" : '=cmd',
    ].join(','),
  );
  let alerted = false;
  page.on('dialog', (d) => {
    alerted = true;
    void d.dismiss();
  });
  await openFile(page, ownFile('hostile.csv', `${quoted}\n${rows.join('\n')}\n`));
  await ready(page);
  await expect(page.getByText('12 columns').first()).toBeVisible();
  await page
    .getByRole('radio', { name: 'Columns' })
    .or(page.getByText('Columns', { exact: true }))
    .first()
    .click();
  await expect(page.getByText('<img src=x onerror=alert(1)>').first()).toBeVisible();
  await goTo(page, 'Prepare');
  await expect(page.locator('pre, code').filter({ hasText: 'import' }).first()).toBeVisible();
  expect(alerted).toBe(false);
  expect(complaints).toEqual([]);
});

test('lists rows that were repaired and rows that were left out', async ({ page }) => {
  await openFile(
    page,
    ownFile(
      'ragged.csv',
      `a,b,c\n1,2,3\n4,5\n6,7,8,9\n${Array.from({ length: 40 }, (_, i) => `${i},${i % 3},${i % 2}`).join('\n')}\n`,
    ),
  );
  await ready(page);
  await page
    .getByText(/^Import report/)
    .first()
    .click();
  await expect(page.getByText(/fewer cells/).first()).toBeVisible();
  await expect(page.getByText('6,7,8,9').first()).toBeVisible();
});

test('explains a target with one class instead of training on it', async ({ page }) => {
  const rows = Array.from({ length: 50 }, (_, i) => `${i},${i % 7},yes`).join('\n');
  await openFile(page, ownFile('one.csv', `a,b,answer\n${rows}\n`));
  await ready(page);
  await targetControl(page).click();
  const option = page.getByRole('option', { name: /^answer/ });
  await expect(option).toHaveAttribute('aria-disabled', 'true');
  await expect(option).toContainText(/one value|1 value|one class|same/i);
});
