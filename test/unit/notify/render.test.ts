/** The renderer of the mail templates. */
import { describe, expect, it } from "vitest";
import { oneLine, render } from "../../../src/notify/render.ts";

describe("a mail template", () => {
  it("repeats a section for each item, which sees what stands around it", () => {
    const template = "{{title}}\n{{#rows}}\n- {{row}} of {{title}}\n{{/rows}}\nend\n";
    const view = { title: "T", rows: [{ row: 1 }, { row: 2 }] };
    expect(render(template, view, "text")).toBe("T\n- 1 of T\n- 2 of T\nend\n");
  });

  it("shows a section when its value is there, and the inverse when it is not", () => {
    const template = "{{#a}}has {{a}}{{/a}}{{^a}}none{{/a}}";
    expect(render(template, { a: "x" }, "text")).toBe("has x");
    for (const a of [undefined, "", false, 0, []]) {
      expect(render(template, { a }, "text")).toBe("none");
    }
  });

  it("escapes markup in HTML only", () => {
    const view = { a: `<b onclick="x">&'` };
    expect(render("{{a}}", view, "html")).toBe("&lt;b onclick=&quot;x&quot;&gt;&amp;&#39;");
    expect(render("{{a}}", view, "text")).toBe(view.a);
  });

  it("does not take tags in values for its own", () => {
    expect(render("{{a}}", { a: "{{b}}", b: "no" }, "text")).toBe("{{b}}");
  });

  it("is refused when a section is not closed, or closed unopened", () => {
    expect(() => render("{{#a}}x", { a: true }, "text")).toThrow("{{#a}} is not closed");
    expect(() => render("x{{/a}}", {}, "text")).toThrow("unopened");
  });

  it("keeps values on one line and leaves every other character alone", () => {
    expect(oneLine("a\r\nBcc: x\u2028y\u0000z")).toBe("a Bcc: x y z");
    expect(oneLine("שלום 😀 äöü")).toBe("שלום 😀 äöü");
    expect(oneLine("half \ud83d")).toBe("half \ufffd");
  });
});
