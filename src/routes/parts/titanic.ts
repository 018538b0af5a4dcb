/** The first rows of the Titanic table, for the gallery. */
export const columnNames = [
  'survived',
  'pclass',
  'sex',
  'age',
  'sibsp',
  'parch',
  'fare',
  'embarked',
  'class',
  'who',
  'adult_male',
  'deck',
  'embark_town',
  'alive',
  'alone',
];

export const ageCounts = [40, 18, 17, 89, 112, 99, 81, 61, 43, 36, 22, 17, 13, 5, 4, 2];
export const fareCounts = [515, 70, 50, 19, 12, 8, 7, 4, 3, 0, 0, 0, 0, 0, 3];

export const python = `from sklearn.pipeline import Pipeline
"""Prepares the table.
Learned on training rows only."""
df = pd.read_csv("titanic.csv")
df = df.drop(columns=["alive"])  # repeats the target
df["family_size"] = df["sibsp"] + df["parch"] + 1
df["fare"] = np.log1p(df["fare"])
numeric = Pipeline([
    ("impute", SimpleImputer(strategy="median")),
    ("scale", StandardScaler()),
])
`;

export const consoleLines = Array.from({ length: 20_000 }, (_, i) => ({
  time: `13:58:${String(i % 60).padStart(2, '0')}`,
  level: (['INFO', 'INFO', 'SUCCESS', 'WARNING', 'INFO', 'ERROR'] as const)[i % 6]!,
  source: ['preprocess.impute', 'train.hgb'][i % 2]!,
  message: `Line ${i + 1}: replaced 177 nulls in 'age' with median 28.5 (137 train, 40 test)`,
}));

export const sql = `SELECT coalesce(age, 28.5) AS age -- 177 cells
FROM titanic
WHERE sex <> 'it''s'`;
