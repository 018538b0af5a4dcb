import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { script } from '#lib/codegen/targets/script.ts';
import { durationReader } from '#lib/data/values/durations.ts';
import { numberReader } from '#lib/data/values/numbers.ts';
import { valueReader } from '#lib/data/values/value.ts';
import { RandomState } from '#lib/engine/random.ts';
import { dateFormatIds, dateFormatParts, monthNames } from '#lib/recipe/dateFormats.ts';
import type { NumberParse } from '#lib/recipe/source.ts';
import { askPython, python } from '../golden/python.ts';
import { recipeOf } from '../golden/recipes.ts';
import { registry } from '../golden/registry.ts';

/** Values in columns of one kind: what the app makes of each text, and what the exported code does. */

const load = `import json, sys
answers = []
for code, path in json.load(sys.stdin):
    scope = {"__name__": "train"}
    exec(code, scope)
    df = scope["load"](path)
    answers.append([None if c != c else c for c in df["v"].tolist()])
print(json.dumps(answers))`;

const number = (parse: Partial<NumberParse>): NumberParse => ({
  as: 'number',
  decimal: '.',
  thousands: '',
  affixes: [],
  percent: false,
  ...parse,
});

const numberParses: readonly NumberParse[] = [
  number({}),
  number({ decimal: ',' }),
  number({ decimal: ',', thousands: '.' }),
  number({ thousands: ',' }),
  number({ decimal: ',', thousands: ' ' }),
  number({ decimal: ',', thousands: '\u202f' }),
  number({ thousands: "'" }),
  number({ thousands: '_' }),
  number({ percent: true }),
  number({ decimal: ',', percent: true }),
  number({ affixes: ['€', 'EUR'], decimal: ',', thousands: '.' }),
  number({ affixes: ['$', '()', 'US$'], thousands: ',' }),
  number({ affixes: ['-', '\u2212'] }),
  number({ affixes: ['(', 'a.b', '[x]*', '^', '%'], thousands: ',' }),
  number({ affixes: ['kg', '()', '-', '\u2212'], decimal: ',', thousands: '.', percent: true }),
];

const pieces = [
  ...['1', '12', '123', '1234', '0', '00', '5', '1.234', '1,234', '12.34', "1'234", '1 234'],
  ...['.', ',', ' ', '\u00a0', '\u202f', "'", '\u2019', '_', '-', '+', '\u2212', '(', ')', '%'],
  ...['€', 'EUR', '$', 'US$', 'kg', 'a.b', '[x]*', '^', 'e5', 'E-3', 'e400', 'e-400', 'nan', 'inf'],
  ...['٣', '１', 'x', '0x1', '\t', '.5', '12345678901234567890', '0.1', '333333333333333333,3'],
];

/** Numbers as the parse has them, a few of them broken, and rubbish. */
function numberTexts(parse: NumberParse, count: number, seed: number): string[] {
  const random = new RandomState(seed);
  const one = <T>(of: readonly T[]): T => of[random.randint(0, of.length)]!;
  const often = (share: number): boolean => random.randomSample() < share;
  const proper = (): string => {
    const size = Math.floor(10 ** (random.randomSample() * 12));
    const grouped = String(size).replace(/\B(?=(\d{3})+$)/g, parse.thousands);
    const places = random.randint(0, 18);
    const fraction = Array.from({ length: places }, () => random.randint(0, 10)).join('');
    const bare = grouped + (places > 0 ? parse.decimal + fraction : '');
    const unit = parse.affixes.length > 0 && often(0.7) ? one(parse.affixes) : '';
    const space = often(0.3) ? one([' ', '\u00a0']) : '';
    const withUnit =
      unit === '()'
        ? `(${bare})`
        : often(0.5)
          ? `${unit}${space}${bare}`
          : `${bare}${space}${unit}`;
    const signed = often(0.2) ? `-${withUnit}` : withUnit;
    return parse.percent ? `${signed}${space}%` : signed;
  };
  const rubbish = (): string =>
    Array.from({ length: random.randint(1, 6) }, () => one(pieces)).join('');
  const damaged = (): string => {
    const text = proper();
    const at = random.randint(0, text.length);
    return text.slice(0, at) + (often(0.5) ? one(pieces) : '') + text.slice(at + 1);
  };
  return Array.from({ length: count }, () =>
    often(0.4) ? proper() : often(0.5) ? damaged() : rubbish(),
  );
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

it.skipIf(python === null)(
  'reads 15 × 4,000 texts as numbers in Python, to the last bit, as the app does',
  { timeout: 120_000 },
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tabwise-values-'));
    const asked: [string, string][] = [];
    const ours: (number | null)[][] = [];
    const given: string[][] = [];
    for (const [k, parse] of numberParses.entries()) {
      const texts = numberTexts(parse, 4000, k).filter((t) => t !== '');
      const path = join(dir, `${k}.csv`);
      await writeFile(path, ['v', ...texts].map(quoted).join('\n'));
      const recipe = recipeOf({ columns: [['v', 'number']], parse: { v: parse } });
      asked.push([script(recipe, registry).code, path]);
      ours.push(texts.map(numberReader(parse)));
      given.push(texts);
    }
    const theirs = (await askPython(load, asked)) as (number | null)[][];
    const apart = given.flatMap((texts, k) =>
      texts.flatMap((text, i) =>
        Object.is(ours[k]![i], theirs[k]![i]) ? [] : [[k, text, ours[k]![i], theirs[k]![i]]],
      ),
    );
    expect(apart.slice(0, 5), `${apart.length} differ`).toEqual([]);
    const read = ours.flat().filter((x) => x !== null).length;
    expect(read).toBeGreaterThan(15_000);
  },
);

const dateTypes = ['date', 'datetime'] as const;

/** Moments as the format writes them, some damaged, some that never were. */
function dateTexts(id: string, count: number, random: RandomState): string[] {
  const one = <T>(of: readonly T[]): T => of[random.randint(0, of.length)]!;
  const often = (share: number): boolean => random.randomSample() < share;
  const two = (n: number): string => (often(0.8) ? String(n).padStart(2, '0') : String(n));
  const { pattern, language, ordinal } = dateFormatParts(id);
  const names = monthNames[language]!;
  const cased = (name: string): string =>
    one([name, name.toUpperCase(), name.charAt(0).toUpperCase() + name.slice(1)]);
  const iso = id.startsWith('ISO')
    ? `%Y-%m-%d${one(['T', ' '])}%H:%M${one(['', ':%S', ':%S.%f'])}${id.includes('%z') ? one(['', ' ']) + '%z' : ''}`
    : pattern;
  const serial = (): string =>
    one([
      String(random.randint(0, 80_000)),
      `${random.randint(0, 80_000)}.${random.randint(0, 1_000_000)}`,
      String(random.randint(-1_000_000_000, 2_000_000_000)),
      String(1_500_000_000_123 + random.randint(0, 1_000_000_000)),
      '60',
      '60.5',
      '59.99999999',
      '2958465.999999',
      '0',
    ]);
  const proper = (): string =>
    id.startsWith('@')
      ? serial()
      : iso.replace(/%([A-Za-z])| /g, (whole, d: string | undefined) => {
          if (d === undefined) return often(0.9) ? whole : one(['\u00a0', '  ', '']);
          const day = random.randint(1, often(0.95) ? 29 : 33);
          const suffix = ordinal ? one(['th', 'st', 'ND', 'rd', 'th', '']) : '';
          const list = d === 'B' ? names.full : names.short;
          return {
            Y: String(random.randint(often(0.9) ? 1900 : 0, 2100)).padStart(4, '0'),
            y: String(random.randint(0, 100)).padStart(2, '0'),
            m: two(random.randint(often(0.9) ? 1 : 0, 13)),
            d: two(day) + suffix,
            b: cased(one(one(list).split('|'))) + (often(0.2) ? '.' : ''),
            B: cased(one(one(list).split('|'))),
            a: one(['Mon', 'tue', 'SUN', 'Sat.', 'Sat', 'Xyz']),
            A: one(['Monday', 'tuesday', 'WEDNESDAY', 'Sunday']),
            H: two(random.randint(0, often(0.9) ? 24 : 26)),
            I: two(random.randint(often(0.9) ? 1 : 0, 13)),
            M: two(random.randint(0, 60)),
            S: two(random.randint(0, often(0.9) ? 60 : 62)),
            f: String(random.randint(0, 1_000_000_000)).slice(0, random.randint(1, 10)),
            p: one(['AM', 'pm', 'p.m.', 'A.M', 'x']),
            z: one(['Z', 'UTC', '+0000', '+05:30', '-0800', '+01', '-11:45', '+1', 'CET']),
          }[d]!;
        });
  return Array.from({ length: count }, () => {
    const text = proper();
    if (often(0.1)) return one([' ', '\t', '\u00a0']) + text + one(['', ' ']);
    if (often(0.8)) return text;
    const at = random.randint(0, text.length);
    return text.slice(0, at) + one(['', '1', ' ', '/', '-', 'x', '.', '٣']) + text.slice(at + 1);
  }).filter((t) => t !== '');
}

it.skipIf(python === null)(
  'reads texts of every date format in Python as the app does, alone and mixed',
  { timeout: 300_000 },
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tabwise-values-'));
    const random = new RandomState(5);
    const ids = dateFormatIds();
    const mixes = [
      ['%Y-%m-%d', '%d.%m.%Y', '%b %d, %Y@th', '@excel1900', '%Y年%B%d日@zh'],
      ['ISO8601', '%d/%m/%Y %H:%M', '%m/%d/%Y'],
      ['ISO8601%z', '%Y-%m-%d'],
    ];
    const asked: [string, string][] = [];
    const ours: (string | number | null)[][] = [];
    const given: string[][] = [];
    for (const formats of [...ids.map((id) => [id]), ...mixes])
      for (const type of dateTypes) {
        const texts = formats.flatMap((id) => dateTexts(id, formats.length > 1 ? 300 : 60, random));
        const path = join(dir, `${asked.length}.csv`);
        await writeFile(path, ['v', ...texts].map(quoted).join('\n'));
        const parse = { as: 'date', formats } as const;
        const recipe = recipeOf({ columns: [['v', type]], parse: { v: { as: 'date', formats } } });
        asked.push([script(recipe, registry).code, path]);
        const read = valueReader({ type, parse: { ...parse, formats: [...formats] } });
        ours.push(texts.map((t) => read(t).value));
        given.push(texts);
      }
    const theirs = (await askPython(load, asked)) as (string | null)[][];
    const labels = asked.map((_, k) => {
      const formats = [...ids.map((id) => [id]), ...mixes][k >> 1]!;
      return `${formats.join(' ')} ${dateTypes[k & 1]!}`;
    });
    const apart = given.flatMap((texts, k) =>
      texts.flatMap((text, i) =>
        ours[k]![i] === theirs[k]![i] ? [] : [[labels[k], text, ours[k]![i], theirs[k]![i]]],
      ),
    );
    const some = [...Map.groupBy(apart, ([label]) => label).values()].map((of) => of[0]);
    expect(some.slice(0, 30), `${apart.length} of ${given.flat().length} differ`).toEqual([]);
    expect(ours.flat().filter((x) => x !== null).length).toBeGreaterThan(0.3 * given.flat().length);
  },
);

it.skipIf(python === null)('reads durations in Python as the app does', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'tabwise-values-'));
  const random = new RandomState(6);
  const one = <T>(of: readonly T[]): T => of[random.randint(0, of.length)]!;
  const pieces = [
    ...['1', '59', '07', '123', '0', ':', ':', ':', '-', '.5', '30', 'PT', 'P', 'T', 'H', 'M', 'S'],
    ...[' ', 'h', 'm', 's', 'd', ' days, ', 'day', ' min', 'hours', ' and ', 'W', 'D', 'x'],
  ];
  const proper: readonly (() => string)[] = [
    () => `${random.randint(0, 200)}:${one(['05', '59', '60'])}:${one(['00', '07.25', '61'])}`,
    () => `${random.randint(0, 99)}:${one(['05', '30'])}`,
    () =>
      `${random.randint(0, 9)} days ${one(['01', '7', '23'])}:10:${one(['00', '59.123456789'])}`,
    () => `P${one(['', '1W', '3D'])}T${one(['2H', '30M', '0.1S', '1H30M', '5M7.5S'])}`,
    () => `${one(['1h', '2 hrs ', '-3 hours, '])}${one(['30m', '5 min 10.1 s', '', '7 secs.'])}`,
  ];
  const texts = Array.from({ length: 4000 }, (_, i) =>
    i % 2
      ? one(proper)()
      : Array.from({ length: random.randint(1, 7) }, () => one(pieces)).join(''),
  ).filter((t) => t.trim() !== '');
  const path = join(dir, 'durations.csv');
  await writeFile(path, ['v', ...texts].map(quoted).join('\n'));
  const ids = ['%H:%M:%S', '%M:%S', '%H:%M', 'days', 'ISO8601', 'units'];
  const asked = ids.map((format) => {
    const recipe = recipeOf({
      columns: [['v', 'duration']],
      parse: { v: { as: 'duration', format } },
    });
    return [script(recipe, registry).code, path];
  });
  const theirs = await askPython(load, asked);
  expect(theirs).toEqual(ids.map((id) => texts.map(durationReader(id))));
});
