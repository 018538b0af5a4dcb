import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';
import { amount, choice, componentsOrAll, onlyNumbers, whole } from '../params.ts';

export const kernelPca = defineStep({
  id: 'kernelPca',
  version: 1,
  stage: 'reduce',
  kind: 'learned',
  title: 'Reduce along curved directions',
  summary:
    'Replaces columns by principal components of a richer space that a kernel stands for, so that bent shapes come out straight; keeps the training rows, at most 5,000.',
  params: v.strictObject({
    nComponents: v.optional(componentsOrAll, null),
    kernel: v.optional(
      choice(['linear', 'poly', 'rbf', 'sigmoid', 'cosine'], {
        title: 'Kernel',
        help: 'How alike two rows are: linear is plain PCA, poly adds products of columns, rbf fades with the distance, sigmoid is S-shaped, cosine looks at directions alone.',
      }),
      'linear',
    ),
    gamma: v.optional(
      v.nullable(
        amount(0, 1e6, {
          title: 'Gamma',
          help: 'For poly, rbf and sigmoid; empty for one over the number of columns. A larger one looks at nearer rows only and follows noise.',
        }),
      ),
      null,
    ),
    degree: v.optional(
      whole(1, 10, {
        title: 'Degree',
        help: 'For poly: how many columns are multiplied. A higher one bends more and lets large values rule.',
      }),
      3,
    ),
    coef0: v.optional(
      amount(-1e6, 1e6, {
        title: 'Constant',
        help: 'For poly and sigmoid: what is added to the product. A larger one gives the lower degrees more weight.',
      }),
      1,
    ),
  }),
  needsColumns: true,
  objectTo: onlyNumbers,
  action: { type: 'reduce', params: { method: 'kernel_pca' } },
  suggest: () => [],
  describe: (columns, { nComponents, kernel }) => ({
    title: `Reduce ${listed(columns)}`,
    effect: `to ${nComponents === null ? 'all components' : counted(nComponents, 'component')} of a ${kernel} kernel`,
  }),
  examples: [
    { params: {}, why: 'Principal components, to compare the kernels with.' },
    { params: { nComponents: 2, kernel: 'rbf', gamma: 0.1 }, why: 'Rings and crescents.' },
    {
      params: { nComponents: 3, kernel: 'poly', gamma: 0.01, degree: 2, coef0: 1 },
      why: 'Products of columns, in few new ones.',
    },
    {
      params: { nComponents: 2, kernel: 'sigmoid', gamma: 0.001, coef0: 0 },
      why: 'What a layer of a network would see.',
    },
    { params: { nComponents: 2, kernel: 'cosine' }, why: 'Texts, whatever their length.' },
  ],
});
