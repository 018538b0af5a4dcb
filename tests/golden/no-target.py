"""Read and prepare the table; made by Tabwise.

Usage: python train.py [data.csv]
"""

import argparse

import pandas as pd

DATA = "data.csv"
FEATURES = ["a", "b"]
DTYPES = {"a": "float64", "b": "str"}
MISSING = [""]


def load(path: str) -> pd.DataFrame:
    """Read the file; numbers keep every digit and all other cells stay text."""
    return pd.read_csv(
        path,
        sep=",",
        encoding="utf-8",
        quotechar='"',
        dtype=DTYPES,
        na_values=MISSING,
        keep_default_na=False,
    )


def clean(df: pd.DataFrame) -> pd.DataFrame:
    """Apply the cleaning steps, which learn nothing from the rows."""
    df = df.drop_duplicates(keep="first")
    return df


def main() -> None:
    """Load and clean, and say how many rows there are."""
    parser = argparse.ArgumentParser(description="Read and prepare the table.")
    parser.add_argument("data", nargs="?", default=DATA, help="CSV file")
    args = parser.parse_args()

    df = clean(load(args.data))
    print(len(df), "rows")


if __name__ == "__main__":
    main()
