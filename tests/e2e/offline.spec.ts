import { expect, test, type Page } from '@playwright/test';
import {
  addAllSteps,
  goTo,
  openFile,
  ready,
  recordRequests,
  tableFile,
  trainAll,
} from './support.ts';

/** The whole job with the network off is the worker's own doing. */
test.use({ serviceWorkers: 'allow' });

test('does the whole job with the network off after one visit', async ({ page, context }) => {
  const requests = recordRequests(page);
  await page.goto('/');
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    for (let tries = 0; tries < 200; tries += 1) {
      for (const name of await caches.keys()) {
        const kept = await (await caches.open(name)).keys();
        if (kept.some((r) => r.url.endsWith('.wasm')) && kept.some((r) => r.url.includes('duckdb')))
          return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('The table engine was not kept within 20 s');
  });
  expect(await insideFrame(page)).toEqual({
    origin: 'null',
    stored: 'SecurityError',
    fetched: 'TypeError',
  });
  await context.setOffline(true);
  await page.reload();
  await openFile(page, tableFile('penguins'));
  await ready(page);
  await addAllSteps(page);
  await trainAll(page, 2);
  await goTo(page, 'Evaluate');
  await page.reload();
  await expect(page.getByText(/95 %/).first()).toBeVisible();
  await goTo(page, 'Export');
  await expect(page.getByText('preprocessing.py').first()).toBeVisible();
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(page.getByText('verified', { exact: true })).toBeVisible();
  expect(requests.foreign()).toEqual([]);
});

/** What code finds in the page that runs exported models. */
async function insideFrame(page: Page): Promise<Record<string, string>> {
  await page.evaluate(async () => {
    const frame = document.createElement('iframe');
    frame.src = '/sandbox.html';
    const shown = new Promise((resolve) => (frame.onload = resolve));
    document.body.append(frame);
    await shown;
  });
  const frame = page.frames().find((f) => f.url().endsWith('/sandbox.html'))!;
  return frame.evaluate(async () => {
    const nameOf = (error: unknown): string => (error as Error).name;
    const stored = ((): string => {
      try {
        indexedDB.open('tabwise');
        return 'opened';
      } catch (error) {
        return nameOf(error);
      }
    })();
    const fetched = await fetch(`${location.origin}/`, { mode: 'no-cors' }).then(
      () => 'answered',
      nameOf,
    );
    return { origin: self.origin, stored, fetched };
  });
}

test('can be installed', async ({ page }) => {
  await page.goto('/');
  const manifest = await page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=manifest]')!;
    const answer = await fetch(link.href);
    return (await answer.json()) as {
      name: string;
      display: string;
      start_url: string;
      icons: { sizes: string; src: string }[];
    };
  });
  expect(manifest.name).toMatch(/Tabwise/);
  expect(manifest.display).toBe('standalone');
  expect(manifest.icons.map((i) => i.sizes).join(' ')).toMatch(/192x192.*512x512/);
});
