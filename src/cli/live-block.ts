/** A few lines at the end of the screen that are drawn anew in place, such as progress bars. */

export interface LiveBlock {
  /** false: the stream is no screen, and nothing is drawn. */
  readonly isShown: boolean;
  draw(lines: readonly string[]): void;
  /** Takes the lines off the screen again. */
  clear(): void;
}

interface Screen {
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): unknown;
}

const UP = (lines: number): string => (lines > 0 ? `\u001b[${lines}A` : "");
const CLEAR_BELOW = "\u001b[0J";

export function createLiveBlock(screen: Screen): LiveBlock {
  let drawn = 0;
  const show = (lines: readonly string[]): void => {
    if (!screen.isTTY) return;
    const width = screen.columns || 80;
    const fitting = lines.map((line) => cut(line, width - 1));
    screen.write(`${UP(drawn)}\r${CLEAR_BELOW}${fitting.map((line) => `${line}\n`).join("")}`);
    drawn = fitting.length;
  };
  return {
    isShown: screen.isTTY,
    draw: show,
    clear: () => {
      if (drawn > 0) show([]);
    },
  };
}

/** A line that wraps would be counted as one and leave its rest behind. Colours take no room. */
function cut(line: string, width: number): string {
  const parts = line.split(/(\u001b\[[0-9;]*m)/);
  let room = width;
  return parts
    .map((part, index) => {
      if (index % 2 === 1) return part;
      const kept = Array.from(part).slice(0, room).join("");
      room -= Array.from(kept).length;
      return kept;
    })
    .join("");
}
