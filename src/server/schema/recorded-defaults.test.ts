import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../api/index.ts";
import { typeModel } from "./type-model.ts";

/** What was sent to kube-apiserver v1.36.3 and what it then had, for every kind, small and full. */
interface Sample {
  readonly sent?: JsonObject;
  readonly got: JsonObject;
}

const file = new URL("../../../properties/recordings/defaults.json.gz", import.meta.url);
const samples = JSON.parse(gunzipSync(readFileSync(file)).toString()) as readonly Sample[];

function nameOf({ apiVersion, kind, metadata }: JsonObject): string {
  const { name = "" } = (metadata ?? {}) as { readonly name?: string };
  return `${apiVersion as string} ${kind as string} ${name}`;
}

function decoded(object: JsonObject): JsonObject {
  const model = typeModel(object["apiVersion"] as string, object["kind"] as string);
  const made = model?.decode(object);
  if (made?.kind !== "object") throw new Error(`${nameOf(object)}: ${model?.explain(JSON.stringify(object)).problem ?? "no model"}`);
  return made.object;
}

describe("what a server has is canonical, byte for byte", () => {
  test.each(samples.map(({ got }) => [nameOf(got), got] as const))("%s", (_, got) => {
    expect(JSON.stringify(decoded(got))).toBe(JSON.stringify(got));
  });
});

describe("what was sent and is not the server's to set is what it then has", () => {
  // Reviews are answered, not kept.
  const pairs = samples.flatMap(({ sent, got }) => (sent === undefined || (sent["kind"] as string).endsWith("Review") ? [] : [[nameOf(sent), sent, got] as const]));
  test.each(pairs)("%s", (_, sent, got) => {
    const { metadata: _sent, status: _status, ...mine } = decoded(sent);
    const { metadata: _got, status: _had, ...its } = got;
    expect(its).toMatchObject(settable(mine));
  });
});

/** Lists that a server adds to are compared as far as they were sent. */
function settable(mine: JsonObject): JsonObject {
  const spec = mine["spec"] as { readonly [field: string]: Json } | undefined;
  if (spec === undefined) return mine;
  const { tolerations: _t, taints: _n, finalizers: _f, username: _u, ipFamilies: _i, ...rest } = spec;
  return { ...mine, spec: rest };
}
