/** Horizontal bars, one for each name, with the figure at its end; pure. */
import { shortened } from "./markup.ts";
import { label, plot, rect, WIDTH, type PlotText } from "./plot.ts";

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** What stands at the end: `120 (40 %)`. */
  readonly figure: string;
  /** A part of the bar that is drawn fuller than the rest. */
  readonly part?: number;
}

const ROW = 30;
const BAR = 20;
const NAMES = 172;
const FIGURES = 104;
const NAME_CHARS = 25;

export function bars(text: PlotText, all: readonly Bar[]): string {
  const most = Math.max(1, ...all.map(({ value }) => value));
  const scale = (WIDTH - NAMES - FIGURES) / most;
  const rows = all.map(({ name, value, figure, part }, index) => {
    const top = index * ROW + (ROW - BAR) / 2;
    const middle = top + BAR / 2 + 5;
    const width = value * scale;
    return (
      label(shortened(name, NAME_CHARS), [NAMES - 10, middle], "end") +
      rect([NAMES, top, Math.max(width, 1), BAR], part === undefined ? "full" : "light") +
      (part === undefined ? "" : rect([NAMES, top, part * scale, BAR], "full")) +
      label(figure, [NAMES + width + 8, middle], "start")
    );
  });
  const foot = all.length * ROW;
  const axis = `<line x1="${NAMES}" y1="0" x2="${NAMES}" y2="${foot}" class="axis"/>`;
  return plot(text, foot, rows.join("") + axis);
}
