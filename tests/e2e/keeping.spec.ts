import { expect, test, type Page } from '@playwright/test';
import { addAllSteps, download, goTo, openFile, ready, tableFile, trainAll } from './support.ts';

/** Every line of the log, opened where it is shut. */
async function logOf(page: Page): Promise<string[]> {
  const opener = page.getByRole('button', { name: 'Open the console' });
  if (await opener.isVisible()) await opener.click();
  return page.getByRole('log').locator('.message').allInnerTexts();
}

const steps = (page: Page) => page.getByRole('complementary').getByRole('listitem');

test('loses nothing when the page is loaded again', async ({ page }) => {
  await openFile(page, tableFile('titanic_train'));
  await ready(page);
  await addAllSteps(page);
  await trainAll(page, 2);
  const before = await steps(page).count();
  await expect(page.getByText(/Saved on this device/)).toBeVisible();
  await page.reload();
  await expect(page.getByText('2 of 2 models scored')).toBeVisible();
  await expect(steps(page)).toHaveCount(before);
  await page.getByRole('button', { name: /^Undo/ }).click();
  await goTo(page, 'Prepare');
  await expect(page.getByRole('button', { name: /^Add all/ })).toBeVisible();
});

test('loses no edit that was shown as saved when the tab crashes', async ({ page, context }) => {
  await openFile(page, tableFile('penguins'));
  await ready(page);
  await addAllSteps(page);
  await expect(page.getByText(/Saved on this device/)).toBeVisible();
  const url = page.url();
  const before = await steps(page).count();
  const cdp = await context.newCDPSession(page);
  await Promise.race([cdp.send('Page.crash').catch(() => undefined), page.waitForEvent('crash')]);
  const again = await context.newPage();
  await again.goto(url);
  await expect(again.getByRole('heading', { level: 1 })).toContainText('Prepare');
  await expect(again.getByRole('complementary').getByRole('listitem')).toHaveCount(before);
  await expect(again.getByText('Nothing more to suggest')).toBeVisible();
});

test('says which training a crash interrupted, and keeps the rest', async ({ page, context }) => {
  await openFile(page, tableFile('california_housing'));
  await ready(page);
  await addAllSteps(page);
  await goTo(page, 'Train');
  const forest = page.getByRole('checkbox', { name: /Random forest/ });
  if (!(await forest.isChecked())) await forest.check();
  await page.getByRole('button', { name: /^Train \d+ model/ }).click();
  await expect(page.getByRole('progressbar').first()).toBeVisible();
  const url = page.url();
  const cdp = await context.newCDPSession(page);
  await Promise.race([cdp.send('Page.crash').catch(() => undefined), page.waitForEvent('crash')]);
  const again = await context.newPage();
  await again.goto(url);
  await expect(again.getByText(/interrupted/i).first()).toBeVisible();
  await again.getByRole('button', { name: /^Jobs, none under way/ }).click();
  const ended = again.getByRole('list', { name: 'Jobs ended' });
  const forests = ended.getByRole('listitem', { name: 'Random forest, interrupted' });
  await forests.getByRole('button', { name: 'Run again' }).click();
  await expect(again.getByRole('list', { name: 'Jobs under way' })).toContainText('Random forest');
});

test('carries a project to another device in one file', async ({ page, browser }) => {
  await openFile(page, tableFile('penguins'));
  await ready(page);
  await addAllSteps(page);
  await trainAll(page, 2);
  await goTo(page, 'Export');
  await page.getByRole('checkbox', { name: /Include the table/ }).check();
  const file = await download(page, /Download \.tabwise/);
  expect(file.name).toMatch(/\.tabwise$/);

  const other = await (await browser.newContext()).newPage();
  await other.goto('/');
  await other.locator('input[type=file]').first().setInputFiles(file.path);
  await other.waitForURL(/\/project\//);
  await ready(other);
  await goTo(other, 'Train');
  await expect(other.getByText('2 of 2 models scored')).toBeVisible();
  await other.context().close();
});

test('lets one tab write and the other follow', async ({ page, context }) => {
  await openFile(page, tableFile('penguins'));
  await ready(page);
  const second = await context.newPage();
  await second.goto(page.url());
  await expect(second.getByText(/another tab/i).first()).toBeVisible();
  await addAllSteps(page);
  await goTo(second, 'Prepare');
  await expect(second.getByText('Nothing more to suggest')).toBeVisible();
  // What the one tab says, the other shows as well, each line once.
  const alike = async (): Promise<boolean> =>
    (await logOf(second)).join('\n') === (await logOf(page)).join('\n');
  await expect.poll(alike).toBe(true);
  const added = (await logOf(second)).filter((line) => /^Add/.test(line));
  expect(added).toHaveLength(1);
  await second.getByRole('searchbox', { name: 'Search the log' }).fill(added[0]!.toLowerCase());
  await expect(second.getByText(/^1 of \d+ lines$/)).toBeVisible();
  await expect(second.getByRole('log').locator('mark')).toHaveText(added[0]!);
  await page.close();
  await expect(second.getByText(/Saved on this device/)).toBeVisible();
});
