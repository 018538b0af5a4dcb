import { expect, test, type Page } from '@playwright/test';
import { openFile, ready, tableFile } from './support.ts';

/** Presses Tab until the focused control has this name; fails when the whole page has been walked. */
async function tabTo(page: Page, name: RegExp, limit = 120): Promise<void> {
  for (let i = 0; i < limit; i += 1) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const at = document.activeElement as HTMLElement | null;
      const labels = (at as HTMLInputElement | null)?.labels;
      return (
        [at?.getAttribute('aria-label'), labels?.[0]?.textContent, at?.textContent]
          .find((t) => t?.trim())
          ?.trim() ?? ''
      );
    });
    if (name.test(found)) return;
  }
  throw new Error(`No control named ${name} was reached by Tab`);
}

test('does the journey by keyboard alone', async ({ page }) => {
  await openFile(page, tableFile('penguins'));
  await ready(page);
  await tabTo(page, /Prepare$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Add all/ })).toBeEnabled();
  await tabTo(page, /^Add all/);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nothing more to suggest')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: /^Add all/ })).toBeVisible();
  await page.keyboard.press('Control+Shift+z');
  await expect(page.getByText('Nothing more to suggest')).toBeVisible();
  await tabTo(page, /^(ready|open)?\s*Train$|Train$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Train');
  await tabTo(page, /^Train \d+ model/);
  await page.keyboard.press('Enter');
  await expect(page.getByText('2 of 2 models scored')).toBeVisible({ timeout: 60_000 });
  await tabTo(page, /Evaluate/);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/95 %/).first()).toBeVisible();
  await tabTo(page, /Export/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Export');
  await tabTo(page, /^Download project/);
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(file.suggestedFilename()).toMatch(/^experiment_.*\.zip$/);
});

test('moves a step by keyboard', async ({ page }) => {
  await openFile(page, tableFile('titanic_train'));
  await ready(page);
  await page.goto(page.url().replace(/data$/, 'prepare'));
  await page.getByRole('button', { name: /^Add all/ }).click();
  await expect(page.getByRole('button', { name: /^Add all/ })).toHaveCount(0);
  const names = (): Promise<string[]> =>
    page.getByRole('complementary').getByRole('listitem').allInnerTexts();
  const before = await names();
  await tabTo(page, /^Move .*Impute Age|Impute Age.*(move|grip|order)/i);
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect.poll(names).not.toEqual(before);
});
