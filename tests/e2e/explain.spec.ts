import { expect, test } from '@playwright/test';
import {
  addAllSteps,
  goTo,
  onlyModel,
  openFile,
  ready,
  recordComplaints,
  tableFile,
  trainAll,
} from './support.ts';

test('explains predictions, one row, and what would be said were it another', async ({ page }) => {
  const complaints = recordComplaints(page);
  await openFile(page, tableFile('titanic_train'));
  await ready(page);
  await goTo(page, 'Train');
  await onlyModel(page, /gradient boosting/i);
  await addAllSteps(page);
  await trainAll(page, 1);
  await goTo(page, 'Explain');

  await expect(page.getByRole('heading', { name: 'Importance, three ways' })).toBeVisible();
  const importance = page.getByRole('region', { name: 'Importance of columns' });
  await expect(importance.getByRole('row')).not.toHaveCount(1);
  await expect(page.getByText(/Exact, from the trees themselves/)).toBeVisible();
  await expect(page.getByText(/add up to the prediction on each of/)).toBeVisible();

  // One row: the prediction follows what is set, and goes back.
  const whatIf = page.locator('section', { has: page.getByRole('heading', { name: 'What if' }) });
  await expect(whatIf.getByText('as the row is')).toBeVisible();
  const said = whatIf.locator('strong');
  const before = await said.textContent();
  const slider = whatIf.getByRole('slider', { name: 'Age' });
  await slider.focus();
  await slider.press('End');
  await expect(whatIf.getByText(`instead of ${before}`)).toBeVisible();
  await expect(whatIf.getByText('Far from the training rows')).toBeVisible();
  await expect(page.getByText(/with your values the model says/)).toBeVisible();
  await whatIf.getByRole('button', { name: 'Back to the row' }).click();
  await expect(said).toHaveText(before!);

  // Another row by its number, and the table behind a chart.
  const line = page.getByRole('textbox', { name: 'Row of the file', exact: true });
  await line.fill('5');
  await line.press('Enter');
  await expect(page.getByText(/For row 5 the model says/)).toBeVisible();
  await page.getByRole('button', { name: /^Table: From/ }).click();
  await expect(page.getByRole('table', { name: /^From .* what each of/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Table: Mean probability/ })).toBeVisible();

  await page.getByRole('button', { name: 'Fit a simple model' }).click();
  await expect(page.getByText(/^It tells .* of how the model varies on 5,000 rows/)).toBeVisible();

  // No equation: it says why, and where to look instead.
  await expect(page.getByText('The model is no sum of what its columns add')).toBeVisible();

  // What would change it, and the model in rules.
  await page.getByRole('button', { name: 'Find the smallest changes' }).click();
  await page.getByRole('button', { name: 'Set these' }).first().click();
  await expect(whatIf.getByText(/^instead of/)).toBeVisible();
  await page.getByRole('button', { name: 'Say it in rules' }).click();
  await expect(page.getByText(/On validation rows the rules tell/)).toBeVisible();
  expect(complaints).toEqual([]);
});
