import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { recordRequests } from './support.ts';

/** Every request is recorded here, those of the service worker too. */
test.use({ serviceWorkers: 'allow' });

/** Another origin: one table that other pages may read, and one that they may not. */
let server: Server;
let origin: string;
const headersSeen: string[] = [];

test.beforeAll(async () => {
  server = createServer((request, response) => {
    headersSeen.push(JSON.stringify(request.headers));
    const open = request.url === '/closed.csv' ? {} : { 'Access-Control-Allow-Origin': '*' };
    if (request.url === '/gone.csv') return void response.writeHead(404, open).end();
    response.writeHead(200, { 'Content-Type': 'text/csv', ...open });
    response.end('town,people\nUlm,126329\nTrier,110674\nHof,45825\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.afterAll(() => new Promise((resolve) => server.close(resolve)));

test('a table comes from the web on a click, and on nothing else', async ({ page }) => {
  const requests = recordRequests(page);
  await page.goto('/');
  await page.getByRole('button', { name: 'From the web' }).click();
  await page.getByRole('textbox', { name: 'Address of the file' }).fill(`${origin}/towns.csv`);
  expect(requests.foreign()).toEqual([]);
  expect(headersSeen).toEqual([]);
  await page.getByRole('button', { name: 'Fetch it' }).click();
  await expect(page).toHaveURL(/\/project\/.+\/data/);
  await expect(page.getByRole('grid', { name: 'Table' })).toContainText('Ulm');
  expect(headersSeen).toHaveLength(1);
  expect(headersSeen[0]).not.toMatch(/"(cookie|referer)"/);
});

test('what cannot be fetched is said with the way out', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'From the web' }).click();
  const dialog = page.getByRole('dialog');
  const ask = async (address: string): Promise<void> => {
    await dialog.getByRole('textbox', { name: 'Address of the file' }).fill(address);
    await dialog.getByRole('button', { name: 'Fetch it' }).click();
  };
  await ask('towns.csv');
  await expect(dialog).toContainText('not the address of a file on the web');
  await ask(`${origin}/gone.csv`);
  await expect(dialog).toContainText('answered with');
  await ask(`${origin}/closed.csv`);
  await expect(dialog).toContainText('CORS');
  await expect(dialog).toContainText('drop it here');
});
