import { chromium } from '@playwright/test';
import { chromiumArgs } from './scripts/browser.mjs';
const [,, file, out, width='1440', theme='light'] = process.argv;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: chromiumArgs });
const page = await browser.newPage({ viewport: { width: Number(width), height: 900 }, colorScheme: theme, serviceWorkers: 'block' });
page.setDefaultTimeout(60000);
page.on('pageerror', e => console.log('PAGEERROR', e.message.slice(0,300)));
page.on('console', m => { if (['error','warning'].includes(m.type())) console.log(m.type(), m.text().slice(0,300)); });
let n=0; const shot = async (name) => { await page.waitForTimeout(400); await page.screenshot({ path: `${out}-${++n}-${name}.png` , fullPage: false}); console.log(n, name, await page.title()); };
const go = async (name) => { await page.getByRole('navigation').getByRole('link', { name: new RegExp('\\b'+name+'\\b') }).first().click(); };
await page.goto('http://localhost:4191/');
await page.locator('input[type=file]').first().setInputFiles(file);
await page.waitForURL(/\/project\/.+\/data/);
await page.getByRole('grid').waitFor();
await page.getByText(/Saved on this device/).first().waitFor();
await shot('data');
await go('Prepare'); await page.waitForTimeout(2500); await shot('prepare');
const add = page.getByRole('button', { name: /^Add all/ });
if (await add.count()) { await add.first().click(); await page.waitForTimeout(2500); await shot('added'); }
await go('Train'); await page.waitForTimeout(1500); await shot('train');
await page.getByRole('button', { name: /^Train/ }).last().click();
await page.waitForTimeout(15000); await shot('trained');
for (const p of ['Evaluate','Explain','Export']) { await go(p); await page.waitForTimeout(3500); await shot(p); await page.evaluate(() => { const m = document.querySelector('main'); (m.scrollHeight>m.clientHeight?m:document.scrollingElement).scrollTo(0, 900); }); await shot(p+'-down'); }
await browser.close();
