import type { Fault } from "../network/index.ts";
import { UsageError } from "./usage-error.ts";

type FieldType = "time" | "optional time" | "shift" | "name" | "count" | "optional count" | "match" | "verdict" | "optional name";

/** What a fault of each kind is made of, beside `kind` and `at`. */
const FIELDS: { readonly [kind in Fault["kind"]]: { readonly [field: string]: FieldType } } = {
  rule: { lasts: "optional time", match: "match", verdict: "verdict", nth: "optional count", times: "optional count" },
  partition: { lasts: "time", a: "name", b: "name", streams: "optional name", dials: "optional name" },
  dropStreams: { match: "match" },
  slowConsumer: { lasts: "time", client: "name", perEvent: "time" },
  restart: { replica: "name", downFor: "time" },
  lag: { lasts: "time", replica: "name", by: "time" },
  failover: { client: "name", to: "name" },
  compact: { keep: "time" },
  clockSkew: { client: "name", by: "shift" },
};

const VERDICTS = ["deliver", "delay", "drop", "silence", "truncate", "loseReply", "refuse", "answer"];
const MATCHES = ["from", "to", "verb", "resource", "namespace", "name", "subresource"];

/**
 * Faults from a file: a JSON array of them, or an object with the array under "faults" (what `--json` prints is one).
 *
 * @throws {UsageError} naming file, fault, field and value
 */
export function readFaultPlan(file: string, text: string): readonly Fault[] {
  const plan = parsed(file, text);
  const faults: unknown = isRecord(plan) ? plan["faults"] : plan;
  if (!Array.isArray(faults)) throw new UsageError(`--faults ${file}: expected a JSON array of faults, or an object with such an array under "faults"`);
  return faults.map((fault: unknown, i) => readFault(`--faults ${file}: fault ${i + 1}`, fault)).sort((a, b) => a.at - b.at);
}

/** @throws {UsageError} for a fault of a plan that aims at a party nobody has */
export function mustAim(file: string, faults: readonly Fault[], parties: readonly string[]): void {
  faults.forEach((fault, i) => {
    const named: { readonly [field: string]: unknown } = "match" in fault ? { from: fault.match.from, to: fault.match.to } : { ...fault };
    for (const field of AIMS) {
      const party = named[field];
      if (typeof party !== "string" || parties.includes(party)) continue;
      throw new UsageError(`--faults ${file}: fault ${i + 1} (${fault.kind}): nobody is called "${party}" ("${field}"); there are ${parties.join(", ")}`);
    }
  });
}

const AIMS = ["from", "to", "a", "b", "client", "replica"];

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`--faults ${file}: not JSON (${cause instanceof Error ? cause.message : String(cause)}); expected none, light, normal, heavy or a file with a JSON array of faults`);
  }
}

function readFault(where: string, fault: unknown): Fault {
  if (!isRecord(fault)) throw new UsageError(`${where} is ${show(fault)}; expected an object`);
  const kind = fault["kind"];
  if (typeof kind !== "string" || !Object.hasOwn(FIELDS, kind)) throw new UsageError(`${where}: "kind" is ${show(kind)}; expected one of ${Object.keys(FIELDS).join(", ")}`);
  const fields: { readonly [field: string]: FieldType } = { at: "time", ...FIELDS[kind as Fault["kind"]] };
  for (const [field, type] of Object.entries(fields)) {
    const wrong = wrongWith(type, fault[field]);
    if (wrong !== undefined) throw new UsageError(`${where} (${kind}): "${field}" is ${show(fault[field])}; expected ${wrong}`);
  }
  const unknown = Object.keys(fault).find((field) => field !== "kind" && field !== "story" && !Object.hasOwn(fields, field));
  if (unknown !== undefined) throw new UsageError(`${where} (${kind}): unknown field "${unknown}"; it has ${Object.keys(fields).join(", ")}`);
  const { story: _sentence, ...known } = fault;
  return known as unknown as Fault;
}

/** What was expected, when this is not it. */
function wrongWith(type: FieldType, value: unknown): string | undefined {
  if (type.startsWith("optional ")) return value === undefined ? undefined : wrongWith(type.slice("optional ".length) as FieldType, value);
  switch (type) {
    case "time": return isWhole(value) && value >= 0 ? undefined : "whole microseconds (a count for keep), 0 or more";
    case "shift": return isWhole(value) ? undefined : "whole microseconds, negative for back";
    case "count": return isWhole(value) && value >= 1 ? undefined : "a whole number from 1";
    case "name": return typeof value === "string" && value !== "" ? undefined : "a name";
    case "match": return isRecord(value) && Object.entries(value).every(([field, text]) => MATCHES.includes(field) && typeof text === "string") ? undefined : `an object with some of ${MATCHES.join(", ")}`;
    case "verdict": return isRecord(value) && VERDICTS.includes(String(value["do"])) ? undefined : `an object whose "do" is one of ${VERDICTS.join(", ")}`;
    default: return undefined;
  }
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}
