/** Columns over time: calls, and within each the answered ones; pure. */
import { count } from "./markup.ts";
import { label, niceStep, plot, rect, WIDTH, type PlotText } from "./plot.ts";

export interface TimeColumn {
  readonly label: string;
  readonly value: number;
  readonly part: number;
}

const HEIGHT = 220;
const TOP = 14;
const LEFT = 56;
const FOOT = 30;
const MOST_LABELS = 8;

export function columns(text: PlotText, all: readonly TimeColumn[]): string {
  const most = Math.max(1, ...all.map(({ value }) => value));
  const step = niceStep(most, 4);
  const top = Math.ceil(most / step) * step;
  const base = TOP + HEIGHT;
  const y = (value: number): number => base - (value / top) * HEIGHT;
  const slot = (WIDTH - LEFT) / Math.max(1, all.length);
  const width = Math.min(48, slot * 0.76);
  const every = Math.max(1, Math.ceil(all.length / MOST_LABELS));
  const lines = Array.from({ length: top / step + 1 }, (_, index) => {
    const at = y(index * step);
    return (
      `<line x1="${LEFT}" y1="${at}" x2="${WIDTH}" y2="${at}" class="${index === 0 ? "axis" : "grid"}"/>` +
      label(count(index * step), [LEFT - 8, at + 5], "end muted")
    );
  });
  const shapes = all.map((one, index) => {
    const middle = LEFT + slot * (index + 0.5);
    const bar = (value: number, style: string): string =>
      value === 0 ? "" : rect([middle - width / 2, y(value), width, base - y(value)], style);
    const name = index % every === 0 ? label(one.label, [middle, base + 20], "middle muted") : "";
    return bar(one.value, "light") + bar(one.part, "full") + name;
  });
  return plot(text, base + FOOT, lines.join("") + shapes.join(""));
}
