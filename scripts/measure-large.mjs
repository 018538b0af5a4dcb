// Opens a 1,000,000 × 20 CSV in Chromium and prints: time to first rows, to all profiles, peak memory of the renderer.
// Figures for docs and closing notes, not a test.
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumArgs, chromiumPath } from './browser.mjs';

const rows = Number(process.argv[2] ?? 1_000_000);
const file = join(tmpdir(), `tabwise-${rows}x20.csv`);

async function write() {
  const out = createWriteStream(file);
  let state = 42;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  out.write(
    `${Array.from({ length: 20 }, (_, j) => (j < 14 ? `number_${j}` : j < 18 ? `level_${j}` : j === 18 ? 'day' : 'outcome')).join(',')}\n`,
  );
  for (let i = 0; i < rows; i += 1000) {
    let block = '';
    for (let k = i; k < Math.min(rows, i + 1000); k += 1) {
      const cells = [];
      for (let j = 0; j < 14; j += 1)
        cells.push(random() < 0.02 ? '' : (random() * 1000).toFixed(j % 4));
      for (let j = 14; j < 18; j += 1) cells.push(`level ${Math.floor(random() * 12)}`);
      cells.push(`2026-0${1 + (k % 9)}-1${k % 10}`, random() < 0.3 ? 'yes' : 'no');
      block += `${cells.join(',')}\n`;
    }
    if (!out.write(block)) await new Promise((resolve) => out.once('drain', resolve));
  }
  await new Promise((resolve) => out.end(resolve));
}

if (!existsSync(file)) await write();
const port = 4196;
const server = spawn(process.execPath, ['scripts/serve.mjs', '--port', String(port)], {
  stdio: 'ignore',
});
await new Promise((resolve) => setTimeout(resolve, 1000));
const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs });
const page = await browser.newPage();
await page.goto(`http://localhost:${port}/`);
const begun = performance.now();
await page.locator('input[type=file]').first().setInputFiles(file);
await page
  .getByRole('gridcell')
  .first()
  .or(page.locator('td').first())
  .waitFor({ timeout: 300_000 });
const firstRows = (performance.now() - begun) / 1000;
await page.getByText(/Saved on this device/).waitFor({ timeout: 300_000 });
const all = (performance.now() - begun) / 1000;

/** Highest resident size of any of this browser's processes, in GB; Linux only. */
function peak() {
  if (process.platform !== 'linux') return NaN;
  const sizes = readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        if (!command.includes('--type=renderer')) return [];
        return [
          Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0),
        ];
      } catch {
        return [];
      }
    });
  return Math.max(...sizes) / 1e6;
}
console.log(
  `${rows} rows × 20 columns, ${(statSync(file).size / 1e6).toFixed(0)} MB: first rows ${firstRows.toFixed(1)} s, read, typed, profiled and saved ${all.toFixed(1)} s, renderer peak ${peak().toFixed(2)} GB`,
);
await browser.close();
server.kill();
