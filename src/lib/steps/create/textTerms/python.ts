import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import type { textTerms as spec } from './spec.ts';

export const textTerms = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  sklearn: ({ maxFeatures, minDf, sublinearTf }) =>
    constructLocal('TextTerms', vectorizer, {
      max_features: lit(maxFeatures),
      min_df: lit(minDf),
      sublinear_tf: lit(sublinearTf),
    }),
});

/** scikit-learn's TfidfVectorizer takes one column, and of equally frequent words any. */
const vectorizer: Helper = {
  imports: [
    ['collections', 'Counter'],
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.base', 'TransformerMixin'],
    ['sklearn.feature_extraction.text', 'TfidfVectorizer'],
    ['sklearn.utils.validation', '_check_feature_names_in'],
    ['sklearn.utils.validation', 'validate_data'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class TextTerms(TransformerMixin, BaseEstimator):
    """Replace texts by the TF-IDF weights of their most frequent words."""

    def __init__(self, max_features: int, min_df: int, sublinear_tf: bool) -> None:
        self.max_features = max_features
        self.min_df = min_df
        self.sublinear_tf = sublinear_tf

    @staticmethod
    def texts(X: Any) -> list[list[str]]:
        """Return the texts of each column; missing is empty."""
        return pd.DataFrame(X).astype(object).fillna("").to_numpy().T.tolist()

    def vocabulary(self, texts: list[str]) -> list[str]:
        """Return the most frequent words in order."""
        split = TfidfVectorizer().build_analyzer()
        words = [split(text) for text in texts]
        total = Counter(word for row in words for word in row)
        rows = Counter(word for row in words for word in set(row))
        common = [word for word in total if rows[word] >= self.min_df]
        return sorted(sorted(common, key=lambda w: (-total[w], w))[: self.max_features])

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn the words of each column, and their weights."""
        validate_data(self, X, skip_check_array=True)
        self.words_ = [self.vocabulary(texts) for texts in self.texts(X)]
        self.weights_ = [
            TfidfVectorizer(vocabulary=words, sublinear_tf=self.sublinear_tf).fit(texts)
            if words
            else None
            for words, texts in zip(self.words_, self.texts(X), strict=True)
        ]
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return the weights of each column's words."""
        validate_data(self, X, reset=False, skip_check_array=True)
        known = zip(self.weights_, self.texts(X), strict=True)
        made = [w.transform(texts).toarray() for w, texts in known if w is not None]
        return np.hstack([np.empty((len(X), 0)), *made])

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return a name for each word."""
        columns = _check_feature_names_in(self, input_features)
        pairs = zip(columns, self.words_, strict=True)
        return np.array([f"{c}_{w}" for c, words in pairs for w in words], dtype=object)`,
};
