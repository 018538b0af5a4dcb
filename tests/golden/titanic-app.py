"""Serve the model over HTTP; made by Tabwise.

Usage: uvicorn app:app --port 8000

POST /predict takes one row as a JSON object, or a list of rows. With ?strict=true,
values that no row of the training file held are refused instead of reported.
POST /explain takes the same, and says what each column adds to the answer.
"""

import json
import math
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NoReturn

import joblib
import sklearn
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
)
from sklearn.pipeline import Pipeline

from inference import cell, check, predict, table_of
from preprocessing import DTYPES, MISSING, clean

MODEL = Path(__file__).with_name("model.pkl")
MOST_ROWS = 10000
SEEN: dict[str, dict[str, Any]] = {}


app = FastAPI(title="A model made with Tabwise")


@app.exception_handler(RequestValidationError)
def refuse(request: Request, error: RequestValidationError) -> JSONResponse:
    """Name the fields that do not fit, without repeating what was sent."""
    told = [{key: e[key] for key in ("loc", "msg", "type")} for e in error.errors()]
    return JSONResponse({"detail": told}, status_code=422)


def missing(value: Any) -> bool:
    """Return whether the training file would have an empty cell."""
    text = value if isinstance(value, str) else json.dumps(value)
    return value is None or text in MISSING


def number(value: Any, info: ValidationInfo) -> float | None:
    """Return a number as the file would have given it."""
    if missing(value):
        return None
    name = str(Row.model_fields[str(info.field_name)].alias)
    try:
        found = float(cell(name, value))
    except (OverflowError, ValueError):
        found = math.nan
    if not math.isfinite(found):
        raise ValueError("needs a number, or null where it is missing")
    return found


def text(value: Any) -> str | None:
    """Return a text as the file would have given it."""
    if missing(value):
        return None
    if isinstance(value, dict | list):
        raise ValueError("needs a text, or null where it is missing")
    found = value if isinstance(value, str) else json.dumps(value)
    found.encode("utf-8")  # Half a character is no text of a file.
    return found


Number = Annotated[float | None, BeforeValidator(number)]
Text = Annotated[str | None, BeforeValidator(text)]


class Row(BaseModel):
    """One row, its fields called as the columns of the training file."""

    model_config = ConfigDict(extra="allow")

    pclass: Number = Field(alias="Pclass", json_schema_extra=SEEN.get("Pclass"))
    sex: Text = Field(alias="Sex", json_schema_extra=SEEN.get("Sex"))
    age: Number = Field(alias="Age", json_schema_extra=SEEN.get("Age"))
    sib_sp: Number = Field(alias="SibSp", json_schema_extra=SEEN.get("SibSp"))
    parch: Number = Field(alias="Parch", json_schema_extra=SEEN.get("Parch"))
    fare: Number = Field(alias="Fare", json_schema_extra=SEEN.get("Fare"))
    embarked: Text = Field(alias="Embarked", json_schema_extra=SEEN.get("Embarked"))

    def cells(self) -> dict[str, Any]:
        """Return the cells of known columns by name."""
        found = self.model_dump(by_alias=True)
        return {name: found[name] for name in found if name in DTYPES}


class Note(BaseModel):
    """A value that no row of the training file held."""

    column: str
    value: float | str
    note: str


def note(name: str, value: Any) -> str | None:
    """Return what is unusual about a value, or None."""
    seen = SEEN.get(name, {})
    if value is None:
        return None
    if "categories" in seen:
        return None if value in seen["categories"] else "unseen category"
    if "minimum" in seen and not seen["minimum"] <= value <= seen["maximum"]:
        return f"outside {seen['minimum']} to {seen['maximum']}"
    return None


def notes(row: Row) -> list[Note]:
    """Return one note for each unusual value of a row."""
    cells = {name: value for name, value in row.cells().items() if name in SEEN}
    found = [(name, value, note(name, value)) for name, value in cells.items()]
    return [Note(column=n, value=v, note=told) for n, v, told in found if told]


class Answer(BaseModel):
    """What the model says of one row."""

    prediction: int
    probabilities: dict[str, float]
    warnings: list[Note]
    ignored: list[str]


def kind(sent: Any) -> str:
    """Return whether one row was sent or a list."""
    return "rows" if isinstance(sent, list) else "row"


Rows = Annotated[list[Row], Field(min_length=1, max_length=MOST_ROWS), Tag("rows")]
Body = Annotated[Annotated[Row, Tag("row")] | Rows, Discriminator(kind)]


@cache
def model() -> Pipeline:
    """Return the model, read once."""
    if not MODEL.exists():
        reason = "there is no model.pkl: run restore.py or train.py first"
        raise HTTPException(503, reason)
    return joblib.load(MODEL)


def refuse_cells(at: str, cells: list[tuple[int, str, str]]) -> NoReturn:
    """Answer 422 with the row and the column of each cell."""
    detail: list[dict[str, Any]] = []
    for place, column, reason in cells:
        loc = ["body", at, *([place] if at == "rows" else []), column]
        detail.append({"loc": loc, "msg": reason, "type": "value_error"})
    raise HTTPException(422, detail)


def answer(rows: list[Row], at: str, strict: bool) -> list[Answer]:
    """Predict rows, and say what is unusual about each."""
    told = [notes(row) for row in rows]
    strange = [(i, n.column, n.note) for i, own in enumerate(told) for n in own]
    if strict and strange:
        refuse_cells(at, strange)
    try:
        table = check(table_of([row.cells() for row in rows]))
        found = predict(model(), clean(table, training=False))
    except ValueError as error:
        gaps = [(i, name) for i, r in enumerate(rows) for name in gaps_of(r)]
        if gaps:
            reason = "is missing, and the model has no way to fill it"
            refuse_cells(at, [(i, name, reason) for i, name in gaps])
        raise HTTPException(422, f"the model cannot predict: {error}") from error
    return [
        Answer(
            prediction=values["prediction"],
            probabilities=probabilities(values),
            warnings=own,
            ignored=[name for name in row.model_extra or {} if name not in DTYPES],
        )
        for values, own, row in zip(found.to_dict("records"), told, rows, strict=True)
    ]


def gaps_of(row: Row) -> list[str]:
    """Return the columns that a row has no value in."""
    return [name for name, value in row.cells().items() if value is None]


def probabilities(values: dict[Any, Any]) -> dict[str, float]:
    """Return the probability of each class by its label."""
    names = [n for n in values if n != "prediction"]
    return {str(n).removeprefix("probability_"): values[n] for n in names}


@app.get("/schema")
def schema() -> dict[str, Any]:
    """Return what a row must have, and what the training file held."""
    fields = Row.model_fields.values()
    columns = [
        {"name": f.alias, "type": DTYPES[str(f.alias)], **SEEN.get(str(f.alias), {})}
        for f in fields
    ]
    return {"target": "Survived", "task": "binary", "columns": columns}


@app.get("/health")
def health() -> dict[str, str]:
    """Return that the model is there, and what runs it."""
    return {
        "status": "ok",
        "model": type(model().steps[-1][1]).__name__,
        "sklearn": sklearn.__version__,
    }


@app.post("/predict")
def post_predict(rows: Body, strict: bool = False) -> Answer | list[Answer]:
    """Predict one row, or each of a list."""
    if isinstance(rows, list):
        return answer(rows, "rows", strict)
    return answer([rows], "row", strict)[0]


@app.post("/explain")
def post_explain() -> None:
    """Say why answers are not explained here."""
    reason = (
        "The project was written without a trained model: train the recipe as "
        "it stands, and export again."
    )
    raise HTTPException(501, reason)
