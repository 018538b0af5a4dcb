import * as v from 'valibot';
import { maxDepth } from '../tree/params.ts';

/** How the trees grow. */
export const growth = {
  learningRate: v.optional(
    v.pipe(
      v.number(),
      v.minValue(1e-6),
      v.maxValue(10),
      v.title('Learning rate'),
      v.description(
        'How much of each tree is believed. Lower needs more trees and often scores better; too high overshoots and learns noise (overfits).',
      ),
    ),
    0.1,
  ),
  maxIter: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(10000),
      v.title('Most trees'),
      v.description(
        'Trees grown one after another, one for each class where there are more than two. Too few underfit; too many overfit unless early stopping ends them.',
      ),
    ),
    100,
  ),
  maxLeafNodes: v.optional(
    v.pipe(
      v.nullable(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(100000))),
      v.title('Most leaves of a tree'),
      v.description(
        'More leaves find finer interactions and overfit sooner; few leaves see only the strongest (underfit).',
      ),
    ),
    31,
  ),
  maxDepth,
  minSamplesLeaf: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(1e9),
      v.title('Fewest rows in a leaf'),
      v.description(
        'Every leaf keeps this many rows. Below about 20 leaves follow single rows (overfits); on a few hundred rows 20 may leave nothing to split (underfits).',
      ),
    ),
    20,
  ),
  l2Regularization: v.optional(
    v.pipe(
      v.number(),
      v.minValue(0),
      v.maxValue(1e9),
      v.title('Penalty'),
      v.description(
        'Draws the answers of small leaves towards 0. Higher holds back more; too high underfits.',
      ),
    ),
    0,
  ),
  maxFeatures: v.optional(
    v.pipe(
      v.number(),
      v.gtValue(0),
      v.maxValue(1),
      v.title('Share of features tried at a split'),
      v.description(
        'Below 1 each split chooses from features drawn at random: trees differ more and overfit less; too few miss a strong feature.',
      ),
    ),
    1,
  ),
  maxBins: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(2),
      v.maxValue(255),
      v.title('Most bins'),
      v.description(
        'Steps that a column’s values are put into. Fewer smooth and are a little faster; too few blur a threshold that matters.',
      ),
    ),
    255,
  ),
};

const columnList = (title: string, description: string) =>
  v.optional(
    v.pipe(v.nullable(v.array(v.string())), v.title(title), v.description(description)),
    null,
  );

/** What single columns are asked. */
export const columns = {
  categoricalFeatures: columnList(
    'Columns of categories',
    'Columns whose numbers are only names, such as codes of an ordinal encoding, at most 255 of them: a split sets any of them apart. Left out, they are split by size, which blurs them; rare ones named here may be learnt by heart (overfits).',
  ),
  increasing: columnList(
    'Columns it may only rise with',
    'The answer never falls as one of these columns rises, other columns staying the same. Said of a column that is not so, it underfits.',
  ),
  decreasing: columnList(
    'Columns it may only fall with',
    'The answer never rises as one of these columns rises, other columns staying the same. Said of a column that is not so, it underfits.',
  ),
};

/** When the iterations end. */
export const stopping = {
  earlyStopping: v.optional(
    v.pipe(
      v.picklist(['auto', 'on', 'off']),
      v.title('Early stopping'),
      v.description(
        'Holds rows back and stops when their loss no longer falls; “auto” does so above 10,000 rows. Off may overfit; on learns from fewer rows.',
      ),
    ),
    'auto',
  ),
  validationFraction: v.optional(
    v.pipe(
      v.nullable(v.pipe(v.number(), v.gtValue(0), v.maxValue(0.9))),
      v.title('Share held back'),
      v.description(
        'Rows that early stopping watches and no tree learns from; none watches the training rows themselves, which stops too late.',
      ),
    ),
    0.1,
  ),
  nIterNoChange: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(10000),
      v.title('Patience'),
      v.description(
        'Iterations without a better loss before it stops. Too few stop at a chance rise (underfits); more cost time.',
      ),
    ),
    10,
  ),
  tol: v.optional(
    v.pipe(
      v.number(),
      v.minValue(0),
      v.maxValue(1),
      v.title('Tolerance'),
      v.description('A loss must fall by more than this to count as better. Higher stops sooner.'),
    ),
    1e-7,
  ),
};
