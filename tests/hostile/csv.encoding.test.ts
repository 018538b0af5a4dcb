import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { singleTable } from '#lib/data/csv/codecs.ts';
import { pairTable } from '#lib/data/csv/pairTables.ts';
import { kindsOf, read, refused } from './csv.reading.ts';

const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** UTF-8, UTF-16 or UTF-32 of a text, by Node or by hand. */
function wide(text: string, bytes: 2 | 4, big: boolean): number[] {
  const units =
    bytes === 4
      ? [...text].map((c) => c.codePointAt(0)!)
      : Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  return units.flatMap((unit) => {
    const little = Array.from({ length: bytes }, (_, k) => Math.floor(unit / 256 ** k) % 256);
    return big ? little.reverse() : little;
  });
}

/** A text in an encoding, by the tables that the tests below hold against Python's. */
function encoded(text: string, codec: string): number[] {
  const pairs = pairTable(codec);
  const singles = pairs?.singles ?? singleTable(codec);
  return [...text].flatMap((char) => {
    const code = char.charCodeAt(0);
    if (code < 128) return [code];
    const single = singles.indexOf(code);
    if (single >= 0) return [single + 128];
    const pair = pairs?.pairs.indexOf(code) ?? -1;
    if (pair < 0) throw new Error(`${char} is not in ${codec}`);
    return [(pair >> 8) + 128, pair & 255];
  });
}

describe('the tables of characters are CPython 3.11’s', () => {
  // Of each codec: how many pairs are a character, and SHA-256 of "8140、8141。…" in order, made by Python's own
  // bytes.decode; cp950 and big5 without C6A1 to C8FF, about which decoders disagree.
  it.each([
    ['cp932', 9604, 'f441d904ffc540071221a3ffe1eae414461701a494cc638b7e92403bd7500711'],
    ['shift_jis', 6879, '2183698ea25a6a0086ed51ed5dd744b4f7df9440253be63d7bb09ee36a3fbc88'],
    ['euc_jp', 6942, '05099a08e4a73c569e59fca307e6eac9e2123db037e9c5cd18f4f034279a4f9d'],
    ['euc_kr', 8225, '541a054a2fe43bd1c93ebae4fb3df2023acc25dbe85ec8e4d42ca8b1a99bf8ec'],
    ['cp949', 17048, '0635eaa9401689b16a39dd66465667fd344365befbabed97a43b00495020643f'],
    ['cp950', 13503, 'b3f9b2bfae741b96680d89ad3f90ca32f918cc1051de30b7a99db4d31de1ef9a'],
    ['big5', 13461, '7214f521fad406063001a3b61d7d03ae267065840268316644833b48d07f1b3b'],
    ['gb18030', 23940, 'f89a62e139e63f56916abb5e379f5e9c467743d73dc6b62690f5e2a661cf97f3'],
    ['gbk', 21791, 'a15d1f7c20847570e0c76a1c4d272eb564aeaa18b751acd24acbb23805b11b32'],
  ])('%s', (codec, count, digest) => {
    const all: string[] = [];
    pairTable(codec)!.pairs.forEach((code, k) => {
      if (code > 0) all.push((k + 0x8000).toString(16) + String.fromCharCode(code));
    });
    expect([all.length, hash(all.join(''))]).toEqual([count, digest]);
  });

  it('thirty encodings of one byte', () => {
    const codecs =
      'cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 latin-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u cp437 cp850 cp866 mac_roman mac_cyrillic';
    const text = codecs
      .split(' ')
      .map((codec) => {
        const chars = [...singleTable(codec)].map((c) =>
          c === 0xffff ? '\ufffd' : String.fromCharCode(c),
        );
        return codec + chars.join('');
      })
      .join('');
    expect(hash(text)).toBe('f0c36abce6f718b7826ee6691ba7ec04ad8696502f35b10407da189047391f97');
  });
});

const texts = {
  french: 'prénom,ville,âge\nÉlise,Orléans,31\nFrançois,Nîmes,45\nHélène,Besançon,28\n',
  german: 'Straße;Größe;Lösung\nMüllerstraße;groß;für\nKöln;Höhe;ähnlich\n',
  english: 'text\nI don’t know\n“Hello”, she said\nprice – €5\n',
  danish: 'navn,by\nSøren,Århus\nBjørn,København\n',
  polish: 'miasto,ulica\nŁódź,Piłsudskiego\nKraków,Świętej Gertrudy\nŻółć,Gęśla jaźń\n',
  czech: 'jméno,město\nJiří,Plzeň\nTomáš Dvořák,Děčín\nEliška,České Budějovice\nBožena,Třebíč\n',
  turkish: 'ad,şehir\nİbrahim Yılmaz,İstanbul\nAyşe Öztürk,Eskişehir\nIşık,Muğla\n',
  russian: 'имя,город,возраст\nИван Петров,Москва,31\nМария Сидорова,Казань,28\n',
  capitals: 'ИМЯ,ГОРОД\nИВАНОВ,МОСКВА\nПЕТРОВ,КАЗАНЬ\nСИДОРОВА,ОМСК\n',
  greek: 'όνομα,πόλη\nΓιώργος Παπαδόπουλος,Αθήνα\nΜαρία Νικολάου,Θεσσαλονίκη\n',
  japanese: '名前,年齢,都市\n山田太郎,25,東京\n鈴木花子,30,大阪\n佐藤ヤスシ,28,名古屋\n',
  chinese: '姓名,城市,年龄\n张伟,北京,31\n王芳,上海,28\n李娜,广州市天河区,25\n',
  taiwanese: '姓名,城市,年齡\n陳怡君,台北,31\n林志明,高雄市,28\n王小明,臺中市西屯區,25\n',
  korean: '이름,도시,나이\n김철수,서울,31\n이영희,부산광역시,28\n박민수,대구,25\n',
} as const;

describe('an encoding is told by the text that it makes', () => {
  it.each<[keyof typeof texts, string]>([
    ['french', 'cp1252'],
    ['french', 'mac_roman'],
    ['french', 'cp850'],
    ['german', 'cp1252'],
    ['german', 'mac_roman'],
    ['english', 'cp1252'],
    ['english', 'mac_roman'],
    ['danish', 'cp1252'],
    ['danish', 'mac_roman'],
    ['polish', 'cp1250'],
    ['polish', 'iso8859-2'],
    ['czech', 'cp1250'],
    ['turkish', 'cp1254'],
    ['russian', 'cp1251'],
    ['russian', 'koi8-r'],
    ['russian', 'cp866'],
    ['capitals', 'cp1251'],
    ['capitals', 'koi8-r'],
    ['greek', 'cp1253'],
    ['japanese', 'cp932'],
    ['japanese', 'euc_jp'],
    ['chinese', 'gb18030'],
    ['taiwanese', 'cp950'],
    ['korean', 'cp949'],
  ])('%s in %s', async (language, codec) => {
    const text = texts[language];
    const found = await read(encoded(text, codec));
    expect(found.format.encoding).toBe(codec);
    const guess = found.guesses.get('encoding')!;
    expect(guess.evidence).toMatch(/^byte \d+ is 0x[0-9A-F]{2}, which is not UTF-8; as /);
    const rows = text.trimEnd().split('\n');
    const delimiter = text.includes(';') ? ';' : ',';
    if (language === 'english') return;
    expect([found.headers, ...found.rows]).toEqual(rows.map((row) => row.split(delimiter)));
  });

  it('others that make text are offered, likelier ones first', async () => {
    const found = await read(encoded(texts.russian, 'koi8-r'));
    expect(found.guesses.get('encoding')!.others).toContain('cp1251');
    const western = await read(encoded(texts.french, 'cp1252'));
    expect(western.guesses.get('encoding')!.others[0]).toBe('latin-1');
  });

  it.each(['utf-16-le', 'utf-16-be', 'utf-32-le', 'utf-32-be'] as const)(
    '%s with a mark and without, in any script',
    async (codec) => {
      const [bytes, big] = [codec.includes('32') ? 4 : 2, codec.endsWith('be')] as const;
      for (const text of [...Object.values(texts), 'a,b\n😀,1\n𝒳,2\n']) {
        const rows = text
          .trimEnd()
          .split('\n')
          .map((row) => row.split(/[,;]/));
        const plain = await read(wide(text, bytes, big));
        const marked = await read(wide(`\ufeff${text}`, bytes, big));
        expect(plain.format.encoding).toBe(codec);
        expect(marked.format.encoding).toBe(codec.slice(0, 6));
        if (text === texts.english) continue;
        expect([plain.headers, ...plain.rows]).toEqual(rows);
        expect([marked.headers, ...marked.rows]).toEqual(rows);
      }
    },
  );
});

describe('what was said of the encoding holds', () => {
  it('under any of Python’s names for it', async () => {
    for (const [said, kept] of [
      ['Latin1', 'latin-1'],
      ['ISO-8859-1', 'latin-1'],
      ['windows-1252', 'cp1252'],
      ['Mac Roman', 'mac_roman'],
      ['iso_8859_15', 'iso8859-15'],
    ]) {
      const found = await read('a,b\n1,x\n', { encoding: said! });
      expect([found.format.encoding, found.guesses.has('encoding')]).toEqual([kept, false]);
    }
    expect((await refused('a,b\n1,2\n', { encoding: 'klingon' })).code).toBe('encoding-invalid');
  });

  it('Latin-1 and Windows-1252 are two: bytes 80 to 9F', async () => {
    const bytes = [...Buffer.from('a,b\n'), 0x80, 0x85, 0x2c, 0xe9, 10];
    const western = await read(bytes, { encoding: 'cp1252' });
    const latin = await read(bytes, { encoding: 'latin-1' });
    expect([western.rows[0], latin.rows[0]]).toEqual([
      ['€…', 'é'],
      ['\x80\x85', 'é'],
    ]);
  });

  it('every byte comes back: text encoded again is the file', async () => {
    for (const codec of ['latin-1', 'cp866', 'mac_roman', 'koi8-r', 'cp437']) {
      const high = Array.from({ length: 128 }, (_, k) => k + 128);
      const bytes = high.flatMap((b) => [b, 0x2c, 0x78, 10]);
      const found = await read([...Buffer.from('h,i\n'), ...bytes], { encoding: codec });
      expect(encoded(found.rows.map((r) => r[0]).join(''), codec)).toEqual(high);
    }
    const gb = '㐀𠀀😀€\u0080';
    const four = [0x81, 0x39, 0xee, 0x39, 0x95, 0x32, 0x82, 0x36, 0x94, 0x39, 0xfc, 0x36];
    const rest = [0xa2, 0xe3, 0x81, 0x30, 0x81, 0x30];
    const found = await read([...Buffer.from('a,b\n1,'), ...four, ...rest, 10], {
      encoding: 'gb18030',
    });
    expect(found.rows[0]![1]).toBe(gb);
  });

  it('characters cut by the borders of blocks stay whole', async () => {
    const text = `h,i\n${'é😀,1\n'.repeat(120_000)}`;
    for (const shift of ['', 'x', 'xy']) {
      const utf8 = await read(`${shift}${text}`);
      const utf16 = await read(wide(`${shift}${text}`, 2, false));
      for (const found of [utf8, utf16]) {
        expect(found.rows).toHaveLength(120_000);
        expect(found.rows.every((r) => r[0] === 'é😀' && r[1] === '1')).toBe(true);
      }
    }
    const korean = `h,i\n${'서울특별시,1\n'.repeat(100_000)}`;
    const found = await read(encoded(korean, 'cp949'), { encoding: 'cp949' });
    expect(found.rows.every((r) => r[0] === '서울특별시')).toBe(true);
  }, 60_000);
});

describe('bytes that are no characters', () => {
  const damaged = (row: number, byte: number): Uint8Array => {
    const rows = Array.from({ length: 150_000 }, (_, i) => `é${i},t`);
    const text = Buffer.from(`n,t\n${rows.join('\n')}\n`);
    const at = text.indexOf(`é${row - 2},`);
    text[at] = byte;
    return text;
  };

  it('in row 100,001 are refused, by row and byte, with what to do', async () => {
    const detail = await refused(damaged(100_001, 0xff));
    expect([detail.code, detail.where]).toEqual([
      'encoding-invalid',
      { file: 'made.csv', row: 100_001 },
    ]);
    expect(detail.what).toMatch(/UTF-8 with damaged characters: byte 988,885 is 0xFF/);
    expect(detail.remedy).toMatch(/replaced/);
  });

  it('are replaced where that is said, and every row concerned is listed', async () => {
    const found = await read(damaged(100_001, 0xff), { undecodable: 'replace' });
    expect([found.format.encoding, found.rows.length]).toEqual(['utf-8', 150_000]);
    expect(found.rows[99_999]![0]).toBe('\ufffd\ufffd99999');
    expect(found.issues.repairs).toMatchObject([
      { kind: 'undecodable', count: 1, rows: [100_001] },
    ]);
  });

  it('are not confused with a U+FFFD that stands in the file', async () => {
    const bytes = Buffer.concat([
      Buffer.from('a,b\n\ufffd,1\né,2\n'),
      Buffer.from([0xe9, 0x2c, 0x33, 10]),
      Buffer.from('ü,4\n'),
    ]);
    const found = await read(bytes, { undecodable: 'replace', encoding: 'utf-8' });
    expect(found.rows.map((r) => r[0])).toEqual(['\ufffd', 'é', '\ufffd', 'ü']);
    expect(found.issues.repairs).toMatchObject([{ kind: 'undecodable', count: 1, rows: [4] }]);
  });

  it('one strange byte in a file of ASCII is refused, not read as some letter', async () => {
    const text = Buffer.from(`a,b\n${'x1,2\n'.repeat(100)}`);
    text[209] = 0xff;
    expect(await refused(text)).toMatchObject({ code: 'encoding-invalid', where: { row: 43 } });
  });

  it('a letter of Windows-1252 late in a file of ASCII is read, and told', async () => {
    const head = Buffer.from(`a,b\n${'plain,2\n'.repeat(400_000)}`);
    const found = await read(Buffer.concat([head, Buffer.from('caf\xe9,3\n', 'latin1')]));
    expect([found.format.encoding, found.rows.at(-1)]).toEqual(['cp1252', ['café', '3']]);
    expect(found.guesses.get('encoding')!.evidence).toContain('0xE9');
  });

  it('a file of two encodings is refused, and said to be one', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `café ${i},olé`);
    const mixed = Buffer.concat(
      rows.map((row, i) => Buffer.from(`${row}\n`, i % 4 === 0 ? 'utf8' : 'latin1')),
    );
    const detail = await refused(mixed);
    expect([detail.code, detail.what]).toEqual([
      'encoding-invalid',
      expect.stringMatching(/mixes UTF-8/),
    ]);
    const read1252 = await read(mixed, { encoding: 'cp1252' });
    expect(read1252.rows).toHaveLength(39);
  });

  it.each([
    ['utf-16', [0xff, 0xfe, ...wide('a,b\n', 2, false), 0x00, 0xd8, ...wide(',1\n', 2, false)]],
    ['utf-16-le', [...wide('a,b\nx,1\n', 2, false), 0x61]],
    ['utf-32-le', [...wide('a,b\nx,1\n', 4, false), 0, 0, 0x11, 0, ...wide(',1\n', 4, false)]],
    ['cp1252', [...Buffer.from('a,b\n'), 0x81, 0x2c, 0x31, 10]],
    ['cp932', [...Buffer.from('a,b\n'), 0x81, 0x2c, 0x31, 10]],
    ['cp949', [...Buffer.from('a,b\n'), 0xc9, 0xa1, 0x2c, 0x31, 10]],
  ])('are refused in %s, and replaced where that is said', async (encoding, bytes) => {
    expect((await refused(bytes, { encoding })).code).toBe('encoding-invalid');
    const found = await read(bytes, { encoding, undecodable: 'replace' });
    expect(kindsOf(found)).toContain('undecodable');
    expect(found.rows.flat().join('')).toContain('\ufffd');
  });

  it('a zero is binary data in any encoding', async () => {
    expect((await refused('a,b\n1,\x002\n')).code).toBe('file-kind');
    expect((await refused([...wide('\ufeffa,b\n1,\0\n', 2, false)])).code).toBe('file-kind');
  });
});
