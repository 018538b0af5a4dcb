/** What predictor.html does around the module's `predict`, `columns`, `classes` and `run`. Text is only ever text. */
export const pageScript = `const at = (id) => document.getElementById(id);
const made = (tag, text = "", className = "") => {
  const node = document.createElement(tag);
  node.textContent = text;
  node.className = className;
  return node;
};
const shown = (x) => (typeof x === "number" ? String(Number(x.toPrecision(6))) : String(x));
const target = run.target ?? "the group";
document.title = "Predict " + target;
at("title").textContent = "Predict " + target;

const inputs = columns.map((column) => {
  const label = at("form").appendChild(made("label", column.name));
  const input = label.appendChild(document.createElement("input"));
  const { seen, usual } = column;
  input.value = usual === undefined || usual === null ? "" : String(usual);
  if (column.kind === "number") {
    input.inputMode = "decimal";
    if (seen) input.placeholder = seen.minimum + " to " + seen.maximum;
  } else if (seen) {
    const list = at("form").appendChild(document.createElement("datalist"));
    list.id = "list" + columns.indexOf(column);
    input.setAttribute("list", list.id);
    for (const text of seen.categories) list.appendChild(document.createElement("option")).value = text;
  }
  input.addEventListener("input", answer);
  return input;
});
at("form").append(made("p", "An empty field is a missing value.", "muted"));
at("form").addEventListener("submit", (event) => event.preventDefault());

const rowNow = () => Object.fromEntries(columns.map(({ name }, j) => [name, inputs[j].value]));
const failed = (error) => made("p", error.message, "warn");

function answer() {
  const box = at("answer");
  try {
    const row = rowNow();
    const { prediction, probabilities, decisions, warnings } = predict(row);
    box.replaceChildren(made("p", shown(prediction), "big"));
    if (run.cut) box.append(made("p", run.cut.words, "muted"));
    (probabilities ?? []).forEach((p, k) => {
      const bar = box.appendChild(made("div", "", "bar"));
      const meter = made("meter");
      meter.value = p;
      meter.setAttribute("aria-label", classes[k]);
      bar.append(made("span", classes[k]), meter, made("span", p.toFixed(3)));
    });
    if (decisions) {
      box.append(made("p", "Decision values, no probabilities: the highest is chosen", "muted"));
      decisions.forEach((d, k) => box.append(made("p", classes[k] + ": " + shown(d))));
    }
    for (const { column, value, note } of warnings)
      box.append(made("p", column + ": " + shown(value) + ", " + note + " in training", "warn"));
    box.append(...moved(row, prediction, probabilities ?? decisions));
  } catch (error) {
    box.replaceChildren(failed(error));
  }
}

/** How far the answer moves when one column at a time is set to what is usual in it. */
function moved(row, prediction, each) {
  const place = each ? classes.indexOf(prediction) : 0;
  const sizeOf = (said) => {
    const own = said.probabilities ?? said.decisions;
    return own ? own[place] : said.prediction;
  };
  if (run.task === "clustering") return [];
  const here = sizeOf({ prediction, probabilities: each });
  const found = columns.flatMap(({ name, usual }) => {
    if (usual === undefined || String(usual ?? "") === row[name]) return [];
    const by = here - sizeOf(predict({ ...row, [name]: usual }));
    return by === 0 ? [] : [{ text: name + " = " + (row[name] || "missing") + ", not " + usual, by }];
  });
  if (found.length === 0) return [];
  found.sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
  const list = made("ul");
  for (const { text, by } of found.slice(0, 8))
    list.append(made("li", text + ": " + (by > 0 ? "+" : "\\u2212") + shown(Math.abs(by))));
  return [made("p", "What moves it, one column at a time from its usual value", "muted"), list];
}

/** RFC 4180 with the delimiter that the first line has most of. */
function cellsOf(text) {
  const [first] = text.split(/\\r?\\n/, 1);
  const count = (mark) => first.replace(/"[^"]*"/g, "").split(mark).length;
  const delimiter = [",", ";", "\\t", "|"].reduce((a, b) => (count(b) > count(a) ? b : a));
  const rows = [];
  let [row, cell, quoted] = [[], "", false];
  const end = () => {
    row.push(cell);
    cell = "";
  };
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (quoted && c === '"' && text[i + 1] === '"') cell += text[(i += 1)];
    else if (c === '"' && (quoted || cell === "")) quoted = !quoted;
    else if (!quoted && c === delimiter) end();
    else if (!quoted && (c === "\\n" || c === "\\r")) {
      if (c === "\\r" && text[i + 1] === "\\n") i += 1;
      end();
      rows.push(row);
      row = [];
    } else cell += c;
  }
  if (cell !== "" || row.length > 0) {
    end();
    rows.push(row);
  }
  return rows.filter((cells) => cells.length > 1 || cells[0] !== "");
}

async function score(file) {
  const report = at("report");
  at("table").replaceChildren();
  const [header, ...rows] = cellsOf((await file.text()).replace(/^\\uFEFF/, ""));
  const places = columns.map(({ name, header: own }) => {
    const place = (header ?? []).indexOf(name);
    return place < 0 && own !== undefined ? header.indexOf(own) : place;
  });
  const absent = columns.filter((_, j) => places[j] < 0).map(({ name }) => name);
  if (absent.length > 0 || rows.length === 0) {
    const reason = absent.length > 0 ? "Missing columns: " + absent.join(", ") : "There are no rows.";
    report.replaceChildren(made("p", reason, "warn"));
    return;
  }
  const said = [];
  for (const [i, cells] of rows.entries()) {
    if (i % 200 === 0) {
      report.textContent = "Row " + (i + 1) + " of " + rows.length;
      await new Promise((done) => setTimeout(done));
    }
    try {
      if (cells.length !== header.length) throw new Error("has " + cells.length + " cells");
      said.push(predict(Object.fromEntries(columns.map(({ name }, j) => [name, cells[places[j]]]))));
    } catch (error) {
      said.push({ prediction: "", probabilities: null, decisions: null, warnings: [], error: error.message });
    }
  }
  tell(report, header.filter((_, k) => !places.includes(k)), said);
}

function tell(report, extra, said) {
  const failedRows = said.filter(({ error }) => error);
  const strange = said.filter(({ warnings }) => warnings.length > 0);
  report.replaceChildren(made("p", said.length - failedRows.length + " of " + said.length + " rows predicted"));
  if (extra.length > 0) report.append(made("p", "Columns that are not used: " + extra.join(", "), "muted"));
  if (strange.length > 0)
    report.append(made("p", strange.length + " rows hold values that training had not", "warn"));
  if (failedRows.length > 0)
    report.append(made("p", failedRows.length + " rows have no answer; the first: " + failedRows[0].error, "warn"));
  const head = ["row", "prediction", ...(classes ?? []).map((c) => (run.decides ? "decision_" : "probability_") + c), "note"];
  const lines = said.map(({ prediction, probabilities, decisions, warnings, error }, i) => {
    const shares = classes ? (probabilities ?? decisions ?? classes.map(() => "")) : [];
    const notes = warnings.map(({ column, note }) => column + " " + note);
    return [i + 1, prediction, ...shares, error ?? notes.join("; ")];
  });
  const save = report.appendChild(made("button", "Download predictions.csv"));
  save.type = "button";
  save.addEventListener("click", () => download([head, ...lines]));
  const table = at("table").appendChild(made("table"));
  [head, ...lines.slice(0, 50)].forEach((cells, i) => {
    const row = table.insertRow();
    row.append(...cells.map((cell) => made(i === 0 ? "th" : "td", shown(cell))));
  });
  if (lines.length > 50) at("table").append(made("p", "The first 50 rows; the file has all.", "muted"));
}

/** A spreadsheet takes a text that begins so for a formula. */
const safe = (cell) =>
  typeof cell === "string" && /^[=+@\\t\\r-]/.test(cell) ? "'" + cell : String(cell);
const quoted = (text) => (/[",\\r\\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);

function download(lines) {
  const text = lines.map((cells) => cells.map((cell) => quoted(safe(cell))).join(",") + "\\n").join("");
  const link = made("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = "predictions.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}

at("file").addEventListener("change", (event) => {
  if (event.target.files[0]) score(event.target.files[0]);
});
for (const kind of ["dragover", "dragleave", "drop"])
  at("drop").addEventListener(kind, (event) => {
    event.preventDefault();
    at("drop").classList.toggle("over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files[0]) score(event.dataTransfer.files[0]);
  });
answer();`;
