import { askPython } from '../golden/python.ts';
import type { MadeFile } from './made.formats.ts';

/** Workbooks and columnar files as the libraries write them that most people use. */
const write = `import datetime, json, os, sys
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import openpyxl

os.chdir(json.load(sys.stdin))
n = 40
df = pd.DataFrame({
    "id": [f"00{i}" for i in range(n)],
    "whole": range(n),
    "share": [i / 7 if i % 5 else None for i in range(n)],
    "flag": [i % 2 == 0 for i in range(n)],
    "day": [datetime.date(2020, 1, 1) + datetime.timedelta(days=i) for i in range(n)],
    "moment": [datetime.datetime(2020, 1, 1) + datetime.timedelta(hours=i) for i in range(n)],
    "city": [["Oslo", "東京", "", None][i % 4] for i in range(n)],
})
book = openpyxl.Workbook()
sheet = book.active
sheet.title = "Sales 'n' \\"all\\""
sheet.append(["Report of the year"])
sheet.append([])
sheet.append(list(df.columns))
for row in df.itertuples(index=False):
    sheet.append([None if c != c else c for c in row])
sheet.merge_cells("G5:G7")
sheet.append(["Total", 780])
book.save("a.xlsx")
df.to_excel("b.xlsx", index=False)
df.to_excel("a.ods", index=False, engine="odf")
table = pa.table({
    "id": pa.array([2**62 + i for i in range(n)], pa.int64()),
    "single": pa.array([i / 7 for i in range(n)], pa.float32()),
    "double": pa.array([i / 7 if i % 5 else None for i in range(n)], pa.float64()),
    "exact": pa.array([None if i % 4 == 0 else i * 1001 for i in range(n)]).cast(pa.decimal128(22, 2)),
    "flag": pa.array([i % 2 == 0 for i in range(n)]),
    "day": pa.array(df["day"]),
    "moment": pa.array(df["moment"], pa.timestamp("us")),
    "utc": pa.array(df["moment"] + pd.Timedelta(milliseconds=250), pa.timestamp("ns", "UTC")),
    "city": pa.array(["Oslo", "東京", "", None] * (n // 4)),
    "level": pa.array(["x", "y"] * (n // 2)).dictionary_encode(),
    "list": pa.array([[i, None] for i in range(n)]),
})
pq.write_table(table, "a.parquet")
feather.write_feather(table, "a.feather")
with pa.ipc.new_stream("a.arrows", table.schema) as out:
    out.write_table(table)
print("true")`;

/** Writes them all. */
export const makeBinaries = (dir: string): Promise<unknown> => askPython(write, dir);

const made = (name: string, file: string): MadeFile => ({ name, file, bytes: null });

export const madeBinaries: readonly MadeFile[] = [
  made('a workbook as pandas writes it', 'b.xlsx'),
  made('a workbook with a title, merged cells and a total', 'a.xlsx'),
  made('an OpenDocument sheet', 'a.ods'),
  made('Parquet', 'a.parquet'),
  made('Feather', 'a.feather'),
  made('an Arrow stream', 'a.arrows'),
];
