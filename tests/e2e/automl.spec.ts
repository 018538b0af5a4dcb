import { expect, test } from '@playwright/test';
import { goTo, openFile, ready, recordComplaints, tableFile } from './support.ts';

test('finds a model with the steps it needs, shows the board, and takes the best as one edit', async ({
  page,
}) => {
  const complaints = recordComplaints(page);
  await openFile(page, tableFile('penguins'));
  await ready(page);
  await goTo(page, 'Train');
  const panel = page.getByRole('region', { name: 'AutoML' });
  await panel.getByText('Interpretable', { exact: true }).click();
  await panel.getByText('A number of models').click();
  await panel.getByRole('textbox', { name: 'Models to try' }).fill('12');
  await panel.getByRole('textbox', { name: 'Models to try' }).blur();
  await expect(panel.getByText(/^It takes \d suggested steps? first/)).toBeVisible();
  await panel.getByRole('button', { name: 'Find a model' }).click();
  await expect(panel.getByRole('button', { name: 'Search again' })).toBeVisible();

  const board = panel.getByRole('table', { name: 'What AutoML tried' });
  await panel.getByRole('button', { name: 'Show all 12' }).click();
  await expect(board.getByRole('row')).toHaveCount(1 + 12);
  const scores = await board
    .locator('tbody td:nth-child(3)')
    .evaluateAll((cells) => cells.map((c) => Number.parseFloat(c.textContent)));
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  await panel.getByText('What the trials say of the settings').click();
  await panel.getByText('All at once').click();
  await expect(panel.getByRole('img', { name: /trials through \d settings/ })).toBeVisible();
  await panel.getByText('What matters').click();
  await expect(panel.getByRole('table', { name: 'How much each setting matters' })).toBeVisible();

  const models = page
    .getByRole('region', { name: 'Models' })
    .getByRole('checkbox', { checked: true });
  const chosen = await models.count();
  await panel.getByRole('button', { name: 'Use the best and train it' }).click();
  await expect(models).toHaveCount(chosen + 1);
  await expect(page.getByText(new RegExp(`1 of ${chosen + 1} models scored`))).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect(models).toHaveCount(chosen);
  await expect(panel.getByText(/^It takes \d suggested steps? first/)).toBeVisible();

  await panel.getByText('Thorough', { exact: true }).click();
  await panel.getByRole('textbox', { name: 'Models to try' }).fill('10000');
  await panel.getByRole('textbox', { name: 'Models to try' }).blur();
  await panel.getByRole('button', { name: 'Search again' }).click();
  await expect(board.locator('tbody tr').nth(1)).toBeVisible();
  await panel.getByRole('button', { name: /^Stop/ }).click();
  await expect(panel.getByText(/^Stopped after \d+ models?; none were combined/)).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Use the best and train it' })).toBeEnabled();
  expect(complaints).toEqual([]);
});
