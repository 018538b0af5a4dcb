import { expect, test } from '@playwright/test';
import {
  addAllSteps,
  choose,
  goTo,
  onlyModel,
  openFile,
  ready,
  recordComplaints,
  tableFile,
  trainAll,
} from './support.ts';

test('moves the threshold with its costs, asks the training folds, and draws what it is asked', async ({
  page,
}) => {
  const complaints = recordComplaints(page);
  await openFile(page, tableFile('titanic_train'));
  await ready(page);
  await addAllSteps(page);
  await goTo(page, 'Train');
  await onlyModel(page, /^Logistic regression/);
  await trainAll(page, 1);
  await goTo(page, 'Evaluate');

  const panel = page.locator('section').filter({
    has: page.getByRole('heading', { name: 'Threshold and costs' }),
  });
  const outcomes = panel.getByRole('table', { name: /^Outcomes and expected cost/ });
  const cells = (row: RegExp) =>
    outcomes
      .getByRole('row', { name: row })
      .locator('td')
      .evaluateAll((tds) => tds.map((td) => td.textContent.trim()));
  expect(await cells(/here$|here /)).toEqual(await cells(/at 0\.5/));
  await panel.getByRole('textbox', { name: /^“1” called “0”/ }).fill('5');
  await panel.getByRole('textbox', { name: /^“1” called “0”/ }).blur();
  await panel.getByRole('button', { name: 'Find the best threshold' }).click();
  await panel.getByRole('button', { name: /^Use 0\.\d+/ }).click();
  const [here, best, half] = [await cells(/here /), await cells(/best on/), await cells(/at 0\.5/)];
  expect(here).toEqual(best);
  // A missed one costs five times a false alarm, so fewer are missed.
  expect(Number(here[1])).toBeLessThan(Number(half[1]));
  await expect(panel.getByText(/Least expected cost on/)).toBeVisible();
  await panel.getByRole('button', { name: 'Keep with this run' }).click();
  await page.reload();
  await expect(panel.getByRole('button', { name: 'Kept with this run' })).toBeVisible();
  expect(await cells(/here /)).toEqual(here);
  await panel.getByRole('button', { name: 'Find the best threshold' }).click();
  await expect(panel.getByText(/Least expected cost on/)).toBeVisible();

  const calibration = page.getByRole('table').filter({ hasText: 'Mean gap (ECE)' });
  await expect(calibration.getByRole('row')).toHaveCount(4);
  await expect(page.getByRole('figure', { name: /^Gain of “1”/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Where it errs most' })).toBeVisible();

  const fairness = page.locator('section').filter({
    has: page.getByRole('heading', { name: 'Fairness between groups' }),
  });
  await choose(page, /^Groups by/, /^Sex/);
  await fairness.getByRole('button', { name: 'Compare the groups' }).click();
  const groups = fairness.getByRole('table', { name: /^Measures of each group/ });
  await expect(groups.getByRole('row')).toHaveCount(4);
  await fairness.getByRole('button', { name: 'Try on training folds' }).click();
  const ways = fairness.getByRole('table', { name: /before and after/ });
  await expect(ways.getByRole('row')).toHaveCount(4);
  await fairness.getByRole('button', { name: 'Weigh training rows by Sex' }).click();
  const weighed = page.getByText('Training rows are weighed by Sex');
  await expect(weighed).toBeVisible();
  await page.getByRole('button', { name: 'Turn off' }).click();
  await expect(weighed).toBeHidden();
  await expect(fairness.getByText(/^Base rates differ: .* of female are “1”/)).toBeVisible();

  await page.getByRole('button', { name: 'Draw the curve' }).click();
  await expect(page.getByRole('figure', { name: /^Learning curve: ROC AUC/ })).toBeVisible();
  await expect(page.getByText(/more rows|More rows/).first()).toBeVisible();

  // Folds are kept with the run, and its code makes the same; a search is judged on rows that none of its tries has seen.
  await page.getByRole('button', { name: 'Cross-validate, 5 folds' }).click();
  const folded = page.getByText(/over 5 folds .* The mean lies between 0\.\d+ and 0\.\d+ with 95/);
  await expect(folded).toBeVisible();
  await page.getByRole('textbox', { name: 'Outer folds' }).fill('2');
  await page.getByRole('textbox', { name: 'Tries in each' }).fill('2');
  await page.getByRole('textbox', { name: 'Tries in each' }).blur();
  await page.getByRole('button', { name: 'Search in nested folds' }).click();
  await expect(page.getByText(/^Believe 0\.\d+ \(95 % from/)).toBeVisible();
  await page.reload();
  await expect(folded).toBeVisible();
  await goTo(page, 'Export');
  await expect(page.getByText('StratifiedKFold(n_splits=5').first()).toBeAttached();
  await goTo(page, 'Evaluate');

  // The run has its own recipe: what the page's is now changes nothing of it.
  await page
    .getByRole('switch', { name: /, step \d+$/ })
    .last()
    .click();
  await goTo(page, 'Runs');
  const row = page.getByRole('row', { name: /Logistic regression/ });
  await expect(row.getByText('other recipe')).toBeVisible();
  await row.getByRole('button', { name: 'Logistic regression', exact: true }).click();
  await page.getByRole('button', { name: 'Run again' }).click();
  await expect(
    page.getByText(/^The same to the last bit: [\d,]+ values compared\.$/),
  ).toBeVisible();
  await expect(page.getByText(/fitted model is the same, and so is every answer/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('First try');
  await page.getByRole('textbox', { name: 'Register under a name' }).fill('survivors');
  await page.getByRole('button', { name: 'Register as version 1' }).click();
  await expect(page.getByRole('region', { name: 'survivors version 1' })).toBeVisible();
  await page.getByRole('button', { name: 'More for First try' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByText('No runs yet')).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await page.reload();
  await expect(
    page.getByRole('row', { name: /First try.*survivors v1.*same to the last bit/ }),
  ).toBeVisible();
  expect(complaints).toEqual([]);
});
