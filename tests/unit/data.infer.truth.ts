import type { FileHints } from './data.infer.support.ts';

/**
 * What a person who reads the file says of every column of ../shared/data/tables: type, then `!` for an id and
 * `:meaning` where it stands for something. `number*30` is thirty such columns, one after another.
 */
export interface TruthFile extends FileHints {
  readonly columns: string;
}

const noHeader = { header: 0 } as const;
const adult = `integer category integer ordinal integer category category category category category
  integer integer integer category:place category`;
const weather = 'date integer*7 integer:year integer:year number*3';

export const truth: Readonly<Record<string, TruthFile>> = {
  'adult_train.csv': { ...noHeader, columns: adult },
  'adult_test.csv': { ...noHeader, columns: adult },
  'airline-passengers.csv': { columns: 'date integer' },
  'anscombe.csv': { columns: 'category number number' },
  'bike_day.csv': { columns: 'integer! date integer*7 number*4 integer*3' },
  'bike_hour.csv': { columns: 'integer! date integer*8 number*4 integer*3' },
  'california_housing.csv': { columns: 'number:longitude number:latitude number*7 category' },
  'mpg.csv': { columns: 'number integer number number integer number integer category text' },
  'nyc_taxis.csv': {
    columns: 'datetime datetime integer number number number number number category*6',
  },
  'penguins.csv': {
    columns:
      'category category number:measure number:measure integer:measure integer:measure category integer:year',
  },
  'penguins_raw.csv': {
    columns: `category integer category category category category text boolean date number:measure number:measure
      integer:measure integer:measure category number:measure number:measure category`,
  },
  'pima.csv': { ...noHeader, columns: 'integer*5 number number integer integer' },
  'seattle-weather.csv': { columns: 'date number*4 category' },
  'telco_churn.csv': {
    columns: `text! category integer boolean boolean integer boolean category*9 boolean category
      number:currency number:currency boolean`,
  },
  'tips.csv': { columns: 'number number category boolean ordinal category integer' },
  'titanic_seaborn.csv': {
    columns: `integer integer category number integer integer number category ordinal category boolean
      category category boolean boolean`,
  },
  'titanic_test.csv': {
    columns:
      'integer! integer text category number integer integer text number:currency text category',
  },
  'titanic_train.csv': {
    columns:
      'integer! integer integer text category number integer integer text number:currency text category',
  },
  'fivethirtyeight/bechdel/movies.csv': {
    columns: `integer:year text! text category category category integer:currency integer integer category
      integer:currency integer:currency integer:currency integer integer`,
  },
  'fivethirtyeight/candy-power-ranking/candy-data.csv': { columns: 'text integer*9 number*3' },
  'fivethirtyeight/college-majors/recent-grads.csv': {
    columns: 'integer integer! text integer*3 category number integer*6 number integer*6',
  },
  'fivethirtyeight/comma-survey/comma-survey.csv': {
    columns: `integer! category boolean ordinal category boolean ordinal ordinal category ordinal ordinal
      ordinal category`,
  },
  'fivethirtyeight/star-wars-survey/StarWars.csv': {
    header: 2,
    columns: `integer! boolean boolean category*6 integer*6 category*14 category boolean boolean boolean
      category ordinal ordinal ordinal category`,
  },
  'fivethirtyeight/us-weather-history/KNYC.csv': { columns: weather },
  'fivethirtyeight/us-weather-history/KSEA.csv': { columns: weather },
  'sklearn/breast_cancer.csv': { ...noHeader, skip: 1, columns: 'number*30 integer' },
  'sklearn/diabetes_data_raw.csv.gz': {
    ...noHeader,
    delimiter: ' ',
    columns: 'integer integer number number integer number number number number integer',
  },
  'sklearn/diabetes_target.csv.gz': { ...noHeader, columns: 'number' },
  'sklearn/digits.csv.gz': { ...noHeader, columns: 'integer*65' },
  'sklearn/iris.csv': { ...noHeader, skip: 1, columns: 'number*4 integer' },
  'sklearn/linnerud_exercise.csv': { delimiter: ' ', columns: 'integer*3' },
  'sklearn/linnerud_physiological.csv': { delimiter: ' ', columns: 'integer*3' },
  'sklearn/wine_data.csv': {
    ...noHeader,
    skip: 1,
    columns: 'number*4 integer number*7 integer integer',
  },
};

/** The files that are not delimited text, as texts. */
export const otherTruth: Readonly<Record<string, string>> = {
  'movies.json': `text integer:currency integer:currency integer integer:currency date category integer category
    category category category category integer number integer`,
  'flights-200k.arrow': 'integer integer number',
};

export interface Expected {
  readonly type: string;
  readonly role: string;
  readonly meaning: string | null;
}

/** One entry a column. */
export const expectedOf = (columns: string): readonly Expected[] =>
  columns
    .trim()
    .split(/\s+/)
    .flatMap((entry) => {
      const [, type, id, meaning, times] = /^([a-z]+)(!?)(?::([a-z]+))?(?:\*(\d+))?$/.exec(entry)!;
      const expected: Expected = {
        type: type!,
        role: id === '!' ? 'id' : 'feature',
        meaning: meaning ?? null,
      };
      return Array.from({ length: Number(times ?? 1) }, () => expected);
    });
