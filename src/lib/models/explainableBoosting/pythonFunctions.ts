/** What the class in numpy calls: places, losses, small trees. */
export const additiveFunctions = `def size_of(nominal: bool, at: Any) -> int:
    """Return the places along a column; 0 is a missing value."""
    return len(at) + (1 if nominal else 2)


def cells_of(axes: Any, columns: Any) -> Any:
    """Return the cell of each row; -1 where a category is unknown."""
    cells: Any = np.zeros(len(columns), dtype=int)
    for (nominal, at), x in zip(axes, columns.T, strict=True):
        place = np.searchsorted(at, x) + 1
        if nominal:
            inside = np.minimum(place - 1, max(len(at) - 1, 0))
            known = (at[inside] == x) if len(at) else np.zeros(len(x), dtype=bool)
            place = np.where(known, place, -1)
        place = np.where(np.isnan(x), 0, place)
        apart = (place < 0) | (cells < 0)
        cells = np.where(apart, -1, cells * size_of(nominal, at) + place)
    return cells


def axis_of(x: Any, nominal: bool, most: int) -> Any:
    """Return the categories, or the cuts between values or quantiles."""
    known = np.sort(x[~np.isnan(x)])
    values = np.unique(known)
    if nominal:
        return values
    if len(values) <= most:
        lower, upper = values[:-1], values[1:]
    else:
        upper = known[np.arange(1, most) * len(known) // most]
        at: Any = np.searchsorted(values, upper)
        upper, lower = upper[at > 0], values[at[at > 0] - 1]
    middle = lower / 2 + upper / 2
    return np.unique(np.where(middle >= upper, lower, middle))


def coarser(nominal: bool, at: Any, most: int = 32) -> Any:
    """Return every so many-th cut."""
    if nominal or len(at) < most:
        return at
    every = (len(at) + 1) / most
    return np.unique(at[np.floor(np.arange(1, most) * every).astype(int) - 1])


def base_of(y: Any, w: Any, outputs: int, classified: bool) -> Any:
    """Return the mean, the log-odds, or the logarithms of the classes' shares."""
    if not classified:
        return np.array([(w * y).sum() / w.sum() if w.sum() > 0 else 0.0])
    shares = np.maximum(np.bincount(y.astype(int), w, max(outputs, 2)), 0.5)
    if outputs == 1:
        return np.array([np.log(shares[1] / shares[0])])
    return np.log(shares / max(w.sum(), 1))


def shares_of(raw: Any) -> Any:
    """Return the softmax of each row."""
    powers = np.exp(raw - raw.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def sigmoid(x: Any) -> Any:
    """Return 1 / (1 + exp(-x)) of any size of x."""
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


def slopes_of(y: Any, w: Any, raw: Any, classified: bool) -> Any:
    """Return slope and bend of the loss, rows by outputs."""
    w = w[:, np.newaxis]
    if not classified:
        return w * (raw - y[:, np.newaxis]), w
    if raw.shape[1] == 1:
        p = sigmoid(raw)
        return w * (p - y[:, np.newaxis]), w * p * (1 - p)
    p = shares_of(raw)
    return w * (p - (y[:, np.newaxis] == np.arange(raw.shape[1]))), w * p * (1 - p)


def loss_of(y: Any, w: Any, raw: Any, rows: Any, classified: bool) -> float:
    """Return the mean loss of rows."""
    y, w, raw = y[rows], w[rows], raw[rows]
    if not classified:
        losses = 0.5 * (raw[:, 0] - y) ** 2
    elif raw.shape[1] == 1:
        losses = np.logaddexp(0, np.where(y == 1, -raw[:, 0], raw[:, 0]))
    else:
        top = raw.max(axis=1)
        own = raw[np.arange(len(y)), y.astype(int)]
        losses = top + np.log(np.exp(raw - top[:, np.newaxis]).sum(axis=1)) - own
    return float((w * losses).sum() / w.sum()) if w.sum() > 0 else 0.0


def worth(g: Any, h: Any) -> Any:
    """Return how much of the loss one answer for these rows takes away, twice."""
    return np.where(h > 1e-9, g * g / np.where(h > 1e-9, h, 1), 0)


def answer(g: float, h: float) -> float:
    """Return the answer that takes it away."""
    return -g / h if h > 1e-9 else 0.0


def grow_along(g: Any, h: Any, counts: Any, places: Any, most: int, least: int) -> Any:
    """Return the answers of a tree over places in a sequence, best cut first."""

    def cut(part: Any) -> Any:
        G, H, n = (np.cumsum(v[part]) for v in (g, h, counts))
        if len(part) < 2:
            return None
        gain = worth(G[:-1], H[:-1]) + worth(G[-1] - G[:-1], H[-1] - H[:-1])
        gain = gain - worth(G[-1], H[-1])
        gain[(n[:-1] < least) | (n[-1] - n[:-1] < least)] = -1.0
        at = int(np.argmax(gain))
        return (gain[at], at + 1) if gain[at] > 1e-9 else None

    parts = [(places, cut(places))]
    while len(parts) < most:
        able = [k for k, (_, found) in enumerate(parts) if found is not None]
        if not able:
            break
        part, (_, at) = parts.pop(max(able, key=lambda k: parts[k][1][0]))
        parts += [(own, cut(own)) for own in (part[:at], part[at:])]
    if len(parts) < 2:
        return None
    out = np.zeros(len(g))
    for part, _ in parts:
        out[part] = answer(g[part].sum(), h[part].sum())
    return out


def grow_rising(g: Any, h: Any, counts: Any, most: int, least: int, sign: int) -> Any:
    """Return the answers of a tree that only rises, or only falls, with the places."""

    def said(G: Any, H: Any, low: float, high: float) -> Any:
        value = np.where(H > 1e-9, -G / np.where(H > 1e-9, H, 1), 0)
        return np.clip(value, low, high)

    def told(G: Any, H: Any, value: Any) -> Any:
        return -value * (2 * G + H * value)

    def cut(part: Any) -> Any:
        start, stop, low, high = part
        if stop - start < 2:
            return None
        G, H, n = (np.cumsum(v[start:stop]) for v in (g, h, counts))
        left = said(G[:-1], H[:-1], low, high)
        right = said(G[-1] - G[:-1], H[-1] - H[:-1], low, high)
        gain = told(G[:-1], H[:-1], left)
        gain = gain + told(G[-1] - G[:-1], H[-1] - H[:-1], right)
        gain = gain - told(G[-1], H[-1], said(G[-1], H[-1], low, high))
        gain[(n[:-1] < least) | (n[-1] - n[:-1] < least)] = -1.0
        gain[sign * (right - left) < 0] = -1.0
        at = int(np.argmax(gain))
        if gain[at] <= 1e-9:
            return None
        middle = left[at] / 2 + right[at] / 2
        ends = [(low, middle), (middle, high)][::sign]
        place = start + at + 1
        return gain[at], [(start, place, *ends[0]), (place, stop, *ends[1])]

    whole = (1, len(g), -np.inf, np.inf)
    parts = [(whole, cut(whole))]
    while len(parts) < most:
        able = [k for k, (_, found) in enumerate(parts) if found is not None]
        if not able:
            break
        _, found = parts.pop(max(able, key=lambda k: parts[k][1][0]))
        parts += [(own, cut(own)) for own in found[1]]
    gone = counts[0] >= max(least, 1)
    if len(parts) < 2 and not gone:
        return None
    out = np.zeros(len(g))
    if len(parts) > 1:
        for (start, stop, low, high), _ in parts:
            out[start:stop] = said(g[start:stop].sum(), h[start:stop].sum(), low, high)
    if gone:
        out[0] = answer(g[0], h[0])
    return out


def best_side(g: Any, h: Any, counts: Any, least: int) -> Any:
    """Return the worth of a side with its best cut, and where that is."""
    G, H, n = np.cumsum(g), np.cumsum(h), np.cumsum(counts)
    if n[-1] < least:
        return None
    gain = worth(G[:-1], H[:-1]) + worth(G[-1] - G[:-1], H[-1] - H[:-1])
    gain[(n[:-1] < least) | (n[-1] - n[:-1] < least)] = -1.0
    whole = float(worth(G[-1], H[-1]))
    at = int(np.argmax(gain)) if len(gain) else 0
    return (gain[at], at + 1) if len(gain) and gain[at] > whole else (whole, 0)


def grow_across(g: Any, h: Any, counts: Any, wide: int, least: int) -> Any:
    """Return the answers of four leaves: one column is cut, then each side."""
    g, h, counts = (v.reshape(-1, wide) for v in (g, h, counts))
    best = None
    for first in (0, 1):
        G, H, n = (v if first == 0 else v.T for v in (g, h, counts))
        whole = float(worth(G.sum(), H.sum()))
        for u in range(1, len(G)):
            sides = [
                best_side(G[s].sum(axis=0), H[s].sum(axis=0), n[s].sum(axis=0), least)
                for s in (slice(0, u), slice(u, None))
            ]
            if sides[0] is None or sides[1] is None:
                continue
            gain = sides[0][0] + sides[1][0] - whole
            if gain > (best[0] if best else 1e-9):
                best = (gain, first, u, sides[0][1], sides[1][1])
    if best is None:
        return None
    _, first, u, below, above = best
    out = np.zeros(g.shape)
    G, H, P = (v if first == 0 else v.T for v in (g, h, out))
    for side, at in ((slice(0, u), below), (slice(u, None), above)):
        for leaf in (slice(0, at), slice(at, None)):
            P[side, leaf] = answer(G[side, leaf].sum(), H[side, leaf].sum())
    return out.ravel()


def strength_of(g: Any, h: Any) -> float:
    """Return the best drop by one cut of each of two columns."""
    G, H = (np.cumsum(np.cumsum(v, axis=0), axis=1) for v in (g, h))
    quarters = worth(G[:-1, :-1], H[:-1, :-1])
    right = [v[:-1, -1:] - v[:-1, :-1] for v in (G, H)]
    lower = [v[-1:, :-1] - v[:-1, :-1] for v in (G, H)]
    rest = [
        v[-1, -1] - v[:-1, :-1] - a - b
        for v, a, b in zip((G, H), right, lower, strict=True)
    ]
    quarters = quarters + worth(*right) + worth(*lower) + worth(*rest)
    top = float(quarters.max()) if quarters.size else 0.0
    return max(top, 0.0) - float(worth(G[-1, -1], H[-1, -1]))`;
