import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { activations, links, Net } from '#lib/engine/kernels/net.ts';
import type { Batch, Layers, Samples, Shape } from '#lib/engine/kernels/net.ts';
import { answerPlainly, lossPlainly } from '#lib/engine/kernels/reference/net.ts';
import { cosine } from '#lib/models/multilayerPerceptron/rate.ts';
import { randomOf } from '#lib/models/tree/random.ts';

const rows = 23;
const alpha = 0.3;
const shapes = activations.flatMap((activation) =>
  links.flatMap((link) =>
    [[5], [7, 3], [4, 6, 1]].map((hidden): Shape => ({
      sizes: [3, ...hidden, link === 'softmax' ? 3 : 1],
      activation,
      link,
    })),
  ),
);

describe.each(shapes)('a network of $sizes, $activation, $link', (shape) => {
  it.each([
    ['all units', false],
    ['some units left out', true],
  ])('has the plain loss, and the slopes that its differences show, with %s', (_, drops) => {
    const { layers, samples, batch } = problem(shape, drops);
    const net = new Net(new Kernels(), shape, 8);
    net.load(layers);
    const loss = driveSync(net.learn(samples, batch, alpha));
    const ask = { batch, alpha };
    expect(loss).toBeCloseTo(lossPlainly(shape, layers, samples, ask), 12);
    const slopes = net.read(net.slope);
    for (const part of ['weights', 'biases'] as const)
      for (const [l, values] of layers[part].entries())
        for (const [at, value] of values.entries()) {
          const h = 1e-6;
          values[at] = value + h;
          const up = lossPlainly(shape, layers, samples, ask);
          values[at] = value - h;
          const down = lossPlainly(shape, layers, samples, ask);
          values[at] = value;
          expect(Math.abs((up - down) / (2 * h) - slopes[part][l]![at]!)).toBeLessThan(1e-8);
        }
  });

  it('answers as the plain one', () => {
    const { layers, samples } = problem(shape, false);
    const net = new Net(new Kernels(), shape, 8);
    net.load(layers);
    const said = driveSync(
      net.answers(
        samples.x,
        Int32Array.from({ length: rows }, (_, i) => i),
      ),
    );
    const plain = Array.from({ length: rows }, (_, i) =>
      answerPlainly(shape, layers, [...samples.x.subarray(3 * i, 3 * i + 3)]),
    ).flat();
    for (const [i, value] of said.entries()) expect(value).toBeCloseTo(plain[i]!, 13);
  });
});

it('learns the same bits in groups of any size', () => {
  const shape: Shape = { sizes: [3, 7, 4, 3], activation: 'tanh', link: 'softmax' };
  const { layers, samples, batch } = problem(shape, true);
  const slopes = [1, 8, 1000].map((size) => {
    const net = new Net(new Kernels(), shape, size);
    net.load(layers);
    const loss = driveSync(net.learn(samples, batch, alpha));
    return { group: net.group, loss, slopes: net.read(net.slope) };
  });
  expect(slopes.map((one) => one.group)).toEqual([4, 8, 1000]);
  expect(slopes[1]!.slopes).toEqual(slopes[0]!.slopes);
  expect(slopes[2]!.slopes).toEqual(slopes[0]!.slopes);
});

it('keeps what pads an odd layer at nothing', () => {
  const shape: Shape = { sizes: [3, 5, 9, 1], activation: 'logistic', link: 'sigmoid' };
  const { layers, samples, batch } = problem(shape, false);
  const net = new Net(new Kernels(), shape, 8);
  net.load(layers);
  driveSync(net.learn(samples, batch, alpha));
  const all = net.kernels.viewDoubles(net.slope, net.count);
  const real = net.read(net.slope);
  const kept = [...real.weights, ...real.biases].reduce((n, values) => n + values.length, 0);
  expect(all.filter((value) => value !== 0).length).toBe(kept);
});

it('knows the cosine from 0 to π', () => {
  for (let k = 0; k <= 64; k += 1) {
    const x = (Math.PI * k) / 64;
    expect(Math.abs(cosine(x) - Math.cos(x))).toBeLessThan(1e-14);
  }
});

function problem(
  { sizes, link }: Shape,
  drops: boolean,
): { layers: Layers; samples: Samples; batch: Batch } {
  const random = randomOf(5, 0);
  const draw = (length: number): Float64Array =>
    Float64Array.from({ length }, () => 2 * random() - 1);
  const layers = {
    weights: sizes.slice(1).map((out, l) => draw(sizes[l]! * out)),
    biases: sizes.slice(1).map((out) => draw(out)),
  };
  const kinds = link === 'softmax' ? 3 : 2;
  const samples = {
    x: draw(3 * rows),
    y: link === 'value' ? draw(rows) : draw(rows).map((_, i) => (i * i) % kinds),
    weight: draw(rows).map((value) => value + 1.5),
  };
  const chosen = Int32Array.from({ length: 17 }, (_, i) => (5 * i) % rows);
  const masks = sizes
    .slice(1, -1)
    .map((units) => draw(17 * units).map((value) => (value < -0.4 ? 0 : 1.25)));
  return { layers, samples, batch: { rows: chosen, masks: drops ? masks : null } };
}
