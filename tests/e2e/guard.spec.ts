import { expect, test } from '@playwright/test';
import {
  addAllSteps,
  goTo,
  openFile,
  ownFile,
  ready,
  recordComplaints,
  trainAll,
} from './support.ts';

/** 400 people of whom `alive` says what `survived` says; age alone tells a little. */
function leakyCsv(): string {
  const lines = Array.from({ length: 400 }, (_, i) => {
    const age = (i * 37) % 71;
    const fare = (i * 53) % 97;
    const survived = (i * 29) % 100 < (age < 30 ? 70 : 35) ? 1 : 0;
    return [survived, age, fare, survived ? 5 : 3].join(',');
  });
  return `survived,age,fare,alive\n${lines.join('\n')}\n`;
}

const shots = process.env['SHOTS'];

test('a column that gives the target away is told before training, has no rank, and can be overridden', async ({
  page,
}) => {
  const complaints = recordComplaints(page);
  await openFile(page, ownFile('leaky.csv', leakyCsv()));
  await ready(page);
  await goTo(page, 'Prepare');
  const told = page.getByText('alive gives survived away');
  await expect(told).toBeVisible();
  if (shots) await page.screenshot({ path: `${shots}/prepare.png` });
  await trainAll(page, 2);
  await expect(told).toBeVisible();
  await expect(page.getByText('leak: alive').first()).toBeVisible();
  await expect(page.getByText('best', { exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Show the evidence' }).click();
  if (shots) await page.screenshot({ path: `${shots}/train.png`, fullPage: true });
  await page.getByRole('button', { name: 'Leave out alive' }).first().click();
  await expect(page.getByText('alive is left out by the leak guard')).toBeVisible();
  await trainAll(page, 2);
  await expect(page.getByText('best', { exact: true })).toBeVisible();
  const again = page.getByRole('button', { name: /^(Show|Fold)$/ }).first();
  if ((await again.innerText()) === 'Show') await again.click();
  await page.getByRole('button', { name: 'Use alive anyway' }).click();
  await expect(page.getByText('alive is used in spite of its warning')).toBeVisible();
  if (shots) {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: `${shots}/phone.png`, fullPage: true });
  }
  await page.keyboard.press('Control+z');
  await expect(page.getByText('alive is left out by the leak guard')).toBeVisible();
  expect(complaints).toEqual([]);
});

/** Four orders of each of 150 customers, who nearly always buy or nearly never; nothing else tells. */
function customersCsv(): string {
  const lines = Array.from({ length: 600 }, (_, i) => {
    const who = (i * 7) % 150;
    return [
      `c${who}`,
      (i * 37) % 71,
      (i * 53) % 97,
      Number((who * 31) % 100 < 50 ? i % 5 > 0 : i % 7 === 0),
    ].join(',');
  });
  return `customer,age,fare,bought\n${lines.join('\n')}\n`;
}

test('groups on both sides of the split are told, compared, and kept together by one click', async ({
  page,
}) => {
  const complaints = recordComplaints(page);
  await openFile(page, ownFile('customers.csv', customersCsv()));
  await ready(page);
  await addAllSteps(page);
  await goTo(page, 'Train');
  const told = page.getByText('Rows of one customer stand on both sides of the split');
  await expect(told).toBeVisible();
  await page.getByRole('button', { name: 'Compare both scores' }).click();
  await expect(page.getByText(/as it is \(StratifiedKFold\(5\)\)/)).toBeVisible({
    timeout: 90_000,
  });
  if (shots) await page.screenshot({ path: `${shots}/groups.png` });
  await page.getByRole('button', { name: 'Keep each customer together' }).click();
  await expect(told).toBeHidden();
  await expect(
    page.getByText('Rows of one customer belong together, as its role says.'),
  ).toBeVisible();
  await trainAll(page, 2);
  await goTo(page, 'Evaluate');
  await page.getByRole('button', { name: 'Shuffled target, 20 times' }).click();
  await expect(page.getByText(/On a shuffled target/)).toBeVisible({ timeout: 90_000 });
  if (shots) await page.screenshot({ path: `${shots}/again.png`, fullPage: true });
  expect(complaints).toEqual([]);
});
