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

test('trains a network on TensorFlow.js in the worker, names its backend and draws what it learnt', async ({
  page,
}) => {
  const complaints = recordComplaints(page);
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  const tensorFlow = (): string[] => loaded.filter((path) => path.includes('tfjs-backend-wasm'));
  await openFile(page, tableFile('penguins'));
  await ready(page);
  await addAllSteps(page);
  await goTo(page, 'Train');
  await onlyModel(page, /Neural network/);
  await page.getByRole('button', { name: 'Settings of Neural network' }).click();
  await page.getByRole('menuitem', { name: /^Settings/ }).click();
  await page.getByLabel('Units of each hidden layer').fill('16, 16');
  await page.getByLabel('Units of each hidden layer').press('Tab');
  await page.getByRole('switch', { name: 'Stop early' }).click();
  await page.getByRole('radio', { name: 'tensorflow' }).click();
  await page.keyboard.press('Escape');
  expect(tensorFlow()).toEqual([]);
  await trainAll(page, 1);
  expect(tensorFlow().length).toBeGreaterThan(0);
  await goTo(page, 'Explain');
  await expect(page.getByRole('heading', { name: 'Learning curve' })).toBeVisible();
  await expect(page.getByText(/Learnt with TensorFlow.js on (wasm|cpu|webgl)/)).toBeVisible();
  await expect(page.getByRole('img', { name: /Score of the rows held back/ })).toBeVisible();
  expect(complaints).toEqual([]);
});
