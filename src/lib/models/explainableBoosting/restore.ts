import { pythonOf, type Restorer } from '#lib/codegen/restoring.ts';

export const additive: Restorer = {
  helper: pythonOf(
    `def additive_model(made: Any, state: dict[str, Any], run: dict[str, Any]) -> None:
    """Give an additive model its tables."""
    if run["classes"] is not None:
        made.classes_ = labels(run)[state["present"]]
    made.intercept_ = np.array(state["intercept"], dtype="float64")
    for name in ("axes", "coarse"):
        found = [
            (own["kind"] == "levels", np.array(own["at"], dtype="float64"))
            for own in state[name]
        ]
        setattr(made, f"{name}_", found)
    made.terms_ = [
        (
            [int(j) for j in term["columns"]],
            np.array(term["scores"], dtype="float64").reshape(len(made.intercept_), -1),
        )
        for term in state["terms"]
    ]`,
    ['typing', 'Any'],
    ['numpy', 'np'],
  ),
};
