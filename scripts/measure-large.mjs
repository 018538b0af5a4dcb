// Opens large files in the built app in Chromium and prints, for each: time to first rows, to all profiles, the longest
// task of the page, the highest memory of a renderer. Figures for docs and closing notes, not a test.
//   node scripts/measure-large.mjs [long|wide|huge …]
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { writeMixed } from './bench/data.mjs';
import { chromiumArgs, chromiumPath } from './browser.mjs';

const shapes = {
  long: { rows: 1_000_000, numbers: 13, levels: 5, other: 2 },
  wide: { rows: 5_000, numbers: 1_500, levels: 498, other: 2 },
  huge: { rows: 10_500_000, numbers: 13, levels: 5, other: 2 },
};
const wanted = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['long', 'wide'];

/** Highest resident size of any renderer, in GB; Linux only. */
function peak() {
  if (process.platform !== 'linux') return NaN;
  const sizes = readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) return [];
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        return [Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0)];
      } catch {
        return [];
      }
    });
  return Math.max(...sizes) / 1e6;
}

async function measure(address, name, file) {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs });
  const page = await browser.newPage();
  await page.addInitScript(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        globalThis.longTasks.push([startTime, duration]);
    }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(address);
  const begun = performance.now();
  const since = () => ((performance.now() - begun) / 1000).toFixed(1);
  await page.locator('input[type=file]').first().setInputFiles(file);
  const cell = page.getByRole('gridcell').first();
  const refused = page.getByRole('alert').first();
  const offer = page.getByRole('button', { name: /every .*row/i }).first();
  await cell.or(refused).or(offer).first().waitFor({ timeout: 600_000 });
  const size = `${(statSync(file).size / 1e6).toFixed(0)} MB`;
  if (!(await cell.isVisible())) {
    const words = (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ').slice(0, 400);
    console.log(`${name}, ${size}: after ${since()} s it says: ${words}`);
  } else {
    const firstRows = since();
    await page.getByText(/Saved on this device/).waitFor({ timeout: 600_000 });
    const all = since();
    const tasks = await page.evaluate(() => globalThis.longTasks);
    const longest = Math.max(0, ...tasks.map(([, duration]) => duration));
    const over = tasks.filter(([, duration]) => duration > 100);
    console.log(
      `${name}, ${size}: first rows ${firstRows} s; read, typed, profiled and saved ${all} s; ` +
        `longest task ${longest.toFixed(0)} ms (over 100 ms: ${over.map(([at, d]) => `${d.toFixed(0)} at ${(at / 1000).toFixed(1)} s`).join(', ') || 'none'}); ` +
        `renderer peak ${peak().toFixed(2)} GB; load ${loadavg()[0].toFixed(1)}`,
    );
  }
  await browser.close();
}

const port = 4196;
const server = spawn(process.execPath, ['scripts/serve.mjs', '--port', String(port)], {
  stdio: ['ignore', 'pipe', 'ignore'],
});
await once(server.stdout, 'data');
try {
  for (const name of wanted) {
    const file = join(tmpdir(), `tabwise-${name}-${shapes[name].rows}.csv`);
    if (!existsSync(file)) await writeMixed(file, shapes[name]);
    await measure(`http://localhost:${port}/`, name, file);
  }
} finally {
  server.kill();
}
