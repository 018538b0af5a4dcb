import { defineConfig } from '@playwright/test';
import { chromiumPath, chromiumArgs } from './scripts/browser.mjs';

const executablePath = chromiumPath();
const port = Number(process.env['PORT'] ?? 4174);

/** They hold something to the clock, so nothing runs beside them; the rest goes two files at a time. */
const clocks = /(life|torture)\.spec\.ts$/;

export default defineConfig({
  testDir: 'tests/e2e',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 2,
  projects: [
    { name: 'pages', testIgnore: clocks },
    { name: 'clocks', testMatch: clocks, workers: 1, dependencies: ['pages'] },
  ],
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1440, height: 900 },
    launchOptions: { ...(executablePath ? { executablePath } : {}), args: chromiumArgs },
    // A service worker fetches every file anew for each test, and a trace films every page: together they were
    // a third of the time. What is offline, or counts requests, allows its own (`test.use`); a failure that is
    // not understood is run again alone with TRACE=1.
    serviceWorkers: 'block',
    trace: process.env['TRACE'] ? 'retain-on-failure' : 'off',
  },
  webServer: {
    command: `node scripts/serve.mjs --port ${port}`,
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
  },
});
