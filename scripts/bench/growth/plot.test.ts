import { expect, it } from 'vitest';
import { type Plot, plotSvg } from './plot.ts';

const PLOT: Plot = {
  title: 'Cost & <size>',
  x: { label: 'nodes', log: true },
  y: { label: 'ms' },
  series: [
    {
      name: 'ours',
      points: [
        [1, 0],
        [100, 10],
        [10_000, 20],
      ],
    },
    {
      name: 'baseline',
      points: [
        [1, 5],
        [10_000, 5],
      ],
    },
  ],
};

/** x and y of each point of a line. */
function lines(svg: string): number[][][] {
  return [...svg.matchAll(/<polyline [^>]*points="([^"]*)"/g)].map(([, points = '']) =>
    points.split(' ').map((point) => point.split(',').map(Number)),
  );
}

it('puts points where their numbers say: decades are equally wide, and more is higher', () => {
  const [ours = []] = lines(plotSvg(PLOT));
  const [[left = 0, low = 0] = [], [middle = 0, half = 0] = [], [right = 0, high = 0] = []] = ours;
  expect(right - middle).toBeCloseTo(middle - left, 0);
  expect(low - half).toBeCloseTo(half - high, 0);
  expect(high).toBeLessThan(low);
});

it('draws a line for each series, and names it and the axes', () => {
  const svg = plotSvg(PLOT);
  expect(lines(svg).map((points) => points.length)).toEqual([3, 2]);
  for (const label of ['ours', 'baseline', 'nodes', 'ms', '10,000'])
    expect(svg).toContain(`>${label}</text>`);
});

it('keeps text from becoming markup', () => {
  expect(plotSvg(PLOT)).toContain('Cost &amp; &lt;size>');
});

it('gives logarithmic axes that span little ticks between the decades', () => {
  const plot: Plot = {
    ...PLOT,
    y: { label: 'ms', log: true },
    series: [
      {
        name: 'ours',
        points: [
          [1, 0.3],
          [10, 0.7],
        ],
      },
    ],
  };
  for (const tick of ['0.2', '0.5', '1']) expect(plotSvg(plot)).toContain(`>${tick}</text>`);
});

it('refuses zero on a logarithmic axis', () => {
  expect(() => plotSvg({ ...PLOT, y: { label: 'ms', log: true } })).toThrow('logarithmic');
});
