import { expect, test, type Locator, type Page } from '@playwright/test';
import { wholeTable, type OutTable } from '#lib/data/write/table.ts';
import { writeParquet } from '#lib/data/write/parquet.ts';
import { writeXlsx } from '#lib/data/sheet/write.ts';
import { choose, openFile, ownFile, ready, recordComplaints } from './support.ts';

const table: OutTable = {
  names: ['city', 'people', 'founded'],
  kinds: ['text', 'number', 'date'],
  rows: 30,
  cell: (row, column) =>
    [`town ${row}`, 1000 + row * 2.5, `19${String(10 + row)}-03-04`][column] ?? null,
};

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of chunks) parts.push(part.slice());
  return Buffer.concat(parts);
}

const cell = (page: Page, text: string): Locator =>
  page.getByRole('grid').getByText(text, { exact: true }).first();
const segment = (page: Page, name: RegExp): Promise<void> =>
  page.getByRole('radio', { name }).click();
const heading = (page: Page, text: string): Locator => page.getByText(text).first();

async function openAs(page: Page, name: string, content: string | Uint8Array): Promise<void> {
  await openFile(page, ownFile(name, content));
  await ready(page);
}

test('takes a file that was chosen before the page was ready to hear of it', async ({ page }) => {
  let chosen = (): void => undefined;
  const waits = new Promise<void>((resolve) => (chosen = resolve));
  await page.route('**/_app/immutable/entry/**', async (route) => {
    await waits;
    await route.continue();
  });
  await page.goto('/', { waitUntil: 'commit' });
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles(ownFile('early.csv', 'a,b\n1,2\n3,4\n'));
  chosen();
  await page.waitForURL(/\/project\/.+\/data/);
});

test.describe('opens each kind of file as it is', () => {
  test('a workbook', async ({ page }) => {
    const complaints = recordComplaints(page);
    const { names, rows } = table;
    const kinds = ['text', 'number', 'date'] as const;
    const bytes = await writeXlsx(
      { names, rows, kinds, cell: table.cell },
      { spreadsheetSafe: false },
    );
    await openAs(page, 'towns.xlsx', bytes);
    await expect(heading(page, '30 rows, 3 columns')).toBeVisible();
    await expect(cell(page, '1002.5')).toBeVisible();
    await expect(cell(page, '1911-03-04')).toBeVisible();
    expect(complaints).toEqual([]);
  });

  test('nested JSON', async ({ page }) => {
    const records = Array.from({ length: 20 }, (_, i) => ({ id: i, at: { lat: 48 + i / 10 } }));
    await openAs(page, 'places.json', JSON.stringify({ ok: true, data: records }));
    await expect(heading(page, '20 rows, 2 columns')).toBeVisible();
    await expect(page.getByRole('columnheader', { name: /at\.lat/ })).toBeVisible();
    await segment(page, /Import report/);
    await expect(page.getByText('Where the records are')).toBeVisible();
  });

  test('Parquet', async ({ page }) => {
    await openAs(page, 'towns.parquet', await bytesOf(writeParquet(wholeTable(table)).bytes));
    await expect(heading(page, '30 rows, 3 columns')).toBeVisible();
    await expect(cell(page, '1910-03-04')).toBeVisible();
  });

  test('text of Windows with a euro sign', async ({ page }) => {
    const rows = Array.from({ length: 40 }, (_, i) => `Stra\u00dfe ${i};\u20ac ${i},50`).join(
      '\r\n',
    );
    const bytes = Buffer.from(`Ort;Preis\r\n${rows}\r\n`, 'latin1');
    for (let i = 0; i < bytes.length; i += 1) if (bytes[i] === 0xac) bytes[i] = 0x80;
    await openAs(page, 'preise.csv', bytes);
    await expect(cell(page, 'Stra\u00dfe 0')).toBeVisible();
    await expect(cell(page, '\u20ac 0,50')).toBeVisible();
    await segment(page, /Columns/);
    await expect(page.getByText(/Decimal comma, without \u20ac/).first()).toBeVisible();
    await segment(page, /Import report/);
    await expect(page.getByText('Windows 1252, Western Europe')).toBeVisible();
  });
});

const european = `Datum;Betrag;Stufe\n${Array.from(
  { length: 60 },
  (_, i) =>
    `${String((i % 12) + 1).padStart(2, '0')}/${String(((i * 5) % 12) + 1).padStart(2, '0')}/2021;1.${100 + i},50;${['low', 'medium', 'high'][i % 3]}`,
).join('\n')}\n`;

test('asks whether the day or the month is first, keeps the answer, and undoes it', async ({
  page,
}) => {
  await openAs(page, 'betrag.csv', european);
  await page
    .getByRole('button', { name: 'Answer: Is the day or the month first in Datum?' })
    .click();
  const column = page.getByRole('complementary', { name: 'Column' });
  await expect(column.getByText('Is the day or the month first?')).toBeVisible();
  await expect(column.getByRole('row', { name: /02\/06\/2021/ })).toContainText('2 Jun 2021');
  await expect(column.getByRole('row', { name: /02\/06\/2021/ })).toContainText('6 Feb 2021');
  await column.getByRole('button', { name: 'Month first', exact: true }).click();
  await expect(column.getByText('Month first: %m/%d/%Y', { exact: true }).first()).toBeVisible();
  await expect(column.getByText('in force')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Answer:/ })).toHaveCount(0);
  await expect(page.getByText(/Saved on this device/)).toBeVisible();
  await page.reload();
  await ready(page);
  await page.getByRole('columnheader', { name: /Datum/ }).click();
  await expect(column.getByText('Month first: %m/%d/%Y', { exact: true }).first()).toBeVisible();
  await expect(column.getByText('Is the day or the month first?')).toBeVisible();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(page.getByRole('button', { name: /^Answer:/ })).toBeVisible();
});

test('orders the levels of a column by the keyboard', async ({ page }) => {
  await openAs(page, 'betrag.csv', european);
  await page.getByRole('columnheader', { name: /Stufe/ }).click();
  const column = page.getByRole('complementary', { name: 'Column' });
  const levels = column.getByRole('list', { name: 'Levels from least to most' });
  await expect(levels.getByRole('listitem').first()).toContainText('low');
  await levels.getByRole('button', { name: /^low, 1 of 3/ }).focus();
  await page.keyboard.press('Alt+ArrowDown');
  await expect(levels.getByRole('button', { name: /^low, 2 of 3/ })).toBeFocused();
  await column.getByRole('button', { name: 'Use this order' }).click();
  await expect(levels.getByRole('listitem').first()).toContainText('medium');
  await page.getByRole('button', { name: /^Undo/ }).first().click();
  await expect(levels.getByRole('listitem').first()).toContainText('low');
});

test('changes a decision beside the preview, undoes it, and finds it after a reload', async ({
  page,
}) => {
  await openAs(
    page,
    'bar.csv',
    `a|b,c\n${Array.from({ length: 20 }, (_, i) => `${i}|${i + 1},x${i}`).join('\n')}\n`,
  );
  await segment(page, /Import report/);
  const delimiter = page.getByText('Delimiter', { exact: true }).locator('..');
  const before = (await delimiter.innerText()).includes('Comma') ? 'Comma' : 'Bar';
  const after = before === 'Comma' ? 'Bar' : 'Comma';
  await page.getByRole('button', { name: 'Read it another way' }).click();
  const dialog = page.getByRole('dialog', { name: 'How the file is read' });
  await expect(dialog.getByRole('table')).toBeVisible();
  await choose(page, /^Delimiter/, new RegExp(`^${after}`));
  await expect(dialog.getByText('As you said')).toBeVisible();
  await expect(
    dialog.getByRole('columnheader', { name: after === 'Bar' ? 'b,c' : 'a|b', exact: true }),
  ).toBeVisible();
  await dialog.getByRole('button', { name: 'Read it so' }).click();
  await expect(delimiter).toContainText(after);
  await expect(delimiter).toContainText('as you said');
  await page.getByRole('button', { name: /^Undo/ }).first().click();
  await expect(delimiter).toContainText(before);
  await page.getByRole('button', { name: /^Redo/ }).first().click();
  await expect(delimiter).toContainText(after);
  await expect(page.getByText(/Saved on this device/)).toBeVisible();
  await page.reload();
  await ready(page);
  await segment(page, /Import report/);
  await expect(delimiter).toContainText(after);
  await expect(delimiter).toContainText('as you said');
});

test('repairs a row that did not fit, and finds it after a reload', async ({ page }) => {
  const rows = Array.from({ length: 12 }, (_, i) => (i === 5 ? 'five,5,extra' : `n${i},${i}`));
  await openAs(page, 'torn.csv', `name,value\n${rows.join('\n')}\n`);
  await page.getByRole('button', { name: '1 row left out: see why' }).click();
  await page.getByRole('button', { name: 'Repair row 7' }).click();
  const dialog = page.getByRole('dialog', { name: 'Repair row 7' });
  await dialog.getByRole('textbox', { name: 'value' }).fill('5');
  await dialog.getByRole('button', { name: 'Take the row in' }).click();
  await expect(page.getByText('None: every row of the file is in the table.')).toBeVisible();
  await expect(heading(page, '12 rows, 2 columns')).toBeVisible();
  await expect(page.getByText(/Saved on this device/)).toBeVisible();
  await page.reload();
  await ready(page);
  await expect(heading(page, '12 rows, 2 columns')).toBeVisible();
  await expect(cell(page, 'five')).toBeVisible();
  await page.getByRole('button', { name: /^Undo/ }).first().click();
  await expect(heading(page, '11 rows, 2 columns')).toBeVisible();
});

const gaps = `y,x,twin,gap\n${Array.from({ length: 200 }, (_, i) => {
  const y = i % 2;
  const x = ((i * 37) % 101) / 4;
  return `${y ? 'yes' : 'no'},${x},${x * 2 + 1},${y && i % 4 === 1 ? '' : i % 7}`;
}).join('\n')}\n`;

test('shows how columns hang together, and by the keyboard each pair', async ({ page }) => {
  const complaints = recordComplaints(page);
  await openAs(page, 'gaps.csv', gaps);
  await choose(page, /^Predict/, /^y/);
  await segment(page, /Relations/);
  await expect(page.getByRole('heading', { name: 'What tells y' })).toBeVisible();
  const map = page.getByRole('figure', { name: /How strongly/ });
  await map.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText(/ and .+: (correlation|association) /).first()).toBeVisible();
  await page.keyboard.press('t');
  await expect(page.getByRole('table', { name: /How strongly/ })).toBeVisible();
  await expect(page.getByText(/correlation 1\.00/).first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Does a gap tell y?' })).toBeVisible();
  await expect(page.getByText('It does: mark the gap when filling it')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('pastes a table of a web page, and says when there is only a picture', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.evaluate(() => {
    const clipboard = new DataTransfer();
    clipboard.items.add(new File([new Uint8Array(8)], 'image.png', { type: 'image/png' }));
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true }),
    );
  });
  await expect(page.getByText('The clipboard holds a picture (png), not cells')).toBeVisible();
  await page.evaluate(() => {
    const clipboard = new DataTransfer();
    const rows = Array.from({ length: 9 }, (_, i) => `<tr><td>r${i}</td><td>${i}<br>b</td></tr>`);
    clipboard.setData(
      'text/html',
      `<table><tr><th>x</th></tr></table><table><tr><th>name</th><th>n <b>1</b></th></tr>${rows.join('')}</table>`,
    );
    clipboard.setData('text/plain', 'torn');
    clipboard.items.add(new File([new Uint8Array(8)], 'image.png', { type: 'image/png' }));
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true }),
    );
  });
  await page.waitForURL(/\/project\/.+\/data/);
  await ready(page);
  await expect(heading(page, '9 rows, 2 columns')).toBeVisible();
  await expect(page.getByRole('columnheader', { name: /n 1/ })).toBeVisible();
});

test('lists where a table came from, opens another like it, and deletes it really', async ({
  page,
}) => {
  await openAs(page, 'first.csv', european);
  await page.goto('/');
  const more = page.getByRole('button', { name: 'More for first' });
  await more.click();
  await page.getByRole('menuitem', { name: 'About its file' }).click();
  const about = page.getByRole('dialog', { name: 'first' });
  await expect(about.getByText('A file of this device')).toBeVisible();
  await expect(about.getByText('60 rows × 3 columns')).toBeVisible();
  await expect(about.getByRole('cell', { name: '1.100,50' })).toBeVisible();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    about.getByRole('button', { name: /with the same decisions/ }).click(),
  ]);
  await chooser.setFiles(
    ownFile('second.csv', european.replace('Stufe', 'Neu').replaceAll('/2021', '/2022')),
  );
  await page.waitForURL(/\/project\/.+\/data/);
  await ready(page);
  await expect(
    page.getByText(/New in this file: Neu\. Not in this file: Stufe\./).first(),
  ).toBeVisible();
  await page.goto('/');
  for (const name of ['first', 'second']) {
    await page.getByRole('button', { name: `More for ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('button', { name: `More for ${name}` })).toHaveCount(0);
  }
  const held = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const names: string[] = [];
    for await (const name of (await root.getDirectoryHandle('files')).keys()) names.push(name);
    return names;
  });
  expect(held).toEqual([]);
});

test('marks a sample wherever numbers are shown', async ({ page }) => {
  await openAs(page, 'first.csv', european);
  await segment(page, /Import report/);
  await page.getByRole('button', { name: 'Read it another way' }).click();
  const dialog = page.getByRole('dialog', { name: 'How the file is read' });
  await dialog
    .getByRole('textbox', { name: 'Take one row in' })
    .or(dialog.getByRole('spinbutton', { name: 'Take one row in' }))
    .fill('3');
  await page.keyboard.press('Tab');
  await dialog.getByRole('button', { name: 'Read it so' }).click();
  await expect(page.getByText('Sample: 1 row in 3')).toBeVisible();
  await expect(heading(page, '20 rows, 3 columns')).toBeVisible();
  await expect(page.getByText(/Saved on this device/)).toBeVisible();
  for (const stage of ['Train', 'Evaluate', 'Export']) {
    await page.goto(page.url().replace(/\/[a-z]+$/, `/${stage.toLowerCase()}`));
    await expect(page.getByText('Sample: 1 row in 3')).toBeVisible();
  }
});
