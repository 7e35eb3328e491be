/** A part of the report: heading, plot, and beside it the table with the same figures; pure. */
import { escaped } from "./markup.ts";

export interface Section {
  readonly title: string;
  /** A sentence below the heading: how the plot is read. */
  readonly hint?: string;
  /** Markup; empty: there is nothing to draw. */
  readonly plot: string;
  readonly table: FigureTable;
}

export interface FigureTable {
  readonly header: readonly string[];
  /** The first cell names the row. */
  readonly rows: readonly (readonly string[])[];
  /** What was left out: `and 12 more`. */
  readonly rest?: string;
}

export function sectionHtml({ title, hint, plot, table }: Section): string {
  return `<section>
<h2>${escaped(title)}</h2>
${hint === undefined ? "" : `<p class="hint">${escaped(hint)}</p>\n`}<div class="beside">
<figure>${plot}</figure>
${tableHtml(title, table)}
</div>
</section>`;
}

function tableHtml(title: string, { header, rows, rest }: FigureTable): string {
  const head = header.map((name) => `<th scope="col">${escaped(name)}</th>`).join("");
  const body = rows.map(([name = "", ...figures]) => {
    const cells = figures.map((figure) => `<td>${escaped(figure)}</td>`).join("");
    return `<tr><th scope="row">${escaped(name)}</th>${cells}</tr>`;
  });
  const more = rest === undefined ? "" : `\n<p class="hint">${escaped(rest)}</p>`;
  return `<div class="figures"><table>
<caption>${escaped(title)}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>
</table>${more}</div>`;
}
