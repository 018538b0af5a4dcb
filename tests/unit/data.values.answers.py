"""Writes data.values.answers.json: what Python's strptime reads in texts that its strftime wrote.

python3 tests/unit/data.values.answers.py
"""

import json
import pathlib
import random
from datetime import datetime, timedelta, timezone

here = pathlib.Path(__file__).parent
chance = random.Random(20211024)

days = "%Y-%m-%d %d/%m/%Y %m/%d/%Y %d.%m.%Y %d-%m-%Y %Y/%m/%d %Y.%m.%d %d/%m/%y %m/%d/%y %y-%m-%d %Y%m%d"
named = ["%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%B %d, %Y", "%d %B %Y", "%Y-%b-%d", "%a, %d %b %Y", "%A, %B %d, %Y"]
times = ["", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", ", %H:%M:%S"]
whole = ["%a, %d %b %Y %H:%M:%S %z", "%d/%b/%Y:%H:%M:%S %z", "%a %b %d %H:%M:%S %Y", "%Y%m%d%H%M%S", "%Y%m%dT%H%M%S"]
partial = ["%Y-%m", "%b %Y", "%B %Y", "%b-%y", "%m/%Y"]


def moment(pattern: str) -> datetime:
    low, high = (1969, 2068) if "%y" in pattern else (1, 9998)
    day = datetime(chance.randint(low, high), 1, 1) + timedelta(days=chance.randint(0, 364))
    zone = timezone(timedelta(minutes=chance.choice([0, 60, -300, 330]))) if "%z" in pattern else None
    return day.replace(
        hour=chance.randint(0, 23),
        minute=chance.randint(0, 59),
        second=chance.randint(0, 59),
        microsecond=chance.randint(0, 999_999),
        tzinfo=zone,
    )


def answer(pattern: str) -> list:
    at = moment(pattern)
    text = at.strftime(pattern.replace("%Y", f"{at.year:04}"))
    read = datetime.strptime(text, pattern)
    if read.tzinfo:
        read = read.astimezone(timezone.utc).replace(tzinfo=None)
    fraction = f".{read.microsecond:06}" if "%f" in pattern else ""
    time = f"{read:%H:%M:%S}{fraction}" if "%H" in pattern or "%I" in pattern else None
    return [pattern, text, f"{read.year:04}-{read:%m-%d}", time]


patterns = [day + time for day in days.split() for time in times] + [d + t for d in named for t in times] + whole + partial
answers = [answer(p) for p in patterns for _ in range(3)]
(here / "data.values.answers.json").write_text("[\n" + ",\n".join("  " + json.dumps(a) for a in answers) + "\n]\n")
