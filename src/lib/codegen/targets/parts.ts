import { isClassification } from '#lib/recipe/profile.ts';
import type { Split } from '#lib/recipe/recipe.ts';
import { printLiteral } from '../python/print.ts';
import type { Plan } from '../pipeline.ts';
import { lines, type Fragment } from './fragment.ts';
import { isWithoutTarget } from './unsupervised.ts';

const text = printLiteral;

/** The columns that split, as constants. */
export function splitConstants(split: Split): readonly string[] {
  if (split.method === 'column') return [`SPLIT = ${text(split.column)}`];
  if (split.method === 'group') return [`GROUP = ${text(split.column)}`];
  if (split.method === 'time') return [`TIME = ${text(split.column)}`];
  if (split.method === 'random') return [];
  return [
    `PLACE = [${split.columns.map((c) => text(c)).join(', ')}]`,
    `BLOCK = ${text(split.size)}`,
  ];
}

/** `split(df)`: train, validation and test, as the recipe divides them; empty parts are left out. */
export function split(plan: Plan): Fragment | null {
  if (plan.target === null && !isWithoutTarget(plan)) return null;
  return splits[plan.split.method](plan);
}

const splits: Readonly<Record<Plan['split']['method'], (plan: Plan) => Fragment>> = {
  column: () => splitByColumn,
  random: splitAtRandom,
  group: splitTogether,
  block: splitTogether,
  time: splitByTime,
};

const head = 'def split(df: pd.DataFrame) -> dict[str, pd.DataFrame]:';

const splitByColumn: Fragment = {
  code: lines(
    head,
    '    """Return the parts that the split column names."""',
    '    part = df[SPLIT].astype("str").str.strip().str.lower()',
    '    part = part.replace(["val", "valid", "dev"], "validation")',
    '    parts = {name: df[part == name] for name in ("train", "validation", "test")}',
    '    return {name: rows for name, rows in parts.items() if len(rows) > 0}',
  ),
};

/** The share of validation among the rows left by test: the very double that the app's own split uses. */
const validationShare = (split: { readonly validation: number; readonly test: number }): number =>
  split.validation / (1 - split.test);

function splitAtRandom({ split, task }: Plan): Fragment {
  if (split.method !== 'random') return splitByColumn;
  const stratified = split.stratify && task !== null && isClassification(task);
  const call = (rows: string, share: number): string =>
    `train_test_split(${rows}, test_size=${text(share)}, random_state=${split.seed}${stratified ? `, stratify=${rows}[TARGET]` : ''})`;
  const parts = [
    'train',
    ...(split.validation > 0 ? ['validation'] : []),
    ...(split.test > 0 ? ['test'] : []),
  ];
  const divided = parts.length > 1;
  return {
    imports: divided ? [['sklearn.model_selection', 'train_test_split']] : [],
    code: lines(
      head,
      '    """Return the parts of the experiment by name."""',
      !divided && '    return {"train": df}',
      split.test > 0 && `    train, test = ${call('df', split.test)}`,
      split.validation > 0 &&
        `    train, validation = ${call(split.test > 0 ? 'train' : 'df', validationShare(split))}`,
      divided && `    return {${parts.map((p) => `"${p}": ${p}`).join(', ')}}`,
    ),
  };
}

const namesOf = ({ validation, test }: Exclude<Split, { method: 'column' }>): readonly string[] => [
  'train',
  ...(validation > 0 ? ['validation'] : []),
  ...(test > 0 ? ['test'] : []),
];

const dictionary = (names: readonly string[]): string =>
  `    return {${names.map((p) => `"${p}": ${p}`).join(', ')}}`;

/** GroupShuffleSplit numbers groups as they sort: text by code point, numbers by value, rows without one last. */
function splitTogether({ split, folds }: Plan): Fragment {
  if (split.method !== 'group' && split.method !== 'block') return splitByColumn;
  const names = namesOf(split);
  const parted = names.length > 1;
  const call = (rows: string, into: string, share: number): readonly string[] => [
    `    splitter = GroupShuffleSplit(n_splits=1, test_size=${text(share)}, random_state=${split.seed})`,
    `    rest, held = next(splitter.split(${rows}, groups=groups_of(${rows})))`,
    `    train, ${into} = ${rows}.iloc[rest], ${rows}.iloc[held]`,
  ];
  return {
    imports: [
      ['numpy', 'np'],
      ['pandas', 'pd'],
      ...(parted ? [['sklearn.model_selection', 'GroupShuffleSplit'] as const] : []),
    ],
    code: lines(
      (parted || folds !== null) && [...groupsOf(split.method), '', ''],
      head,
      '    """Return the parts by name; rows that belong together are in one of them."""',
      split.method === 'block' && '    df = df.dropna(subset=PLACE)',
      split.test > 0 && call('df', 'test', split.test),
      split.validation > 0 &&
        call(split.test > 0 ? 'train' : 'df', 'validation', validationShare(split)),
      parted ? dictionary(names) : '    return {"train": df}',
    ),
  };
}

const groupsOf = (by: 'group' | 'block'): readonly string[] => [
  'def groups_of(df: pd.DataFrame) -> np.ndarray:',
  `    """Return the ${by === 'group' ? 'group' : 'square of the map'} of each row as a number."""`,
  ...(by === 'group'
    ? ['    return pd.factorize(df[GROUP], sort=True, use_na_sentinel=False)[0]']
    : [
        '    places = [np.floor(df[name] / BLOCK) for name in PLACE]',
        '    return df.groupby(places, sort=True).ngroup().to_numpy()',
      ]),
];

function splitByTime({ split }: Plan): Fragment {
  if (split.method !== 'time') return splitByColumn;
  const names = namesOf(split);
  const cut = (name: string, share: number): readonly string[] => [
    `    ${name} = train.iloc[len(train) - math.ceil(${text(share)} * n) :]`,
    `    train = train.iloc[: len(train) - len(${name})${split.gap > 0 ? ` - ${split.gap}` : ''}]`,
  ];
  return {
    imports: names.length > 1 ? [['math', '']] : [],
    code: lines(
      head,
      '    """Return the parts by name: the latest rows for test, before them validation."""',
      '    train = df.dropna(subset=[TIME]).sort_values(TIME, kind="stable")',
      names.length > 1 && '    n = len(train)',
      split.test > 0 && cut('test', split.test),
      split.validation > 0 && cut('validation', split.validation),
      dictionary(names),
    ),
  };
}
