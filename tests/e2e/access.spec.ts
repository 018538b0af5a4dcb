import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test, type Page } from '@playwright/test';
import { addAllSteps, goTo, openFile, ready, tableFile, trainAll } from './support.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** Serious and critical findings, each with the first place. */
async function serious(page: Page): Promise<string[]> {
  const result = (await page.evaluate(
    `${axe}; axe.run(document, { resultTypes: ['violations'] })`,
  )) as AxeResult;
  return result.violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `${v.id}: ${v.nodes[0]?.html.slice(0, 200)}`);
}

for (const scheme of ['light', 'dark'] as const) {
  test(`has nothing serious for axe on any page, ${scheme}`, async ({ browser }) => {
    const context = await browser.newContext({
      colorScheme: scheme,
      reducedMotion: 'reduce',
      bypassCSP: true,
      viewport: { width: 1440, height: 900 },
    });
    const page = await context.newPage();
    await page.goto('/');
    expect.soft(await serious(page), 'home').toEqual([]);
    await page.goto('/parts');
    expect.soft(await serious(page), 'parts').toEqual([]);
    await openFile(page, tableFile('titanic_train'));
    await ready(page);
    expect.soft(await serious(page), 'data').toEqual([]);
    await goTo(page, 'Prepare');
    await expect(page.getByRole('button', { name: /^Add all/ })).toBeVisible();
    expect.soft(await serious(page), 'prepare').toEqual([]);
    await addAllSteps(page);
    expect.soft(await serious(page), 'prepare with steps').toEqual([]);
    await trainAll(page, 2);
    expect.soft(await serious(page), 'train').toEqual([]);
    for (const stage of ['Evaluate', 'Explain', 'Export'] as const) {
      await goTo(page, stage);
      await page.waitForLoadState('networkidle');
      expect.soft(await serious(page), stage).toEqual([]);
    }
    await context.close();
  });
}

for (const width of [1440, 1024, 390]) {
  test(`fits ${width} px without sideways scrolling`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width, height: 844 } });
    const page = await context.newPage();
    const overflow = (): Promise<number> =>
      page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
    await page.goto('/');
    expect.soft(await overflow(), 'home').toBeLessThanOrEqual(0);
    await openFile(page, tableFile('titanic_train'));
    await expect(page.getByRole('grid')).toBeVisible();
    const base = page.url().replace(/\/data$/, '');
    for (const stage of ['data', 'prepare', 'train', 'evaluate', 'explain', 'export']) {
      await page.goto(`${base}/${stage}`);
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
      expect.soft(await overflow(), stage).toBeLessThanOrEqual(0);
    }
    await context.close();
  });
}
