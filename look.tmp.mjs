import { chromium } from '@playwright/test';
import { chromiumPath, chromiumArgs } from './scripts/browser.mjs';
const b = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs });
const base = 'http://localhost:4261';
async function go(file, model, out, target) {
  const ctx = await b.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  const page = await ctx.newPage();
  page.on('pageerror', (e) => console.log('ERR', e.message));
  page.on('console', (m) => m.type() === 'error' && console.log('CONSOLE', m.text()));
  await page.goto(base + '/');
  await page.locator('input[type=file]').first().setInputFiles(file);
  await page.waitForURL(/\/project\/.+\/data/);
  await page.getByRole('grid').waitFor();
  await page.getByText(/Saved on this device/).waitFor();
  const nav = (n) => page.getByRole('navigation').getByRole('link', { name: new RegExp(`\\b${n}\\b`) }).first().click();
  await nav('Prepare');
  await page.getByRole('button', { name: /^Add all \d+/ }).click();
  await page.getByText('Nothing more to suggest').waitFor();
  await nav('Train');
  await page.getByRole('button', { name: /^Train \d+ model/ }).click();
  await page.getByText(/\d+ of \d+ models? scored/).waitFor({ timeout: 90000 });
  await nav('Evaluate');
  await page.waitForTimeout(1500);
  const find = page.getByRole('button', { name: 'Find the best threshold' });
  if (await find.count()) { await find.click(); await page.getByRole('button', { name: /^Use 0/ }).click({ timeout: 60000 }); }
  await page.getByRole('button', { name: 'Draw the curve' }).click();
  await page.getByRole('button', { name: 'Draw it again' }).waitFor({ timeout: 90000 });
  const cmp = page.locator('[aria-label="Compare with"]').first();
  if (await cmp.count()) { await cmp.click(); await page.getByRole('option').first().click(); await page.getByRole('button', { name: 'Compare on the same folds' }).click(); await page.getByRole('button', { name: 'Compare again' }).waitFor({ timeout: 90000 }); }
  await page.waitForTimeout(800);
  const h = await page.evaluate(() => Math.max(...[...document.querySelectorAll('*')].map((e) => e.scrollHeight)));
  await page.setViewportSize({ width: 1440, height: Math.min(6000, h + 200) });
  await page.waitForTimeout(600);
  await page.screenshot({ path: `/tmp/w/${out}-light.png` });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 900 });
  await page.waitForTimeout(600);
  const h2 = await page.evaluate(() => Math.max(...[...document.querySelectorAll('*')].map((e) => e.scrollHeight)));
  await page.setViewportSize({ width: 390, height: Math.min(9000, h2 + 200) });
  await page.waitForTimeout(800);
  console.log(out, 'wide', await page.evaluate(() => document.documentElement.scrollWidth));
  await page.screenshot({ path: `/tmp/w/${out}-dark.png` });
  await ctx.close();
}
const which = process.argv[2] ?? 'both';
if (which !== 'reg') await go('/work/shared/data/tables/titanic_train.csv', null, 'titanic');
if (which !== 'bin') await go('/tmp/w/wt/metrics/static/samples/flats.csv', null, 'flats');
await b.close();
