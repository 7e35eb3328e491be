/**
 * The renderer of the mail templates: `{{name}}` is a value, `{{#name}}...{{/name}}` is repeated for each
 * item of a list, or shown when the value is there, `{{^name}}...{{/name}}` when it is not. A tag of a section
 * alone on its line leaves no empty line behind. Pure.
 */
import { htmlText } from "../core/html-text.ts";

export type ViewValue = string | number | boolean | undefined | readonly View[];
export interface View {
  readonly [name: string]: ViewValue;
}

/** @throws {Error} when a section is not closed: a fault of the template. */
export function render(template: string, view: View, form: "text" | "html"): string {
  const tidy = template.replace(/^[ \t]*(\{\{[#^/]\w+\}\})[ \t]*\r?\n/gm, "$1");
  const tokens = tidy.split(/(\{\{[#^/]?\w+\}\})/);
  const { text, at } = section({ tokens, form }, 0, [view]);
  if (at < tokens.length) throw new Error(`the template closes ${tokens[at] ?? ""} unopened`);
  return text;
}

interface Template {
  readonly tokens: readonly string[];
  readonly form: "text" | "html";
}

interface Rendered {
  readonly text: string;
  /** The token that ended it. */
  readonly at: number;
}

function section(template: Template, from: number, views: readonly View[]): Rendered {
  let text = "";
  let at = from;
  for (; at < template.tokens.length; at++) {
    const token = template.tokens[at] ?? "";
    const [, kind, name = ""] = /^\{\{([#^/]?)(\w+)\}\}$/.exec(token) ?? [];
    if (kind === undefined) text += token;
    else if (kind === "") text += shown(valueOf(views, name), template.form);
    else if (kind === "/") return { text, at };
    else {
      const inner = repeated(template, at + 1, { views, name, isInverse: kind === "^" });
      text += inner.text;
      at = inner.at;
    }
  }
  return { text, at };
}

interface Repeat {
  readonly views: readonly View[];
  readonly name: string;
  readonly isInverse: boolean;
}

function repeated(template: Template, from: number, { views, name, isInverse }: Repeat): Rendered {
  const value = valueOf(views, name);
  const items = typeof value === "object" ? value : value ? [{}] : [];
  const isShown = isInverse ? items.length === 0 : items.length > 0;
  // Rendered once in any case: that finds where it ends.
  const first = section(template, from, [items[0] ?? {}, ...views]);
  if (template.tokens[first.at] !== `{{/${name}}}`) throw new Error(`{{#${name}}} is not closed`);
  if (!isShown) return { text: "", at: first.at };
  const others = isInverse
    ? []
    : items.slice(1).map((item) => section(template, from, [item, ...views]).text);
  return { text: [first.text, ...others].join(""), at: first.at };
}

function valueOf(views: readonly View[], name: string): ViewValue {
  return views.find((view) => Object.hasOwn(view, name))?.[name];
}

function shown(value: ViewValue, form: Template["form"]): string {
  if (value === undefined || typeof value === "object") return "";
  const line = oneLine(String(value));
  return form === "text" ? line : htmlText(line);
}

/** Line breaks and other control characters as blanks: no value can begin a line or a header of its own. */
export function oneLine(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
    .replace(/\p{Surrogate}/gu, "\ufffd");
}
