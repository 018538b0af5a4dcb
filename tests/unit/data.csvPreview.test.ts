import { describe, expect, it } from 'vitest';
import { previewOfCsv } from '#lib/data/csv/preview.ts';
import { bytesFile } from '#lib/data/files.ts';

const file = (text: string) => bytesFile(new TextEncoder().encode(text), 'made.csv');

const report = [
  'Sales report, 2020',
  '',
  'id;n;t',
  ';kg;m',
  ...Array.from({ length: 200 }, (_, i) => `${i};1,5;${i},25`),
  'Total;300,0;',
].join('\n');

describe('a preview of a text file', () => {
  it('shows the first records as they stand, and what each is taken for', async () => {
    const preview = await previewOfCsv(file(report), { kind: 'delimited' });
    expect(preview.format).toMatchObject({ delimiter: ';', skip: 2, header: 2, footer: 1 });
    expect(preview.headers).toEqual(['id', 'n kg', 't m']);
    expect(preview.rows.slice(0, 5)).toEqual([
      ['Sales report, 2020'],
      [''],
      ['id', 'n', 't'],
      ['', 'kg', 'm'],
      ['0', '1,5', '0,25'],
    ]);
    expect(preview.parts.slice(0, 5)).toEqual(['skipped', 'skipped', 'header', 'header', 'row']);
    expect([preview.rows.length, preview.parts.length]).toEqual([60, 60]);
    expect(preview.last.at(-1)).toEqual(['Total', '300,0', '']);
  });

  it('follows what is said, and guesses only the rest', async () => {
    const choices = { kind: 'delimited', delimiter: ',', skip: 0, header: 0 } as const;
    const preview = await previewOfCsv(file(report), choices);
    expect(preview.format).toMatchObject({ delimiter: ',', skip: 0, header: 0 });
    expect(preview.rows[0]).toEqual(['Sales report', ' 2020']);
    expect(preview.guesses.map((g) => g.what)).not.toContain('delimiter');
  });

  it('of a large file reads its beginning and its end only', async () => {
    const whole = file(`a,b\n${'12,xyz\n'.repeat(3_000_000)}\nSource: nobody\n`);
    let read = 0;
    const counted = {
      ...whole,
      slice: async (start: number, end: number) => {
        const bytes = await whole.slice(start, end);
        read += bytes.length;
        return bytes;
      },
    };
    const preview = await previewOfCsv(counted, { kind: 'delimited' });
    expect([preview.format.footer, preview.last.at(-1)]).toEqual([1, ['Source: nobody']]);
    expect(read).toBeLessThan(1.2 * (1 << 20));
  });

  it('shows what does not decode as U+FFFD instead of failing', async () => {
    const bytes = Uint8Array.from([...Buffer.from('é,b\nü,1\n'), 0xff, 0x2c, 0x32, 10]);
    const preview = await previewOfCsv(bytesFile(bytes, 'x'), { kind: 'delimited' });
    expect(preview.rows[2]).toEqual(['\ufffd', '2']);
    expect(preview.guesses[0]!.evidence).toMatch(/damaged|mixes/);
  });
});
