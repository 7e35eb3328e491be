/** What all plots have: an SVG that scales, and a name and description for those who don't see it; pure. */
import { escaped } from "./markup.ts";

export const WIDTH = 640;

export interface PlotText {
  readonly title: string;
  /** The plot in a sentence: its largest and smallest figures. */
  readonly description: string;
}

/** @param content markup of shapes, in units of which the width has 640. */
export function plot({ title, description }: PlotText, height: number, content: string): string {
  return (
    `<svg viewBox="0 0 ${WIDTH} ${round(height)}" role="img" aria-label="${escaped(`${title}. ${description}`)}">` +
    `<title>${escaped(title)}</title><desc>${escaped(description)}</desc>${content}</svg>`
  );
}

export function rect(
  [x, y, width, height]: readonly [number, number, number, number],
  style: string,
): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" class="${style}"/>`;
}

export function label(
  text: string,
  [x, y]: readonly [number, number],
  style: "start" | "middle" | "end" | "end muted" | "middle muted",
): string {
  return `<text x="${round(x)}" y="${round(y)}" class="${style}">${escaped(text)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** 1, 2 or 5 times a power of ten, so that about `wanted` steps reach `most`. */
export function niceStep(most: number, wanted: number): number {
  const rough = Math.max(1, most / wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((one) => one * power >= rough) ?? 10;
  return factor * power;
}
