/**
 * Line plots as SVG, for pages: axes with ticks, a legend, nothing that moves. An image in a page does not know the page's
 * colours, so it asks for the reader's; lines differ in their dashes too.
 */

export interface Axis {
  readonly label: string;
  readonly log?: boolean;
}

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Plot {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  /** The last one is the baseline: grey. */
  readonly series: readonly Series[];
}

const SIZE = { width: 640, height: 360 } as const;
const BOX = { left: 64, right: 620, top: 44, bottom: 300 } as const;
const LINES = [
  { color: '#2f81f7', dash: 'none' },
  { color: '#d97706', dash: '7 4' },
  { color: '#1a9c50', dash: '2 3' },
] as const;
const BASELINE = { color: '#8b949e', dash: '10 3 2 3' } as const;
const STYLE = `text{font:12px sans-serif;fill:#424a53}.title{font-size:15px}.axis{stroke:#8b949e}.grid{stroke:#8b949e;stroke-opacity:.25}
@media(prefers-color-scheme:dark){text{fill:#c9d1d9}}`;

export function plotSvg({ title, x, y, series }: Plot): string {
  const across = scale(
    x,
    series.flatMap(({ points }) => points.map(([value]) => value)),
    [BOX.left, BOX.right],
  );
  const up = scale(
    y,
    series.flatMap(({ points }) => points.map(([, value]) => value)),
    [BOX.bottom, BOX.top],
  );
  const style = (index: number): { color: string; dash: string } =>
    index === series.length - 1 && index > 0 ? BASELINE : (LINES[index % LINES.length] ?? BASELINE);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}</style>`,
    `<text class="title" x="${BOX.left}" y="20">${escaped(title)}</text>`,
    ...up.ticks.flatMap((tick) => [
      line('grid', BOX.left, up.place(tick), BOX.right, up.place(tick)),
      text(BOX.left - 8, up.place(tick) + 4, short(tick), 'end'),
    ]),
    ...across.ticks.flatMap((tick) => [
      line('axis', across.place(tick), BOX.bottom, across.place(tick), BOX.bottom + 5),
      text(across.place(tick), BOX.bottom + 18, short(tick), 'middle'),
    ]),
    line('axis', BOX.left, BOX.bottom, BOX.right, BOX.bottom),
    line('axis', BOX.left, BOX.top, BOX.left, BOX.bottom),
    text((BOX.left + BOX.right) / 2, BOX.bottom + 38, x.label, 'middle'),
    `<text transform="translate(16 ${(BOX.top + BOX.bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>`,
  ];
  let legend: number = BOX.left;
  for (const [index, { name, points }] of series.entries()) {
    const { color, dash } = style(index);
    const drawn = `stroke="${color}" stroke-width="2" stroke-dasharray="${dash}"`;
    const path = points.map((point) => `${round(across.place(point[0]))},${round(up.place(point[1]))}`);
    parts.push(`<polyline fill="none" ${drawn} points="${path.join(' ')}"/>`);
    for (const place of path) {
      const [left = '', top = ''] = place.split(',');
      parts.push(`<circle cx="${left}" cy="${top}" r="2.5" fill="${color}"/>`);
    }
    parts.push(`<path d="M${legend} 34h24" ${drawn}/>`, text(legend + 30, 38, name, 'start'));
    // Roughly what a letter takes; nothing here can measure text.
    legend += 46 + name.length * 6.5;
  }
  return `${[...parts, '</svg>'].join('\n')}\n`;
}

interface Scale {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

function scale(
  { log = false }: Axis,
  values: readonly number[],
  [from, to]: readonly [number, number],
): Scale {
  if (values.length === 0) throw new Error('a plot without points');
  const [low, high] = log ? decades(values) : [0, Math.max(...values) * 1.05];
  const of = (value: number): number => (log ? Math.log10(value) : value);
  const span = of(high) - of(low);
  return {
    place: (value) => from + ((of(value) - of(low)) / span) * (to - from),
    ticks: log ? powers(low, high) : evenly(high),
  };
}

/** The nearest of 1, 2, 5 times a power of ten below and above: whole decades would leave half of the plot empty. */
function decades(values: readonly number[]): [number, number] {
  if (Math.min(...values) <= 0) throw new Error('zero and less have no place on a logarithmic axis');
  const steps = Array.from({ length: 25 }, (_, index) => 10 ** (index - 12)).flatMap((power) =>
    [1, 2, 5].map((digit) => digit * power),
  );
  const low = steps.findLast((step) => step <= Math.min(...values) * 1.000_001) ?? 1;
  const high = steps.find((step) => step >= Math.max(...values) * 0.999_999) ?? 1;
  return low === high ? [low, high * 10] : [low, high];
}

function powers(low: number, high: number): number[] {
  const all: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent += 1)
    for (const digit of [1, 2, 5]) all.push(Number((digit * 10 ** exponent).toPrecision(3)));
  const within = all.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
  // More than that would touch each other.
  return within.length <= 9 ? within : within.filter((tick) => /^[0.]*1[0.]*$/.test(String(tick)));
}

function evenly(high: number): number[] {
  const power = 10 ** Math.floor(Math.log10(high));
  const step = [0.2, 0.5, 1, 2].map((digit) => digit * power).find((one) => high / one <= 6) ?? power;
  return Array.from({ length: Math.floor(high / step) + 1 }, (_, index) =>
    Number((index * step).toPrecision(6)),
  );
}

const round = (value: number): number => Math.round(value * 10) / 10;
const short = (value: number): string => (value >= 1_000 ? value.toLocaleString('en') : String(value));
const escaped = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const text = (x: number, y: number, value: string, anchor: 'start' | 'middle' | 'end'): string =>
  `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escaped(value)}</text>`;
const line = (kind: 'axis' | 'grid', x1: number, y1: number, x2: number, y2: number): string =>
  `<line class="${kind}" x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"/>`;
