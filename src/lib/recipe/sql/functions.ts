/** What a query may call: the same answer each time, from its arguments alone, in every version of DuckDB. */
const rowwise = `abs acos asin atan atan2 ascii bool cast cbrt ceil ceiling chr coalesce concat concat_ws contains cos cot
  damerau_levenshtein date_add date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day dayname
  dayofmonth dayofweek dayofyear degrees editdist3 ends_with epoch exp extract floor format greatest hamming hour if ifnull
  instr isfinite isinf isnan isodow jaccard jaro_similarity jaro_winkler_similarity last_day lcase least left length
  levenshtein ln log log10 log2 lower lpad ltrim make_date md5 minute mod month monthname nullif pi position pow power
  prefix printf quarter radians regexp_extract regexp_full_match regexp_matches regexp_replace repeat replace reverse right
  round rpad rtrim second sign sin split_part sqrt starts_with strftime strip_accents strlen strpos strptime substr
  substring suffix tan translate trim trunc try_cast try_strptime ucase unicode upper week weekday weekofyear year`;

/** Sum up rows, whatever their order. */
const summing = `avg bool_and bool_or corr count count_if covar_pop covar_samp kurtosis max mean median min product
  quantile quantile_cont quantile_disc regr_slope regr_intercept regr_r2 skewness stddev stddev_pop stddev_samp sum
  var_pop var_samp variance`;

/** Depend on the order of rows: ties are broken by the row. */
const placing = 'row_number ntile lag lead first_value last_value nth_value';
/** Rows that tie have the same. */
const ranking = 'rank dense_rank percent_rank cume_dist';

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));
const kinds = {
  rowwise: setOf(rowwise),
  summing: setOf(summing),
  placing: setOf(placing),
  ranking: setOf(ranking),
};
export type FunctionKind = keyof typeof kinds;

/** Which kind a function is of; null for one that no query may call. */
export const functionKind = (name: string): FunctionKind | null =>
  (Object.keys(kinds) as FunctionKind[]).find((kind) => kinds[kind].has(name)) ?? null;

/** Words that stand before a bracket without calling anything. */
export const beforeBracket = setOf(
  `in and or not as on over using filter exists when then else where having by select distinct between like ilike any all
  some exclude case end from join is decimal numeric varchar union intersect except escape qualify limit offset
  with`,
);

/** Words that no query may have where they are not quoted. */
export const banned = setOf(
  `current_date current_time current_timestamp current_user current_role current_schema current_catalog current_database
  localtime localtimestamp session_user system_user user today now random sample tablesample pivot unpivot lateral unnest
  recursive into values describe show summarize columns positional asof natural window within struct map union_value rowid
  timestamptz timetz json blob bit uuid zone attach copy pragma install load export import insert update delete create
  drop alter call set execute prepare vacuum analyze checkpoint grant macro exclude_columns rename materialized
  semi anti`,
);
