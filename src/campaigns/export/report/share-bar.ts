/** One bar of all, divided into its parts by patterns that need no colour; pure. */
import { count, share } from "./markup.ts";
import { label, plot, rect, WIDTH, type PlotText } from "./plot.ts";

export interface Part {
  readonly name: string;
  readonly value: number;
}

/** Classes of the parts, in their order; the style gives each a pattern and a border. */
const FILLS = ["p1", "p2", "p3", "p4", "p5", "p6"] as const;
const BAR = 44;
const LEGEND_TOP = BAR + 22;
const LEGEND_ROW = 26;
const COLUMNS = 3;
/** A narrower part can't hold its figure. */
const FIGURE_WIDTH = 52;

/** Parts of nothing are left out of the bar, but not of the legend. */
export function shareBar(text: PlotText, parts: readonly Part[]): string {
  const whole = parts.reduce((sum, { value }) => sum + value, 0);
  let left = 0;
  const shapes = parts.map(({ value }, index) => {
    if (value === 0) return "";
    const width = (value / whole) * WIDTH;
    const x = left;
    left += width;
    const shape = rect([x, 1, width, BAR - 2], `part ${FILLS[index] ?? "p6"}`);
    if (width < FIGURE_WIDTH) return shape;
    const middle = x + width / 2;
    const plate = rect([middle - 23, BAR / 2 - 11, 46, 22], "plate");
    return shape + plate + label(share(value, whole), [middle, BAR / 2 + 5], "middle");
  });
  const legend = parts.map(({ name, value }, index) => {
    const x = (index % COLUMNS) * (WIDTH / COLUMNS);
    const y = LEGEND_TOP + Math.floor(index / COLUMNS) * LEGEND_ROW;
    const swatch = rect([x + 1, y - 13, 16, 16], `part ${FILLS[index] ?? "p6"}`);
    return swatch + label(`${name} ${count(value)}`, [x + 26, y], "start");
  });
  const frame = whole === 0 ? rect([0.5, 1, WIDTH - 1, BAR - 2], "part p4") : "";
  const height = LEGEND_TOP + Math.ceil(parts.length / COLUMNS) * LEGEND_ROW - 10;
  return plot(text, height, PATTERNS + frame + shapes.join("") + legend.join(""));
}

/** Lines one way, the other way, both ways, dots: told apart in black and white as well. */
const PATTERNS =
  "<defs>" +
  pattern("hatch", '<path d="M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6" class="line"/>') +
  pattern("back", '<path d="M-2 6 L2 10 M0 0 L8 8 M6 -2 L10 2" class="line"/>') +
  pattern("cross", '<path d="M0 0 L8 8 M0 8 L8 0" class="line"/>') +
  pattern("dots", '<circle cx="4" cy="4" r="1.6" class="dot"/>') +
  "</defs>";

function pattern(id: string, content: string): string {
  return `<pattern id="${id}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" class="ground"/>${content}</pattern>`;
}
