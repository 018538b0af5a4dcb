import { pythonOf, type Restorer } from '#lib/codegen/restoring.ts';

const model = (code: string, ...more: Parameters<typeof pythonOf>[1][]): Restorer => ({
  helper: pythonOf(code, ['typing', 'Any'], ['numpy', 'np'], ...more),
});

const head = (name: string): string =>
  `def ${name}(made: Any, state: dict[str, Any], run: dict[str, Any]) -> None:`;

export const neighbours = model(`${head('neighbours')}
    """Give a model of neighbours the rows that it looks among."""
    placed = np.array(state["rows"]["values"], dtype="float64")
    rows = np.empty((len(state["y"]), len(run["features"])))
    rows[:, state["order"]] = placed.reshape(len(rows), -1)
    y = np.array(state["y"], dtype="float64")
    made.fit(rows, y if run["classes"] is None else labels(run)[y.astype(int)])`);

export const kMeans = model(`${head('centres')}
    """Give a k-means model its centres."""
    made.cluster_centers_ = np.array(state["centres"], dtype="float64")
    made.labels_ = np.array(state["labels"], dtype="int32")
    made._n_threads = 1`);

export const gaussianMixture = model(`${head('mixture')}
    """Give a GaussianMixture shares, means and units of its clouds."""
    clouds = state["clouds"]
    count, width = len(clouds["means"]), len(run["features"])
    made.weights_ = np.array(clouds["weights"], dtype="float64")
    shift = np.array(state["shift"], dtype="float64")
    made.means_ = np.array(clouds["means"], dtype="float64") + shift
    units = [np.array(u, dtype="float64") for u in clouds["units"]]
    if clouds["shape"] in ("full", "tied"):
        lower = [u.reshape(width, width).T for u in units]
        full = clouds["shape"] == "full"
        made.precisions_cholesky_ = np.array(lower) if full else lower[0]
    elif clouds["shape"] == "diag":
        made.precisions_cholesky_ = np.array(units)
    else:
        made.precisions_cholesky_ = np.array([u[0] for u in units[:count]])
    made.converged_, made.n_iter_ = state["converged"], state["iterations"]
    made.lower_bound_ = state["lowerBound"]`);

export const meanShift = model(`${head('peaks')}
    """Give a MeanShift its peaks."""
    made.cluster_centers_ = np.array(state["centres"], dtype="float64")
    made.labels_ = np.array(state["labels"], dtype=int)`);

export const birch = model(`${head('small_groups')}
    """Give a Birch model its small groups, and the group that each belongs to."""
    centres = np.array(state["centres"]["values"], dtype="float64")
    made.subcluster_centers_ = centres.reshape(-1, len(run["features"]))
    made.subcluster_labels_ = np.array(state["groups"], dtype=int)
    made._subcluster_norms = (made.subcluster_centers_**2).sum(axis=1)
    made._n_features_out = len(made.subcluster_centers_)`);

export const network = model(
  `${head('network')}
    """Give a network its weights, the inputs in the order of the columns."""
    sizes = state["shape"]["sizes"]
    pairs = zip(sizes, sizes[1:], state["layers"]["weights"], strict=False)
    made.coefs_ = [np.array(w, dtype="float64").reshape(n, m) for n, m, w in pairs]
    first = np.empty_like(made.coefs_[0])
    first[state["order"]] = made.coefs_[0]
    made.coefs_[0] = first
    made.intercepts_ = [np.array(b, dtype="float64") for b in state["layers"]["biases"]]
    made.n_layers_, made.n_outputs_ = len(sizes), sizes[-1]
    made.out_activation_ = "identity"
    if run["classes"] is not None:
        made.out_activation_ = "softmax" if sizes[-1] > 1 else "logistic"
        made.classes_ = labels(run)[state["present"]]
        made._label_binarizer = LabelBinarizer().fit(made.classes_)`,
  ['sklearn.preprocessing', 'LabelBinarizer'],
);
