import { expect, test } from '@playwright/test';
import { addAllSteps, goTo, openFile, ready, recordComplaints, tableFile } from './support.ts';

test('searches the settings of a model, stops with the best so far, and takes it as one edit', async ({
  page,
}) => {
  const complaints = recordComplaints(page);
  await openFile(page, tableFile('titanic_train'));
  await ready(page);
  await addAllSteps(page);
  await goTo(page, 'Train');
  const model = page.getByRole('checkbox', { name: /^Logistic regression/ }).first();
  if (!(await model.isChecked())) await model.check();
  await page.getByRole('button', { name: 'Settings of Logistic regression' }).click();
  await page.getByRole('menuitem', { name: /^Settings/ }).click();
  const sheet = page.getByRole('dialog', { name: 'Logistic regression' });
  await sheet.getByRole('button', { name: /^Tune/ }).click();

  await sheet.getByRole('textbox', { name: 'Tries' }).fill('14');
  await sheet.getByRole('textbox', { name: 'To, Trust in the data (C)' }).fill('0.2');
  await sheet.getByRole('textbox', { name: 'To, Trust in the data (C)' }).blur();
  await sheet.getByRole('button', { name: 'Start the search' }).click();
  const board = sheet.getByRole('table', { name: 'What was tried' });
  await expect(sheet.getByRole('button', { name: 'Search again' })).toBeVisible();
  await sheet.getByRole('button', { name: 'Show all 15 tries' }).click();
  await expect(board.getByRole('row')).toHaveCount(1 + 15);
  await expect(board.getByRole('row', { name: /^the defaults C 1, l1Ratio 0 / })).toHaveCount(1);
  await expect(sheet.getByText(/StratifiedKFold\(5\); the test rows took no part/)).toBeVisible();
  const scores = await board
    .locator('tbody td:nth-child(2)')
    .evaluateAll((cells) => cells.map((c) => Number.parseFloat(c.textContent)));
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));

  const taken = /C ([\d.]+)/.exec(await board.locator('tbody tr').first().innerText())![1]!;
  await sheet.getByRole('button', { name: 'Use these settings' }).click();
  await sheet.getByRole('button', { name: 'Back to the settings' }).click();
  await expect(sheet.getByRole('textbox', { name: 'Trust in the data (C)' })).toHaveValue(taken);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(sheet.getByRole('textbox', { name: 'Trust in the data (C)' })).toHaveValue('1');

  await sheet.getByRole('button', { name: /^Tune/ }).click();
  await sheet.getByRole('textbox', { name: 'Tries' }).fill('10000');
  await sheet.getByRole('textbox', { name: 'Tries' }).blur();
  await sheet.getByRole('button', { name: 'Search again' }).click();
  await expect(board.locator('tbody tr').nth(3)).toBeVisible();
  await sheet.getByRole('button', { name: /^Stop/ }).click();
  await expect(sheet.getByText(/^Stopped after \d+ tries/)).toBeVisible();
  await expect(sheet.getByRole('button', { name: 'Search again' })).toBeVisible();
  await expect(board.getByRole('button', { name: /^Use C/ }).first()).toBeEnabled();

  // Every trial outlives the page, and one of them becomes a run.
  await page.reload();
  await goTo(page, 'Runs');
  const stopped = page.getByRole('row', { name: /^Settings of Logistic regression.*stopped/ });
  await expect(stopped.getByRole('button', { name: /^Go on/ })).toBeEnabled();
  await stopped.getByRole('button', { name: 'Settings of Logistic regression' }).click();
  const trials = page.getByRole('table', { name: /^Trials of the search/ });
  await page.getByRole('searchbox', { name: 'Find trials' }).fill('defaults');
  await expect(trials.getByRole('row')).toHaveCount(2);
  await trials.getByRole('button', { name: /^Train trial 0/ }).click();
  await expect(trials.getByRole('link', { name: 'Its run' })).toBeVisible();
  await expect(page.getByText('trial 0', { exact: true })).toBeVisible();
  expect(complaints).toEqual([]);
});
