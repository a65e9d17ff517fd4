import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { builtInKind, printerOf } from "./index.ts";

/** What a real apiserver told of every resource: the columns of its tables, and the labels that its field selectors know. */
interface Facts {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespaced: boolean;
  readonly columns?: readonly unknown[];
  readonly supported?: readonly string[];
  /** With "<field>" where it names the label. */
  readonly refusal?: string;
}

const recordings = new URL("../../../properties/recordings/kinds.json.gz", import.meta.url);
const all = JSON.parse(gunzipSync(readFileSync(recordings)).toString()) as readonly Facts[];
const named = all.map((facts) => ({ ...facts, called: `${facts.resource}.${facts.version}.${facts.group}` }));

describe("columns", () => {
  test.each(named.filter(({ columns }) => columns !== undefined))("of $called", (facts) => {
    const told = printerOf(facts).columns.map(({ name, type, format, priority }) => ({ name, type, ...(format === "" ? {} : { format }), priority }));
    expect(told).toEqual(facts.columns);
  });
});

describe("field labels", () => {
  test.each(named.filter(({ supported }) => supported !== undefined))("of $called", (facts) => {
    const { fields, refuseField } = builtInKind(facts);
    const own = (facts.supported ?? []).filter((label) => !general.includes(label));
    expect(Object.keys(fields).sort()).toEqual([...own].sort());
    expect(refuseField("<field>")).toBe(facts.refusal);
  });
});

/** Every kind has these. */
const general = ["metadata.name", "metadata.namespace"];
