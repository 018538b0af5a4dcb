import { answers, arrowBytes, parquetBytes } from '../unit/data.parquet.support.ts';
import { xls1900, xls1904 } from '../unit/data.sheet.fixtures.ts';
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

mixed = ["x", 2, 0.1, True, datetime.datetime(2020, 1, 2), datetime.datetime(2020, 1, 2, 3, 4, 5, 678000),
         datetime.date(2021, 3, 4), datetime.time(8, 5, 6), datetime.timedelta(hours=30, milliseconds=250),
         "=1+1", "#DIV/0!", "a_x000D_b", 12345678901234567890, 1e-7, -3.5e22, None, "  y ", "l1\\nl2"]
book = openpyxl.Workbook()
sheet = book.active
sheet.append(["what", "group", "n"])
for i, value in enumerate(mixed * 2):
    sheet.append([value, f"g{i // 4}" if i % 4 == 0 else None, None if i == 15 else i])
    if i % 4 == 0:
        sheet.merge_cells(start_row=i + 2, end_row=i + 5, start_column=2, end_column=2)
sheet["A12"].data_type = "e"
book.save("mixed.xlsx")

from odf import opendocument, table as tables, text as texts

document = opendocument.OpenDocumentSpreadsheet()
sheet = tables.Table(name="S")
def row(*cells):
    line = tables.TableRow()
    for cell in cells:
        line.addElement(cell)
    sheet.addElement(line)
def cell(content="", **more):
    made = tables.TableCell(**more)
    for part in content.split("\\n") if content else []:
        made.addElement(texts.P(text=part))
    return made
row(cell("what", valuetype="string"), cell("group", valuetype="string"))
for i in range(24):
    kinds = [
        cell("l1\\nl2", valuetype="string"), cell("5", valuetype="float", value="5"),
        cell("true", valuetype="boolean", booleanvalue="true"), cell("x", valuetype="date", datevalue="2020-02-03"),
        cell("x", valuetype="date", datevalue="2020-02-03T04:05:06.25"), cell("x", valuetype="time", timevalue="PT08H05M06S"),
        cell("x", valuetype="time", timevalue="PT30H15M00.5S"), cell("5%", valuetype="percentage", value="0.05"),
    ]
    group = cell(f"g{i}", valuetype="string", numberrowsspanned="3") if i % 3 == 0 else tables.CoveredTableCell()
    row(kinds[i % 8], group)
row(cell(numbercolumnsrepeated="16384"))
document.spreadsheet.addElement(sheet)
document.save("merged.ods")
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

/** Files that other tests made of everything that a format can say. */
const known: readonly MadeFile[] = [
  { name: 'an old workbook', file: 'old1900.xls', bytes: xls1900 },
  { name: 'an old workbook with days since 1904', file: 'old1904.xls', bytes: xls1904 },
  ...Object.keys(answers.parquet)
    .filter((name) => name !== 'empty')
    .map((name) => ({
      name: `Parquet: ${name}`,
      file: `known-${name}.parquet`,
      bytes: parquetBytes(name),
    })),
  ...Object.keys(answers.arrow)
    .filter((name) => name !== 'version1')
    .map((name) => ({
      name: `Arrow: ${name}`,
      file: `known-${name}.arrow`,
      bytes: arrowBytes(name),
    })),
];

const made = (name: string, file: string): MadeFile => ({ name, file, bytes: null });

export const madeBinaries: readonly MadeFile[] = [
  made('a workbook as pandas writes it', 'b.xlsx'),
  made('a workbook with a title, merged cells and a total', 'a.xlsx'),
  made('an OpenDocument sheet', 'a.ods'),
  made('a workbook with all that a column may hold, in merged rows', 'mixed.xlsx'),
  made('an OpenDocument sheet with all that a column may hold, in merged rows', 'merged.ods'),
  ...known,
  made('Parquet', 'a.parquet'),
  made('Feather', 'a.feather'),
  made('an Arrow stream', 'a.arrows'),
];
