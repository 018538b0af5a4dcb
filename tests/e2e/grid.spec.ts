import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { choose, openFile, ownFile, ready } from './support.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const colours = ['red', 'Green', 'blue', ''];
/** 400 rows: n goes down from 400, c and the beginning of t repeat. */
const table = [
  'n,c,t,day',
  ...Array.from({ length: 400 }, (_, i) => {
    const day = `2024-0${1 + (i % 9)}-${String(1 + (i % 28)).padStart(2, '0')}`;
    return [400 - i, colours[i % 4], `word ${i % 10} of ${i}`, day].join(',');
  }),
].join('\n');

const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Table' });
const head = (page: Page, name: RegExp): Locator => grid(page).getByRole('columnheader', { name });
const rowCount = (page: Page): Locator => page.getByText(/^[\d,]+( of [\d,]+)? rows$/);
const column = async (page: Page, index: number): Promise<string[]> =>
  grid(page).locator(`[role=gridcell][data-col="${index}"]`).allInnerTexts();

async function opened(page: Page, content = table): Promise<void> {
  await openFile(page, ownFile('grid.csv', content));
  await ready(page);
  await expect(grid(page).getByRole('gridcell').first()).toHaveAttribute('data-row', '0');
}
async function menuOf(page: Page, name: RegExp): Promise<Locator> {
  const at = head(page, name);
  await at.hover();
  await at.getByRole('button', { name: /^Menu of/ }).click();
  return page.getByRole('dialog', { name: /^Menu of/ });
}
async function pressSort(page: Page, name: RegExp, shift = false): Promise<void> {
  const at = head(page, name);
  await at.hover();
  await at.getByRole('button', { name: /^Sort by/ }).click({ modifiers: shift ? ['Shift'] : [] });
}

test('filters by value, says how many rows are left, and changes nothing else', async ({
  page,
}) => {
  await opened(page);
  await expect(rowCount(page)).toHaveText('400 rows');
  const menu = await menuOf(page, /^c\b/);
  await menu.getByRole('button', { name: 'Filter by value…' }).click();
  await menu.getByRole('checkbox', { name: /^red/ }).check();
  await menu.getByRole('button', { name: 'Show these rows' }).click();
  await expect(rowCount(page)).toHaveText('100 of 400 rows');
  await expect(page.getByText('Only the view; training uses all rows.')).toBeVisible();
  expect(new Set(await column(page, 1))).toEqual(new Set(['red']));

  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('button', { name: 'Show these rows' }).waitFor();
  await page.keyboard.press('Escape');
  const second = await menuOf(page, /^n\b/);
  await second.getByRole('button', { name: 'Filter by value…' }).click();
  await second.getByRole('textbox', { name: 'From' }).fill('392');
  await second.getByRole('textbox', { name: 'To' }).fill('1e3');
  await second.getByRole('button', { name: 'Show these rows' }).click();
  await expect(rowCount(page)).toHaveText('3 of 400 rows');
  await page.getByRole('button', { name: 'Remove the filter: c is red' }).click();
  await expect(rowCount(page)).toHaveText('9 of 400 rows');
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(rowCount(page)).toHaveText('400 rows');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
});

test('says so where a filter lets no row through, and where it cannot be', async ({ page }) => {
  await opened(page);
  const ask = async (from: string): Promise<void> => {
    const menu = await menuOf(page, /^n\b/);
    await menu.getByRole('button', { name: 'Filter by value…' }).click();
    await menu.getByRole('textbox', { name: 'From' }).fill(from);
    await menu.getByRole('textbox', { name: 'To' }).fill('2000');
    await menu.getByRole('button', { name: 'Show these rows' }).click();
  };
  await ask('a lot');
  await expect(page.getByRole('alert')).toContainText('“a lot” is no number');
  await expect(rowCount(page)).toHaveText('400 rows');
  await page.getByRole('button', { name: 'Leave it' }).click();
  await ask('1000');
  await expect(rowCount(page)).toHaveText('0 of 400 rows');
  await expect(page.getByText(/No row passes these filters; 400 are still/)).toBeVisible();
});

test('sorts numbers by value, by several columns, and says so to the ear', async ({ page }) => {
  await opened(page);
  await pressSort(page, /^n\b/);
  await expect(head(page, /^n\b/)).toHaveAttribute('aria-sort', 'ascending');
  await expect(grid(page).getByRole('rowheader').first()).toHaveText('400');
  expect((await column(page, 0)).slice(0, 12)).toEqual(
    Array.from({ length: 12 }, (_, i) => String(i + 1)),
  );
  await pressSort(page, /^n\b/);
  await expect(grid(page).getByRole('rowheader').first()).toHaveText('1');
  await pressSort(page, /^c\b/);
  await expect(head(page, /^n\b/)).not.toHaveAttribute('aria-sort');
  await pressSort(page, /^n\b/, true);
  await expect(page.getByRole('button', { name: 'Order: c, ascending, 1 more' })).toBeVisible();
  await expect.poll(async () => (await column(page, 0)).slice(0, 3)).toEqual(['2', '6', '10']);
});

test('gives a sort up in the engine when another one takes its place', async ({ page }) => {
  await page.addInitScript(() => {
    const sent: string[] = [];
    Reflect.set(globalThis, 'sent', sent);
    const post = Worker.prototype.postMessage as (...all: unknown[]) => void;
    Worker.prototype.postMessage = function (this: Worker, ...all: unknown[]) {
      const { path } = (all[0] ?? {}) as { path?: readonly string[] };
      if (path) sent.push(path.join('.'));
      post.apply(this, all);
    };
  });
  await opened(page);
  const asked = await page.evaluate(() => {
    const press = (name: string): void =>
      document.querySelector<HTMLElement>(`[aria-label="Sort by ${name}"]`)!.click();
    press('n');
    press('c');
    return (Reflect.get(globalThis, 'sent') as string[]).filter(
      (path) => path === 'arrange' || path === 'cancel',
    );
  });
  expect(asked).toEqual(['arrange', 'cancel', 'arrange']);
  await expect(head(page, /^c\b/)).toHaveAttribute('aria-sort', 'ascending');
  await expect.poll(async () => (await column(page, 1)).slice(0, 2)).toEqual(['blue', 'blue']);
});

test('finds a text in any cell, counts it, marks it, and goes from one to the next', async ({
  page,
}) => {
  await opened(page);
  await grid(page).getByRole('gridcell').first().click();
  await page.keyboard.press('Control+f');
  const box = page.getByRole('textbox', { name: 'Find in the table' });
  await expect(box).toBeFocused();
  await box.fill('OF 39');
  const said = page.getByRole('search').getByRole('status');
  await expect(said).toHaveText('1 of 11');
  await expect(grid(page).locator('mark').first()).toHaveText('of 39');
  await page.keyboard.press('Enter');
  await expect(said).toHaveText('2 of 11');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.press('Shift+Enter');
  await expect(said).toHaveText('11 of 11');
  await box.fill('no such text');
  await expect(said).toHaveText('None');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(grid(page).locator('[role=gridcell]:focus')).toHaveCount(1);
});

test('pins, hides and finds columns', async ({ page }) => {
  const wide = [
    Array.from({ length: 300 }, (_, j) => `gene_${j}`).join(','),
    ...Array.from({ length: 120 }, (_, i) =>
      Array.from({ length: 300 }, (_, j) => String((i * 31 + j * 17) % 100)).join(','),
    ),
  ].join('\n');
  await opened(page, wide);
  await (await menuOf(page, /^gene_1\b/)).getByRole('button', { name: 'Pin to the left' }).click();
  await (await menuOf(page, /^gene_2\b/)).getByRole('button', { name: 'Hide the column' }).click();
  await page.getByRole('button', { name: '1 column hidden' }).click();
  await page.keyboard.type('g299');
  await page.keyboard.press('Enter');
  await expect(head(page, /^gene_299\b/)).toBeInViewport();
  await expect(head(page, /^gene_1\b/)).toBeInViewport();
  const cell = grid(page).locator('[role=gridcell][data-row="3"][data-col="298"]');
  await expect(cell).toHaveText(String((3 * 31 + 299 * 17) % 100));
  expect(await grid(page).getByRole('gridcell').count()).toBeLessThan(1500);
  await page.getByRole('button', { name: '1 column hidden' }).click();
  await page.getByRole('button', { name: 'Show 1 hidden column' }).click();
  await expect(page.getByRole('button', { name: 'Go to column' })).toBeVisible();
});

test('looks into a cell: its text with all that is not seen, its value, and why', async ({
  page,
}) => {
  await opened(page, 'n,t\n1,"a\u00A0b\u200B\tc"\nx,"two\nlines "\n,NA\n4,plain\n5,plain\n');
  await grid(page).locator('[data-row="0"][data-col="1"]').dblclick();
  const cell = page.getByRole('region', { name: 'Cell' });
  const raw = cell.getByRole('group', { name: 'Text in the file' });
  await expect(raw.locator('i')).toHaveText(['⍽', 'ZWSP', '→']);
  await expect(cell).toContainText('row 1 of the table, row 2 of the file');
  await page.keyboard.press('ArrowDown');
  await expect(raw.locator('i')).toHaveText(['↵', '·']);
  await page.keyboard.press('ArrowLeft');
  await expect(cell).toContainText('Kept as it is');
  await menuOf(page, /^n\b/);
  await choose(page, /^Type/, /^Number/);
  await page.keyboard.press('Escape');
  await expect(cell).toContainText('“x” is no number');
  await cell.focus();
  await page.keyboard.press('ArrowDown');
  await expect(cell).toContainText('The cell is empty');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(cell).toContainText('in 2 cells of this column');
  await page.keyboard.press('Escape');
  await expect(cell).toHaveCount(0);
  await expect(grid(page).locator('[role=gridcell]:focus')).toHaveText('plain');
});

test('is walked by keyboard, and keeps the focus while it scrolls', async ({ page }) => {
  await opened(page);
  await grid(page).getByRole('gridcell').first().click();
  const at = grid(page).locator(':focus');
  await page.keyboard.press('Control+End');
  await expect(at).toHaveAttribute('data-row', '399');
  await expect(at).toHaveAttribute('data-col', '3');
  await expect(at).toBeInViewport();
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Home');
  await expect(at).toHaveAttribute('data-col', '0');
  await grid(page).evaluate((box) => (box.scrollTop = 0));
  await page.keyboard.press('ArrowRight');
  await expect(at).toHaveAttribute('data-col', '1');
  await expect(at).toBeInViewport();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowUp');
  await expect(at).toHaveAttribute('role', 'columnheader');
  for (const keys of ['Alt+ArrowDown', 'Shift+F10', 'ContextMenu']) {
    await page.keyboard.press(keys);
    await expect(page.getByRole('dialog', { name: 'Menu of n' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(at).toHaveAttribute('role', 'columnheader');
  }
});

test('shows in a name what would not be seen', async ({ page }) => {
  await opened(page, 'plain,\u202Eegap,a\u200Bb,p\u0430ge,ends \n1,2,3,4,5\n2,3,4,5,6\n');
  const names = grid(page).getByRole('columnheader').locator('bdi');
  await expect(names).toHaveCount(5);
  await expect(names.nth(1).locator('i')).toHaveText(['RLO']);
  await expect(names.nth(2).locator('i')).toHaveText(['ZWSP']);
  await expect(names.nth(3).locator('i')).toHaveAttribute('title', 'Cyrillic, not Latin');
  await expect(names.nth(4).locator('i')).toHaveText(['·']);
  await expect(names.nth(0).locator('i')).toHaveCount(0);
});

test('on a phone pins one column, and opens the cell from below', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const many = Array.from({ length: 12 }, (_, j) => `x${j}`).join(',');
  await openFile(page, ownFile('grid.csv', `n,c,${many}\n${`1,a${',7'.repeat(12)}\n`.repeat(50)}`));
  await expect(page.getByText(/of 100, \d+ causes/)).toBeVisible();
  await expect(grid(page).getByRole('gridcell').first()).toBeVisible();
  await grid(page).scrollIntoViewIfNeeded();
  for (const col of [0, 1]) {
    // By the keyboard: findings that come in meanwhile move the grid away from under a pointer.
    await grid(page).locator(`[data-row="0"][data-col="${col}"]`).click();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Alt+ArrowDown');
    const menu = page.getByRole('dialog', { name: /^Menu of/ });
    await menu.getByRole('button', { name: 'Pin to the left' }).click();
  }
  await grid(page).evaluate((box) => (box.scrollLeft = 1000));
  await expect(head(page, /^n\b/)).toBeInViewport();
  await expect(head(page, /^c\b/)).not.toBeInViewport();
  await grid(page).locator('[data-row="0"][data-col="0"]').dblclick();
  await expect(page.getByRole('dialog')).toContainText('In the file');
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
  await context.close();
});

for (const scheme of ['light', 'dark'] as const) {
  test(`has nothing serious for axe with its menu, filters and cell open, ${scheme}`, async ({
    browser,
  }) => {
    const context = await browser.newContext({
      colorScheme: scheme,
      reducedMotion: 'reduce',
      bypassCSP: true,
      viewport: { width: 1440, height: 900 },
    });
    const page = await context.newPage();
    const serious = async (): Promise<string[]> => {
      const { violations } = (await page.evaluate(
        `${axe}; axe.run(document, { resultTypes: ['violations'] })`,
      )) as {
        violations: { id: string; impact: string; nodes: { html: string }[] }[];
      };
      return violations
        .filter((v) => v.impact === 'serious' || v.impact === 'critical')
        .map((v) => `${v.id}: ${v.nodes[0]?.html.slice(0, 200)}`);
    };
    await opened(page);
    await pressSort(page, /^c\b/);
    await page.getByRole('textbox', { name: 'Find in the table' }).fill('word');
    await expect(grid(page).locator('mark').first()).toBeVisible();
    await grid(page).locator('[data-row="1"][data-col="2"]').dblclick();
    await expect(page.getByRole('region', { name: 'Cell' })).toContainText('In the file');
    expect.soft(await serious(), 'cell').toEqual([]);
    const menu = await menuOf(page, /^c\b/);
    await expect(menu).toBeVisible();
    expect.soft(await serious(), 'menu').toEqual([]);
    await menu.getByRole('button', { name: 'Filter by value…' }).click();
    expect.soft(await serious(), 'filter').toEqual([]);
    await context.close();
  });
}
