"""Makes data.parquet.answers.json: small Parquet and Arrow files, and the texts of their cells.

Run it with pyarrow 26 and numpy; the texts come from Python's own formatting of pyarrow's values.
"""

import base64
import datetime as dt
import decimal
import io
import json
import pathlib
import uuid

import numpy as np
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

D = decimal.Decimal


def number(value) -> str:
    """The shortest digits of a numpy float, written as JavaScript writes them."""
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "-0" if np.signbit(value) else "0"
    size = abs(float(value))
    text = str(value) if 1e-4 <= size < 1e16 else np.format_float_scientific(value, trim="-")
    if 1e-6 <= size < 1e21 and "e" in text:
        return np.format_float_positional(value, trim="-")
    mantissa, _, exponent = text.partition("e")
    mantissa = mantissa.removesuffix(".0").removesuffix(".")
    return f"{mantissa}e{int(exponent):+d}" if exponent else mantissa


def moment(days: int, seconds: int, nanos: int, zone: str) -> str:
    date = dt.date(1970, 1, 1) + dt.timedelta(days)
    time = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    fraction = f".{nanos:09}" if nanos else ""
    while fraction.endswith("000"):
        fraction = fraction[:-3]
    return f"{date.isoformat()}T{time}{fraction}{zone}"


def ticks(value: int, per_second: int, zone: str = "") -> str:
    seconds, rest = divmod(value, per_second)
    return moment(*divmod(seconds, 86400), rest * (10**9 // per_second), zone)


def column(array, texts) -> tuple:
    return array, texts


def texts_of(values, how=str) -> list:
    return [None if v is None else how(v) for v in values]


def types() -> dict:
    ints = [0, -1, None, 127]
    longs = [2**63 - 1, -(2**63), None, 2**53 + 1]
    doubles = [0.1, -0.0, None, 5e-324]
    more = [1e21, 1e-7, np.nan, -np.inf]
    singles = np.array([0.1, 16777216, 3.4028235e38, 1e-45], "f4")
    halves = np.array([0.1, 65504, 6e-8, -2], "f2")
    stamps = [0, -1, None, 1_600_000_000_123_456_789]
    decimals = [D("1.50"), D("-0.01"), None, D("12345678901234567890123456789012345678.12")]
    small = [D("1.50"), D("-0.01"), None, D("9999999.99")]
    texts = ["", "é漢😀", None, 'a"b\n\\x41']
    days = [0, -719162, None, 2932896]
    micro = [None if s is None else s // 1000 for s in stamps]
    return {
        "int8": column(pa.array(ints, pa.int8()), texts_of(ints)),
        "uint32": column(pa.array([0, 2**32 - 1, None, 7], pa.uint32()), texts_of([0, 2**32 - 1, None, 7])),
        "int64": column(pa.array(longs, pa.int64()), texts_of(longs)),
        "uint64": column(pa.array([0, 2**64 - 1, None, 2**63], pa.uint64()), texts_of([0, 2**64 - 1, None, 2**63])),
        "double": column(pa.array(doubles), texts_of(doubles, lambda v: number(np.float64(v)))),
        "more": column(pa.array(more), texts_of(more, lambda v: number(np.float64(v)))),
        "float": column(pa.array(singles), texts_of(singles, number)),
        "half": column(pa.array(halves), texts_of(halves, number)),
        "bool": column(pa.array([True, False, None, True]), ["true", "false", None, "true"]),
        "text": column(pa.array(texts), texts),
        "large": column(pa.array(texts, pa.large_string()), texts),
        "category": column(pa.array(["b", "a", None, "b"]).dictionary_encode(), ["b", "a", None, "b"]),
        "bytes": column(pa.array([b"\xff\x00", b"ok", None, b""]), ["\\xff00", "\\x6f6b", None, "\\x"]),
        "ascii": column(pa.array([b"ok", b"two", None, b""]), ["ok", "two", None, ""]),
        "fixed": column(pa.array([b"abc", b"de\xfe", None, b"\0\0\0"], pa.binary(3)), ["\\x616263", "\\x6465fe", None, "\\x000000"]),
        "date": column(pa.array(days, pa.int32()).cast(pa.date32()), texts_of(days, lambda d: (dt.date(1970, 1, 1) + dt.timedelta(d)).isoformat())),
        "time": column(pa.array([0, 86_399_999, None, 1], pa.int32()).cast(pa.time32("ms")), ["00:00:00", "23:59:59.999", None, "00:00:00.001"]),
        "ms": column(pa.array([None if s is None else s // 10**6 for s in stamps], pa.timestamp("ms")), texts_of([None if s is None else s // 10**6 for s in stamps], lambda s: ticks(s, 10**3))),
        "us": column(pa.array(micro, pa.timestamp("us")), texts_of(micro, lambda s: ticks(s, 10**6))),
        "ns": column(pa.array(stamps, pa.timestamp("ns")), texts_of(stamps, lambda s: ticks(s, 10**9))),
        "zoned": column(pa.array(micro, pa.timestamp("us", "Europe/Berlin")), texts_of(micro, lambda s: ticks(s, 10**6, "Z"))),
        "decimal256": column(pa.array(decimals, pa.decimal256(50, 2)), texts_of(decimals, lambda d: f"{d:f}")),
        "decimal": column(pa.array(small, pa.decimal128(9, 2)), texts_of(small, lambda d: f"{d:f}")),
        "nothing": column(pa.nulls(4), [None] * 4),
        "uuid": column(pa.ExtensionArray.from_storage(pa.uuid(), pa.array([uuid.UUID(int=5).bytes] * 4, pa.binary(16))), [str(uuid.UUID(int=5))] * 4),
    }


def nested() -> dict:
    lists = [[1, None, 2**53 + 1], [], None, [-1]]
    structs = [{"x": 1.5, "y": {"z": "s"}}, {"x": None, "y": {"z": None}}, {"x": 2.0, "y": {"z": ""}}, {"x": 0.1, "y": {"z": "t"}}]
    deep = [[{"a": 1, "b": ["p", None]}, {"a": None, "b": None}], [], None, [None]]
    maps = [[("k", 1.5), ('q"', None)], [], None, [("d", float("nan"))]]
    days = [[dt.date(2020, 2, 29)], [], [None], [dt.date(1, 1, 1)]]
    return {
        "list": column(pa.array(lists, pa.list_(pa.int64())), ["[1,null,9007199254740993]", "[]", None, "[-1]"]),
        "struct": column(pa.array(structs), None),
        "deep": column(pa.array(deep), ['[{"a":1,"b":["p",null]},{"a":null,"b":null}]', "[]", None, "[null]"]),
        "map": column(pa.array(maps, pa.map_(pa.string(), pa.float64())), ['{"k":1.5,"q\\"":null}', "{}", None, '{"d":"NaN"}']),
        "days": column(pa.array(days, pa.list_(pa.date32())), ['["2020-02-29"]', "[]", "[null]", '["0001-01-01"]']),
    }


struct_texts = {"struct.x": ["1.5", None, "2", "0.1"], "struct.y.z": ["s", None, "", "t"]}


def arrow_only() -> dict:
    seconds = [0, -3723, None, 10**9]
    return {
        "duration": column(pa.array(seconds, pa.duration("s")), ["PT0S", "-PT1H2M3S", None, "P11574DT1H46M40S"]),
        "fine": column(pa.array([1, -1, None, 86_400_000_000_000], pa.duration("ns")), ["PT0.000000001S", "-PT0.000000001S", None, "P1D"]),
        "view": column(pa.array(["short", "longer than twelve bytes", None, ""], pa.string_view()), ["short", "longer than twelve bytes", None, ""]),
        "listView": column(pa.array([[1], [], None, [2, None]], pa.list_view(pa.int16())), ["[1]", "[]", None, "[2,null]"]),
        "second": column(pa.array([0, 1, None, -1], pa.timestamp("s")), ["1970-01-01T00:00:00", "1970-01-01T00:00:01", None, "1969-12-31T23:59:59"]),
        "interval": column(pa.array([(1, 2, 3), (0, 0, 0), None, (-1, 0, -500_000_000)], pa.month_day_nano_interval()), ["P1M2DT0.000000003S", "PT0S", None, "P-1MT-0.5S"]),
    }


def table(columns: dict) -> pa.Table:
    return pa.table({name: array for name, (array, _) in columns.items()})


def expected(columns: dict) -> dict:
    found = {}
    for name, (_, texts) in columns.items():
        if texts is None:
            found.update(struct_texts)
        else:
            found[name] = texts
    return found


def packed(data: bytes) -> str:
    return base64.b64encode(data).decode()


def parquet(made: pa.Table, **options) -> str:
    out = io.BytesIO()
    pq.write_table(made, out, store_schema=False, **options)
    return packed(out.getvalue())


def arrow(made: pa.Table, stream: bool = False, **options) -> str:
    out = io.BytesIO()
    opened = ipc.new_stream if stream else ipc.new_file
    with opened(out, made.schema, options=ipc.IpcWriteOptions(**options)) as writer:
        for batch in made.to_batches(max_chunksize=3):
            writer.write_batch(batch)
    return packed(out.getvalue())


def encodings() -> dict:
    n = range(300)
    return {
        "i": pa.array([None if k % 11 == 0 else k * k * (-1) ** k for k in n], pa.int32()),
        "l": pa.array([(k * 2**55) % 2**64 - 2**63 for k in n], pa.int64()),
        "d": pa.array([k / 8 for k in n]),
        "s": pa.array([None if k % 7 == 0 else f"prefix-{k // 10}-{k}" for k in n]),
        "b": pa.array([k % 3 == 0 for k in n]),
    }


def as_texts(made: dict) -> dict:
    how = {"d": lambda v: number(np.float64(v)), "b": lambda v: str(v).lower()}
    return {name: texts_of(array.to_pylist(), how.get(name, str)) for name, array in made.items()}


def dictionaries() -> str:
    out = io.BytesIO()
    schema = pa.schema([("d", pa.dictionary(pa.int32(), pa.string()))])
    with ipc.new_stream(out, schema, options=ipc.IpcWriteOptions(emit_dictionary_deltas=True)) as writer:
        for indices, words in (([0, 1, None], ["x", "y"]), ([2, 1, 0], ["x", "y", "z"])):
            array = pa.DictionaryArray.from_arrays(pa.array(indices, pa.int32()), pa.array(words))
            writer.write_batch(pa.record_batch([array], schema=schema))
    return packed(out.getvalue())


def main() -> None:
    all_types, all_nested = types(), nested()
    both = all_types | all_nested
    every = encodings()
    made = pa.table(every)
    delta = {"i": "DELTA_BINARY_PACKED", "l": "DELTA_BINARY_PACKED", "d": "BYTE_STREAM_SPLIT", "s": "DELTA_BYTE_ARRAY", "b": "RLE"}
    lengths = delta | {"s": "DELTA_LENGTH_BYTE_ARRAY", "i": "BYTE_STREAM_SPLIT"}
    fresh = dict(use_dictionary=False, data_page_size=600)
    codecs = {c: parquet(made.slice(0, 60), compression=c) for c in ("none", "snappy", "gzip", "brotli", "zstd", "lz4")}
    plus = both | arrow_only()
    files = {
        "types": parquet(table(all_types)),
        "nested": parquet(table(all_nested), row_group_size=3),
        "int96": parquet(pa.table({"t": pa.array([0, -1, None, 1_600_000_000_123_456_789], pa.timestamp("ns"))}), use_deprecated_int96_timestamps=True),
        "checked": parquet(made.slice(0, 60), write_page_checksum=True, compression="none"),
        "pages": parquet(made, data_page_version="2.0", row_group_size=130, **fresh, compression="zstd"),
        "delta": parquet(made, column_encoding=delta, **fresh),
        "lengths": parquet(made, column_encoding=lengths, data_page_version="2.0", **fresh),
        "names": parquet(pa.Table.from_arrays([pa.array([1]), pa.array([2]), pa.array([3]), pa.array([4])], names=["a", "a", "", "__proto__"])),
        "empty": parquet(table(all_types).slice(0, 0)),
        **{f"codec-{name}": file for name, file in codecs.items()},
    }
    old = io.BytesIO()
    feather.write_feather(pa.table({"a": [1]}), old, version=1)
    arrows = {
        "file": arrow(table(plus)),
        "stream": arrow(table(plus), True),
        "lz4": arrow(table(plus), compression="lz4"),
        "zstd": arrow(table(plus), compression="zstd"),
        "dictionaries": dictionaries(),
        "version1": packed(old.getvalue()),
    }
    answers = {
        "parquet": files,
        "arrow": arrows,
        "types": expected(all_types),
        "nested": expected(all_nested),
        "arrowOnly": expected(arrow_only()),
        "encodings": as_texts(every),
    }
    path = pathlib.Path(__file__).with_name("data.parquet.answers.json")
    path.write_text(json.dumps(answers, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
