"""Answers of scikit-learn for maps of rows, into answers.json.

Metric MDS is deterministic and compared point by point. t-SNE is not the same from one compiler to the next; what it is
compared by, its divergence and its trustworthiness, is rounded to what is.
"""

import json
from pathlib import Path

import numpy as np
from sklearn.decomposition import PCA
from sklearn.manifold import MDS, TSNE, trustworthiness

HERE = Path(__file__).parent


def tables():
    random = np.random.RandomState(5)
    centres = random.uniform(-4, 4, size=(4, 6))
    blobs = np.vstack([c + random.normal(size=(35, 6)) for c in centres])
    turn = 1.5 * np.pi * (1 + 2 * random.uniform(size=150))
    roll = np.column_stack([turn * np.cos(turn), 10 * random.uniform(size=150), turn * np.sin(turn)])
    return {"blobs": blobs.round(6), "roll": roll.round(6)}


def answer(rows):
    mds = MDS(init="classical_mds", n_init=1)
    places = mds.fit_transform(rows)
    apart = places[:, None] - places[None]
    tsne = TSNE(method="exact", perplexity=30, random_state=0)
    shown = tsne.fit_transform(rows)
    flat = PCA(n_components=2).fit_transform(rows)
    return {
        "rows": rows.tolist(),
        "mds": {
            "places": places.tolist(),
            "stress": float(np.sqrt(mds.stress_ / ((apart**2).sum() / 2))),
        },
        "tsne": {
            "divergence": round(float(tsne.kl_divergence_), 2),
            "trust": round(float(trustworthiness(rows, shown)), 2),
        },
        "pca": {"trust": float(trustworthiness(rows, flat))},
    }


def main():
    found = {name: answer(rows) for name, rows in tables().items()}
    text = json.dumps(found, separators=(",", ":")) + "\n"
    (HERE / "answers.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
