import { formatMs } from '../../measure/round-result.ts';
import type { Lane, ReportSeries } from '../series.ts';
import { escapeText, px } from './markup.ts';

/** The size of a picture in its own units; the page scales it. */
const WIDTH = 1000;
const LEFT = 62;
const RIGHT = 12;
const TOP = 20;
const PLOT = 120;
const AXIS = 20;
const LANE = 20;
const TICKS = 10;

export interface Line {
  readonly name: string;
  /** One value for every bin; null leaves a hole. */
  readonly values: readonly (number | null)[];
}

/** One line per client over time, with the faults as bars. The title says the unit. */
export function timeChart(
  title: string,
  lines: readonly Line[],
  series: ReportSeries,
  format: (value: number) => string,
): string {
  const highest = Math.max(1, ...lines.flatMap(({ values }) => values.filter((value) => value !== null)));
  const y = (value: number) => TOP + PLOT - (value / highest) * PLOT;
  const grid = [0, highest / 2, highest].map(
    (value) =>
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${px(y(value))}" y2="${px(y(value))}"/>` +
      `<text class="tick" x="${LEFT - 6}" y="${px(y(value) + 4)}" text-anchor="end">${escapeText(format(value))}</text>`,
  );
  const paths = lines.map(({ name, values }, index) => {
    const path = pathOf(values, (bin) => xOf((bin + 0.5) * series.bin_ms, series), y);
    return `<path class="client client-${(index % 6) + 1}" d="${path}"><title>${escapeText(name)}</title></path>`;
  });
  return picture(title, TOP + PLOT + AXIS, [
    ...faultBars(series, PLOT, true),
    ...grid,
    ...paths,
    ...timeAxis(series, TOP + PLOT),
  ]);
}

/** One lane per member, coloured by its state, with a stroke where its view changed. */
export function laneChart(title: string, series: ReportSeries): string {
  const height = series.lanes.length * LANE;
  const lanes = series.lanes.flatMap((lane, index) => laneOf(lane, TOP + index * LANE, series));
  return picture(title, TOP + height + AXIS, [
    ...faultBars(series, height, false),
    ...lanes,
    ...timeAxis(series, TOP + height),
  ]);
}

function laneOf({ member, segments, views }: Lane, top: number, series: ReportSeries): string[] {
  return [
    `<text class="tick" x="${LEFT - 6}" y="${top + 14}" text-anchor="end">${escapeText(member)}</text>`,
    ...segments.map(({ from_ms, to_ms, state }) => {
      const [left, right] = [xOf(from_ms, series), xOf(to_ms, series)];
      const title = `${member}: ${state}, ${formatMs(to_ms - from_ms)}`;
      return (
        `<rect class="lane ${state.replace(' ', '-')}" x="${px(left)}" y="${top + 2}" width="${px(Math.max(0.5, right - left))}" ` +
        `height="${LANE - 4}"><title>${escapeText(title)}</title></rect>`
      );
    }),
    ...views.map(({ at_ms, size }) => {
      const x = px(xOf(at_ms, series));
      return `<line class="view" x1="${x}" x2="${x}" y1="${top}" y2="${top + LANE}"><title>${escapeText(member)}: a view of ${size}</title></line>`;
    }),
  ];
}

function xOf(ms: number, { length_ms }: ReportSeries): number {
  const share = Math.min(1, Math.max(0, ms / length_ms));
  return LEFT + share * (WIDTH - LEFT - RIGHT);
}

/** A new part after every hole, and a short stroke for a bin that is alone. */
function pathOf(
  values: readonly (number | null)[],
  x: (bin: number) => number,
  y: (value: number) => number,
): string {
  let isOpen = false;
  return values
    .map((value, bin) => {
      if (value === null) {
        isOpen = false;
        return '';
      }
      const point = `${px(x(bin))} ${px(y(value))}`;
      const part = isOpen ? `L${point}` : `M${point}h0.1`;
      isOpen = true;
      return part;
    })
    .join('');
}

function faultBars(series: ReportSeries, height: number, isLabelled: boolean): string[] {
  return series.faults.map(({ label, injected_ms, healing_ms, whole_ms }) => {
    const [from, heal, whole] = [injected_ms, healing_ms, whole_ms].map((ms) => xOf(ms, series));
    const bar = (kind: string, left = 0, right = 0) =>
      `<rect class="${kind}" x="${px(left)}" y="${TOP}" width="${px(Math.max(0.5, right - left))}" height="${height}"/>`;
    const text = `<text class="fault-name" x="${px(from ?? 0)}" y="${TOP - 6}">${escapeText(label)}</text>`;
    return `${bar('fault', from, heal)}${bar('healing', heal, whole)}${isLabelled ? text : ''}`;
  });
}

function timeAxis(series: ReportSeries, top: number): string[] {
  const seconds = series.length_ms / 1000;
  const step = STEPS.find((each) => seconds / each <= TICKS) ?? seconds;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => {
    const at = index * step;
    return `<text class="tick" x="${px(xOf(at * 1000, series))}" y="${top + 15}" text-anchor="middle">${at} s</text>`;
  });
}

const STEPS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600];

function picture(title: string, height: number, parts: readonly string[]): string {
  return (
    `<figure><figcaption>${escapeText(title)}</figcaption>` +
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeText(title)}">\n${parts.join('\n')}\n</svg></figure>`
  );
}
