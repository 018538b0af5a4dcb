import * as v from 'valibot';

/** Multiplications that take one row through the network. */
export function weightsOf(inputs: number, hidden: readonly number[], outputs: number): number {
  const sizes = [inputs, ...hidden, outputs];
  return sizes.slice(1).reduce((sum, out, i) => sum + sizes[i]! * out, 0);
}

/** Adam holds four numbers for each: 640 MB, and a step of a quarter of a second. */
export const mostWeights = 20_000_000;

const count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
const share = (most: number) => v.pipe(v.number(), v.minValue(0), v.maxValue(most));

const shape = {
  hiddenLayerSizes: v.optional(
    v.pipe(
      v.array(count(10_000)),
      v.minLength(1),
      v.maxLength(20),
      v.title('Units of each hidden layer'),
      v.description(
        'From the columns to the answer: “100, 50” is a layer of 100 and one of 50. Too few units miss curves (underfit); many follow noise (overfit) and cost time with their product.',
      ),
    ),
    [100],
  ),
  activation: v.optional(
    v.pipe(
      v.picklist(['relu', 'tanh', 'logistic', 'identity']),
      v.title('Bend of a unit (activation)'),
      v.description(
        'relu learns fastest; tanh and logistic are smooth and learn slowly in many layers; identity does not bend, so that the whole is a straight line (underfits curves).',
      ),
    ),
    'relu',
  ),
  dropout: v.optional(
    v.pipe(
      share(0.9),
      v.title('Units left out (dropout)'),
      v.description(
        'Share of each hidden layer’s units that a row learns without, at random. Higher keeps units from leaning on each other (against overfitting); too high underfits. scikit-learn has none, so such a network cannot be exported.',
      ),
    ),
    0,
  ),
  alpha: v.optional(
    v.pipe(
      share(1e6),
      v.title('Penalty (alpha)'),
      v.description(
        'On the squares of the weights. Too low lets them grow with the noise (overfits); too high holds them near zero (underfits).',
      ),
    ),
    1e-4,
  ),
  classWeight: v.optional(
    v.pipe(
      v.picklist(['none', 'balanced']),
      v.title('Class weight'),
      v.description(
        'For classes: “balanced” makes every class count the same: finds more of a rare class, at the price of false alarms and of probabilities that are too high for it. scikit-learn’s network has none, so it cannot be exported.',
      ),
    ),
    'none',
  ),
};

const descent = {
  solver: v.optional(
    v.pipe(
      v.picklist(['adam', 'sgd']),
      v.title('Way down (solver)'),
      v.description(
        'adam gives each weight a step of its own and works unattended; sgd, with momentum, is slower and needs its rate tuned, but may end a little better.',
      ),
    ),
    'adam',
  ),
  learningRateInit: v.optional(
    v.pipe(
      v.number(),
      v.gtValue(0),
      v.maxValue(100),
      v.title('Learning rate'),
      v.description(
        'Size of the steps. Too high jumps over the best weights, or away for good; too low needs many passes and stops short (underfits).',
      ),
    ),
    0.001,
  ),
  learningRate: v.optional(
    v.pipe(
      v.picklist(['constant', 'invscaling', 'adaptive', 'cosine']),
      v.title('Schedule of the rate'),
      v.description(
        'For sgd: invscaling shrinks it with the root of the rows seen (soon very slow), adaptive divides it by 5 where nothing is gained. cosine, for both solvers and not in scikit-learn, lets it fade to nothing at the last pass.',
      ),
    ),
    'constant',
  ),
  momentum: v.optional(
    v.pipe(
      share(0.9999),
      v.title('Momentum'),
      v.description(
        'For sgd: how much of the last step goes on (Nesterov’s way). Too low crawls along valleys; too high swings past the best weights.',
      ),
    ),
    0.9,
  ),
  batchSize: v.optional(
    v.pipe(
      v.union([v.picklist(['auto']), count(1e6)]),
      v.title('Rows for a step (batch)'),
      v.description(
        '“auto” is 200, or all rows of a smaller table. Few rows make many noisy steps (slow, and often a little better); many make few exact ones, which need more passes.',
      ),
    ),
    'auto',
  ),
};

const ending = {
  maxIter: v.optional(
    v.pipe(
      count(100_000),
      v.title('Most passes (epochs)'),
      v.description(
        'How often each row is learnt from at most. Too few stop before the best weights (underfit); more cost time, and overfit unless it stops early.',
      ),
    ),
    200,
  ),
  tol: v.optional(
    v.pipe(
      share(1),
      v.title('Tolerance'),
      v.description(
        'A gain of the loss (or of the score, when it stops early) that is less counts as none. Higher stops sooner and may underfit; 0 waits for the last digit.',
      ),
    ),
    1e-4,
  ),
  nIterNoChange: v.optional(
    v.pipe(
      count(100_000),
      v.title('Patience'),
      v.description(
        'Passes in a row without a gain after which it stops. Too few stop at the first bump (underfit); many cost time.',
      ),
    ),
    10,
  ),
  earlyStopping: v.optional(
    v.pipe(
      v.boolean(),
      v.title('Stop early'),
      v.description(
        'Holds rows back, stops when their score no longer gains, and keeps the weights of the best pass. On is safe against overfitting and learns from fewer rows; off watches the training loss, which always likes overfitting.',
      ),
    ),
    false,
  ),
  validationFraction: v.optional(
    v.pipe(
      v.number(),
      v.minValue(0.01),
      v.maxValue(0.9),
      v.title('Share held back'),
      v.description(
        'Of the training rows, when it stops early. Too low makes the score jump about, so that it stops by chance; too high leaves few rows to learn from.',
      ),
    ),
    0.1,
  ),
  arithmetic: v.optional(
    v.pipe(
      v.picklist(['exact', 'tensorflow']),
      v.title('Arithmetic'),
      v.description(
        '“exact” has 16 digits and gives the same network everywhere. “tensorflow” has 7, runs on this machine’s graphics processor where that is faster (large layers), and gives slightly other numbers on another machine.',
      ),
    ),
    'exact',
  ),
};

export const networkParams = { ...shape, ...descent, ...ending };
