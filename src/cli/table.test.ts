import { expect, test } from "vitest";
import { coloured, paintFor, plain } from "./paint.ts";
import { tableLines } from "./table.ts";

test("columns are as wide as their widest cell; paint takes no room", () => {
  const lines = tableLines([{ title: "client" }, { title: "events", align: "right" }, { title: "void" }], [
    [{ text: "manager/pods" }, { text: "7" }, { text: "" }],
    [{ text: "µ→" }, { text: "1,453", paint: coloured.bad }, { text: "lost" }],
  ], { indent: "  ", heading: plain.dim });
  expect(lines).toEqual([
    "  client        events  void",
    "  manager/pods       7",
    "  µ→             \u001b[31m1,453\u001b[39m  lost",
  ]);
});

test.each<[boolean, { [name: string]: string }, string]>([
  [true, {}, "\u001b[32mok\u001b[39m"], [false, {}, "ok"], [true, { NO_COLOR: "1" }, "ok"], [true, { NO_COLOR: "" }, "\u001b[32mok\u001b[39m"], [true, { TERM: "dumb" }, "ok"],
])("terminal %s, environment %o", (isTerminal, environment, text) => {
  expect(paintFor(isTerminal, environment).good("ok")).toBe(text);
});
