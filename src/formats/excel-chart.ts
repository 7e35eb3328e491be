/**
 * Bar charts of a workbook as parts of its archive (ECMA-376 part 1, 21.2 and 20.5): exceljs writes
 * none. Values stand in the part as well, for programs that show a chart without calculating. Pure.
 */

export interface BarChart {
  readonly title: string;
  /** Sheet and rows of the bars, first and last inclusive, counted from 1. */
  readonly sheet: string;
  readonly firstRow: number;
  readonly lastRow: number;
  /** Letters of the columns that hold names and numbers of the bars. */
  readonly nameColumn: string;
  readonly valueColumn: string;
  readonly bars: readonly { readonly name: string; readonly value: number }[];
  /** Left upper corner and size in cells, counted from 0. */
  readonly place: {
    readonly column: number;
    readonly row: number;
    readonly columns: number;
    readonly rows: number;
  };
}

export interface ArchivePart {
  readonly name: string;
  readonly content: string;
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships";
const DRAWINGML = "http://schemas.openxmlformats.org/drawingml/2006";

/** What a sheet refers to, relative to its own folder. */
export const DRAWING = { type: `${OFFICE}/drawing`, target: "../drawings/drawing1.xml" } as const;

/** The drawing of one sheet with its charts; a workbook has one such sheet. */
export function chartParts(charts: readonly BarChart[]): readonly ArchivePart[] {
  const relations = charts.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${OFFICE}/chart" Target="../charts/chart${index + 1}.xml"/>`,
  );
  return [
    {
      name: "xl/drawings/drawing1.xml",
      content: `${HEAD}<xdr:wsDr xmlns:xdr="${DRAWINGML}/spreadsheetDrawing" xmlns:a="${DRAWINGML}/main">${charts.map(anchor).join("")}</xdr:wsDr>`,
    },
    {
      name: "xl/drawings/_rels/drawing1.xml.rels",
      content: `${HEAD}<Relationships xmlns="${PACKAGE}">${relations.join("")}</Relationships>`,
    },
    ...charts.map((chart, index) => ({
      name: `xl/charts/chart${index + 1}.xml`,
      content: chartXml(chart, index),
    })),
  ];
}

/** `[Content_Types].xml` with the types of the parts. */
export function withChartTypes(contentTypes: string, charts: number): string {
  const prefix = "application/vnd.openxmlformats-officedocument";
  const drawing = `<Override PartName="/xl/drawings/drawing1.xml" ContentType="${prefix}.drawing+xml"/>`;
  const each = Array.from(
    { length: charts },
    (_, index) =>
      `<Override PartName="/xl/charts/chart${index + 1}.xml" ContentType="${prefix}.drawingml.chart+xml"/>`,
  );
  return contentTypes.replace("</Types>", `${drawing}${each.join("")}</Types>`);
}

function anchor({ title, place }: BarChart, index: number): string {
  const { column, row, columns, rows } = place;
  const corner = (tag: string, atColumn: number, atRow: number): string =>
    `<xdr:${tag}><xdr:col>${atColumn}</xdr:col><xdr:colOff>0</xdr:colOff>` +
    `<xdr:row>${atRow}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:${tag}>`;
  return (
    `<xdr:twoCellAnchor>${corner("from", column, row)}${corner("to", column + columns, row + rows)}` +
    `<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>` +
    `<xdr:cNvPr id="${index + 2}" name="Chart ${index + 1}" descr="${xml(title)}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>` +
    `<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>` +
    `<a:graphicData uri="${DRAWINGML}/chart"><c:chart xmlns:c="${DRAWINGML}/chart" xmlns:r="${OFFICE}" r:id="rId${index + 1}"/>` +
    `</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>`
  );
}

/** Horizontal bars, the first on top, numbers at their ends: readable without colours. */
function chartXml(chart: BarChart, index: number): string {
  const { sheet, firstRow, lastRow, nameColumn, valueColumn, bars, title } = chart;
  const range = (letter: string): string =>
    xml(`'${sheet.replaceAll("'", "''")}'!$${letter}$${firstRow}:$${letter}$${lastRow}`);
  const points = (value: (bar: BarChart["bars"][number]) => string): string =>
    `<c:ptCount val="${bars.length}"/>` +
    bars.map((bar, at) => `<c:pt idx="${at}"><c:v>${value(bar)}</c:v></c:pt>`).join("");
  const names = points(({ name }) => xml(name));
  const values = points(({ value }) => String(value));
  const axes = [10 * index + 1, 10 * index + 2] as const;
  return (
    `${HEAD}<c:chartSpace xmlns:c="${DRAWINGML}/chart" xmlns:a="${DRAWINGML}/main" xmlns:r="${OFFICE}"><c:roundedCorners val="0"/><c:chart>` +
    `<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1200" b="1"/></a:pPr><a:r><a:rPr lang="en-GB" sz="1200" b="1"/><a:t>${xml(title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>` +
    `<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>` +
    `<c:ser><c:idx val="0"/><c:order val="0"/><c:spPr><a:solidFill><a:srgbClr val="2F6690"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>` +
    `<c:dLbls><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>` +
    `<c:cat><c:strRef><c:f>${range(nameColumn)}</c:f><c:strCache>${names}</c:strCache></c:strRef></c:cat>` +
    `<c:val><c:numRef><c:f>${range(valueColumn)}</c:f><c:numCache><c:formatCode>General</c:formatCode>${values}</c:numCache></c:numRef></c:val></c:ser>` +
    `<c:gapWidth val="40"/><c:axId val="${axes[0]}"/><c:axId val="${axes[1]}"/></c:barChart>` +
    `<c:catAx><c:axId val="${axes[0]}"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:crossAx val="${axes[1]}"/></c:catAx>` +
    `<c:valAx><c:axId val="${axes[1]}"/><c:scaling><c:min val="0"/></c:scaling><c:delete val="1"/><c:axPos val="t"/><c:numFmt formatCode="General" sourceLinked="0"/><c:crossAx val="${axes[0]}"/></c:valAx>` +
    `</c:plotArea><c:plotVisOnly val="1"/></c:chart></c:chartSpace>`
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

function xml(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/gu, " ")
    .replace(/[&<>"]/g, (one) => ENTITIES[one] ?? one);
}
