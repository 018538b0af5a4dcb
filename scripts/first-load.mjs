// Measures the first visit: bytes over the wire (brotli) before a file is dropped, and time to usable with the CPU
// slowed four times. Prints figures; asserts the size alone, because a time on a shared machine proves nothing.
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { chromiumArgs, chromiumPath } from './browser.mjs';

const port = 4197;
const server = spawn(process.execPath, ['scripts/serve.mjs', '--port', String(port)], {
  stdio: 'ignore',
});
await new Promise((resolve) => setTimeout(resolve, 1000));
const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs });
const limit = 150_000;

async function visit(slow) {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  if (slow > 1) await cdp.send('Emulation.setCPUThrottlingRate', { rate: slow });
  const sizes = new Map();
  const kinds = new Map();
  cdp.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    sizes.set(requestId, encodedDataLength),
  );
  const begun = performance.now();
  await page.goto(`http://localhost:${port}/`);
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  await page.waitForFunction(() => document.documentElement.dataset.usable === 'true');
  const usable = performance.now() - begun;
  await page.waitForLoadState('networkidle');
  const of = (type) =>
    [...sizes].filter(([id]) => kinds.get(id) === type).reduce((sum, [, n]) => sum + n, 0);
  const result = {
    script: of('Script'),
    style: of('Stylesheet'),
    font: of('Font'),
    document: of('Document'),
    usable,
  };
  await context.close();
  return result;
}

const first = await visit(1);
const times = [];
for (let i = 0; i < 5; i += 1) times.push((await visit(4)).usable);
times.sort((a, b) => a - b);
await browser.close();
server.kill();
const kB = (n) => `${(n / 1000).toFixed(1)} kB`;
console.log(
  `JavaScript ${kB(first.script)}, styles ${kB(first.style)}, fonts ${kB(first.font)}, page ${kB(first.document)} (brotli, over the wire)`,
);
console.log(
  `Usable with the CPU slowed 4x: median ${times[2].toFixed(0)} ms of 5 (${times.map((t) => t.toFixed(0)).join(', ')})`,
);
if (first.script > limit) {
  console.log(`JavaScript before a file is dropped is over ${kB(limit)}.`);
  process.exit(1);
}
