-- The table after the cleaning steps, as one query for DuckDB 1.4; made by Tabwise.
-- Run it where the file lies: duckdb < clean.sql
WITH
-- Every cell as text, with the number of its row, which keeps the order.
cells AS (
    SELECT row_number() OVER () - 1 AS rid, *
    FROM
        read_csv(
            'rides.csv',
            auto_detect = false,
            header = true,
            delim = ',',
            quote = '"',
            escape = '"',
            nullstr = [''],
            columns = {
                'at_': 'VARCHAR',
                'booked': 'VARCHAR',
                'from_to': 'VARCHAR',
                'km': 'VARCHAR',
                'minutes': 'VARCHAR',
                'note': 'VARCHAR',
                'fare': 'VARCHAR'
            }
        )
),
-- Numbers and dates; what means missing or does not fit is NULL.
typed AS (
    SELECT
        rid,
        list_transform(
            [
                regexp_extract(
                    at_,
                    '^(?:[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*([0-9]{4})\-(0?[1-9]|1[0-2])\-(0?[1-9]|[12][0-9]|3[01])[ \x{a0}\x{202f}]+([01]?[0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*)$',
                    ['year', 'month', 'day', 'hour', 'minute', 'second']
                )
            ],
            lambda x: CASE
                WHEN length(x.year) > 0
                    AND x.year <> '0000'
                    AND TRY_CAST(
                        x.year || '-' || lpad(x.month, 2, '0') || '-'
                            || lpad(x.day, 2, '0') AS DATE
                    ) IS NOT NULL
                    THEN x.year || '-' || lpad(x.month, 2, '0')
                    || '-' || lpad(x.day, 2, '0') || ' '
                    || lpad(x.hour, 2, '0') || ':' || x.minute
                    || ':'
                    || CASE WHEN length(x.second) > 0 THEN x.second ELSE '00' END
                    || ''
            END
        )[1] AS at_,
        list_transform(
            [
                regexp_extract(
                    booked,
                    '^(?:[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*(0?[1-9]|[12][0-9]|3[01])\/(0?[1-9]|1[0-2])\/([0-9]{4})[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*)$',
                    ['day', 'month', 'year']
                )
            ],
            lambda x: CASE
                WHEN length(x.year) > 0
                    AND x.year <> '0000'
                    AND TRY_CAST(
                        x.year || '-' || lpad(x.month, 2, '0') || '-'
                            || lpad(x.day, 2, '0') AS DATE
                    ) IS NOT NULL
                    THEN x.year || '-' || lpad(x.month, 2, '0')
                    || '-' || lpad(x.day, 2, '0')
            END
        )[1] AS booked,
        from_to,
        CASE
            WHEN isfinite(TRY_CAST(km AS DOUBLE))
                AND NOT contains(km, '_')
                THEN TRY_CAST(km AS DOUBLE)
        END AS km,
        CASE
            WHEN isfinite(TRY_CAST(minutes AS DOUBLE))
                AND NOT contains(minutes, '_')
                THEN TRY_CAST(minutes AS DOUBLE)
        END AS minutes,
        note,
        CASE
            WHEN isfinite(TRY_CAST(fare AS DOUBLE))
                AND NOT contains(fare, '_')
                THEN TRY_CAST(fare AS DOUBLE)
        END AS fare
    FROM cells
),
-- 1. Filter rows: keep km > 0 and not (note = "test" or contains(note, "cancelled"))
-- Keeps the rows where a condition holds, such as age > 17; new rows are never left out.
filter_rows AS (
    SELECT *
    FROM typed
    WHERE
        (
            coalesce(km > 0::DOUBLE, false)
                AND (
                    NOT (
                        coalesce(note = 'test', false)
                            OR coalesce(contains(note, 'cancelled'), false)
                    )
                )
        )
),
-- 2. Change the case of note, from to: small letters
-- Writes texts in small or in capital letters, so that Yes and YES become one.
change_case AS (
    SELECT
        * REPLACE (
            nullif(lower(replace(from_to, 'İ', 'i̇')), '') AS from_to,
            nullif(lower(replace(note, 'İ', 'i̇')), '') AS note
        )
    FROM filter_rows
),
-- 3. Split from to: at “ - ” into 2 columns
-- Cuts each text at a mark, such as a comma, into columns of their own.
split_text AS (
    SELECT
        * EXCLUDE (from_to),
        nullif(
            nullif(split_part(from_to, ' - ', CAST(1::DOUBLE AS BIGINT)), ''),
            ''
        ) AS from_to_1,
        nullif(
            nullif(split_part(from_to, ' - ', CAST(2::DOUBLE AS BIGINT)), ''),
            ''
        ) AS from_to_2
    FROM change_case
),
-- 4. Calculate speed: = round(km / (minutes / 60), 1)
-- Adds a column by a formula over the others of its row, such as weight / height ^ 2.
calculate AS (
    SELECT
        *,
        list_transform(
            [
                (
                    round_even(
                        nullif(
                            (
                                km / nullif(
                                    nullif((minutes / nullif(60::DOUBLE, 0)), 'nan'::DOUBLE),
                                    0
                                )
                            ),
                            'nan'::DOUBLE
                        ) * 1e1::DOUBLE,
                        0
                    ) / 1e1::DOUBLE
                )
            ],
            lambda x: CASE WHEN isfinite(x) THEN x END
        )[1] AS speed
    FROM split_text
),
-- 5. Calculate waited: = days(booked, at) > 7 or missing(booked)
-- Adds a column by a formula over the others of its row, such as weight / height ^ 2.
calculate_2 AS (
    SELECT
        *,
        CASE
            WHEN (
                coalesce(
                    (
                        (
                            (
                                epoch_us(CASE WHEN regexp_full_match(at_, '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?)?') THEN TRY_CAST(replace(left(at_, 26), 'T', ' ') AS TIMESTAMP) END) - epoch_us(
                                    CASE
                                        WHEN regexp_full_match(
                                            booked,
                                            '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?)?'
                                        )
                                            THEN TRY_CAST(
                                                replace(left(booked, 26), 'T', ' ') AS TIMESTAMP
                                            )
                                    END
                                )
                            ) / 1e6::DOUBLE
                        ) / 86400
                    ) > 7::DOUBLE,
                    false
                )
                    OR (
                        CASE
                            WHEN regexp_full_match(
                                booked,
                                '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?)?'
                            )
                                THEN TRY_CAST(replace(left(booked, 26), 'T', ' ') AS TIMESTAMP)
                        END IS NULL
                    )
            )
                THEN 'true'
            ELSE 'false'
        END AS waited
    FROM calculate
),
-- 6. Take at apart: month, weekday, hour on a circle
-- Turns each date into numbers a model can read: year, month, day of the week, hour.
date_parts AS (
    SELECT
        *,
        list_transform(
            [
                list_transform(
                    [
                        nullif(
                            (
                                nullif(
                                    (
                                        CAST(
                                            date_part(
                                                'month',
                                                CASE
                                                    WHEN regexp_full_match(
                                                        at_,
                                                        '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?)?'
                                                    )
                                                        THEN TRY_CAST(
                                                            replace(
                                                                left(at_, 26),
                                                                'T',
                                                                ' '
                                                            ) AS TIMESTAMP
                                                        )
                                                END
                                            ) AS DOUBLE
                                        ) - 1::DOUBLE
                                    ),
                                    'nan'::DOUBLE
                                ) * CAST('0.5235987755982988' AS DOUBLE)
                            ),
                            'nan'::DOUBLE
                        )
                    ],
                    lambda x: CASE WHEN x = x AND isfinite(x) THEN sin(x) END
                )[1]
            ],
            lambda x: CASE WHEN isfinite(x) THEN x END
        )[1] AS at_month_sin,
        list_transform(
            [
                list_transform(
                    [
                        nullif(
                            (
                                nullif(
                                    (
                                        CAST(
                                            date_part(
                                                'month',
                                                CASE
                                                    WHEN regexp_full_match(
                                                        at_,
                                                        '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?)?'
                                                    )
                                                        THEN TRY_CAST(
                                                            replace(
                                                                left(at_, 26),
                                                                'T',
                                                                ' '
                                                            ) AS TIMESTAMP
                                                        )
                                                END
                                            ) AS DOUBLE
                                        ) - 1::DOUBLE
                                    ),
                                    'nan'::DOUBLE
                                ) * CAST('0.5235987755982988' AS DOUBLE)
                            ),
                            'nan'::DOUBLE
                        )
                    ],
                    lambda x: CASE WHEN x = x AND isfinite(x) THEN cos(x) END
                )[1]
            ],
            lambda x: CASE WHEN isfinite(x) THEN x END
        )[1] AS at_month_cos,
        list_transform(
            [
                list_transform(
                    [
                        nullif(
                            (
                                nullif(
                                    (
                                        CAST(
                                            date_part(
                                                'isodow',
                                                CASE
                                                    WHEN regexp_full_match(
                                                        at_,
                                                        '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?)?'
                                                    )
                                                        THEN TRY_CAST(
                                                            replace(
                                                                left(at_, 26),
                                                                'T',
                                                                ' '
                                                            ) AS TIMESTAMP
                                                        )
                                                END
                                            ) AS DOUBLE
                                        ) - 1::DOUBLE
                                    ),
                                    'nan'::DOUBLE
                                ) * CAST('0.8975979010256552' AS DOUBLE)
                            ),
                            'nan'::DOUBLE
                        )
                    ],
                    lambda x: CASE WHEN x = x AND isfinite(x) THEN sin(x) END
                )[1]
            ],
            lambda x: CASE WHEN isfinite(x) THEN x END
        )[1] AS at_weekday_sin,
        list_transform(
            [
                list_transform(
                    [
                        nullif(
                            (
                                nullif(
                                    (
                                        CAST(
                                            date_part(
                                                'isodow',
                                                CASE
                                                    WHEN regexp_full_match(
                                                        at_,
                                                        '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?)?'
                                                    )
                                                        THEN TRY_CAST(
                                                            replace(
                                                                left(at_, 26),
                                                                'T',
                                                                ' '
                                                            ) AS TIMESTAMP
                                                        )
                                                END
                                            ) AS DOUBLE
                                        ) - 1::DOUBLE
                                    ),
                                    'nan'::DOUBLE
                                ) * CAST('0.8975979010256552' AS DOUBLE)
                            ),
                            'nan'::DOUBLE
                        )
                    ],
                    lambda x: CASE WHEN x = x AND isfinite(x) THEN cos(x) END
                )[1]
            ],
            lambda x: CASE WHEN isfinite(x) THEN x END
        )[1] AS at_weekday_cos,
        list_transform(
            [
                list_transform(
                    [
                        nullif(
                            (
                                CAST(
                                    date_part(
                                        'hour',
                                        CASE
                                            WHEN regexp_full_match(
                                                at_,
                                                '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?)?'
                                            )
                                                THEN TRY_CAST(
                                                    replace(
                                                        left(at_, 26),
                                                        'T',
                                                        ' '
                                                    ) AS TIMESTAMP
                                                )
                                        END
                                    ) AS DOUBLE
                                ) * CAST('0.2617993877991494' AS DOUBLE)
                            ),
                            'nan'::DOUBLE
                        )
                    ],
                    lambda x: CASE WHEN x = x AND isfinite(x) THEN sin(x) END
                )[1]
            ],
            lambda x: CASE WHEN isfinite(x) THEN x END
        )[1] AS at_hour_sin,
        list_transform(
            [
                list_transform(
                    [
                        nullif(
                            (
                                CAST(
                                    date_part(
                                        'hour',
                                        CASE
                                            WHEN regexp_full_match(
                                                at_,
                                                '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?)?'
                                            )
                                                THEN TRY_CAST(
                                                    replace(
                                                        left(at_, 26),
                                                        'T',
                                                        ' '
                                                    ) AS TIMESTAMP
                                                )
                                        END
                                    ) AS DOUBLE
                                ) * CAST('0.2617993877991494' AS DOUBLE)
                            ),
                            'nan'::DOUBLE
                        )
                    ],
                    lambda x: CASE WHEN x = x AND isfinite(x) THEN cos(x) END
                )[1]
            ],
            lambda x: CASE WHEN isfinite(x) THEN x END
        )[1] AS at_hour_cos
    FROM calculate_2
),
-- 7. Days to at: since booked
-- Turns dates into days from one day, or from another date of the same row.
days_since AS (
    SELECT
        * EXCLUDE (at_),
        list_transform(
            [
                (
                    (
                        (
                            epoch_us(CASE WHEN regexp_full_match(at_, '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?)?') THEN TRY_CAST(replace(left(at_, 26), 'T', ' ') AS TIMESTAMP) END) - epoch_us(
                                CASE
                                    WHEN regexp_full_match(
                                        booked,
                                        '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?)?'
                                    )
                                        THEN TRY_CAST(
                                            replace(left(booked, 26), 'T', ' ') AS TIMESTAMP
                                        )
                                END
                            )
                        ) / 1e6::DOUBLE
                    ) / 86400
                )
            ],
            lambda x: CASE WHEN isfinite(x) THEN x END
        )[1] AS at_days
    FROM date_parts
),
-- 8. Measure note: length, words
-- Turns each text into numbers: how many characters and words it has.
text_facts AS (
    SELECT
        * EXCLUDE (note),
        list_transform(
            [CAST(length(note) AS DOUBLE)],
            lambda x: CASE WHEN isfinite(x) THEN x END
        )[1] AS note_length,
        list_transform(
            [
                CASE
                    WHEN note IS NOT NULL
                        THEN CAST(
                            len(
                                regexp_extract_all(
                                    note,
                                    (
                                        '[^' || chr(9) || chr(10) || chr(11) || chr(12)
                                            || chr(13) || ' ' || chr(133) || chr(160)
                                            || chr(5760) || chr(8192) || chr(8193)
                                            || chr(8194) || chr(8195) || chr(8196)
                                            || chr(8197) || chr(8198) || chr(8199)
                                            || chr(8200) || chr(8201) || chr(8202)
                                            || chr(8232) || chr(8233) || chr(8239)
                                            || chr(8287) || chr(12288) || chr(65279) || ']+'
                                    )
                                )
                            ) AS DOUBLE
                        )
                END
            ],
            lambda x: CASE WHEN isfinite(x) THEN x END
        )[1] AS note_words
    FROM days_since
),
-- 9. Rename at_days: to days between booking and ride
-- Gives columns other names, here, in the results and in the exported code.
rename_columns AS (
    SELECT * FROM text_facts
),
-- 10. Drop booked: 1 column
-- Leaves out columns that a model should not see.
drop_columns AS (
    SELECT * EXCLUDE (booked) FROM rename_columns
)
SELECT
    km,
    minutes,
    fare,
    from_to_1 AS "from to_1",
    from_to_2 AS "from to_2",
    speed,
    waited,
    at_month_sin,
    at_month_cos,
    at_weekday_sin,
    at_weekday_cos,
    at_hour_sin,
    at_hour_cos,
    at_days AS "days between booking and ride",
    note_length,
    note_words
FROM drop_columns
ORDER BY rid;

-- 11. One-hot encode from to_1, from to_2, waited: a column for each level
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
-- 12. Impute speed, note_length, note_words and 1 more: mean
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
