import type { Seen } from "./conformance-scenario.ts";
import type { Variables } from "./conformance-variables.ts";

/**
 * Replaces what legitimately differs from run to run by names: versions by their rank, uids and addresses by the order
 * they appear in, times, generated names, tokens, and the scenario's namespace.
 */
export function normalForm(variables: Variables, seen: readonly Seen[]): readonly unknown[] {
  const found = gather([variables["namespace"], seen]);
  const order = [...found.versions].sort((a, b) => a - b);
  const uids = new Map<string, string>();
  const addresses = new Map<string, string>();
  const namespace = String(variables["ns"]);

  function versionName(text: string): string {
    if (!/^[1-9]\d*$/.test(text)) return text;
    const version = Number(text);
    const below = order.filter((each) => each <= version).length;
    if (below > 0 && order[below - 1] === version) return `rv${below - 1}`;
    return below === 0 ? "rv-before" : `rv${below - 1}+`;
  }

  function text(value: string): string {
    let named = value.replaceAll(namespace, "NS");
    named = named.replace(UUID, (uid) => numbered(uids, uid, "UID"));
    for (const [name, as] of found.names) named = named.replaceAll(name, as);
    named = named
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g, "TIMEMICRO")
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "TIME")
      .replace(/\b10\.96\.\d+\.\d+\b/g, (address) => numbered(addresses, address, "CLUSTERIP"))
      .replace(/\b\d{2,}\b/g, (digits) => (found.versions.has(Number(digits)) ? versionName(digits) : digits));
    return named.replace(
      /(resource ?[vV]ersion:? ?|current: |\()(\d{2,})\b(?![./]\d)/g,
      (_, lead: string, digits: string) => lead + versionName(digits),
    );
  }

  function visit(value: unknown, key: string | undefined, parent: string | undefined): unknown {
    if (Array.isArray(value)) return value.map((each) => visit(each, undefined, key));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [text(name), visit(each, name, key)]));
    }
    if (typeof value === "string") {
      if (key === "resourceVersion" && parent === "metadata") return versionName(value);
      return key === "continue" && value !== "" ? "CONTINUE" : text(value);
    }
    const isPort = typeof value === "number" && value >= 30_000 && (key === "nodePort" || key === "healthCheckNodePort");
    return isPort ? "NODEPORT" : value;
  }

  return seen.map((each) => visit(each, undefined, undefined));
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

interface Found {
  readonly versions: Set<number>;
  /** Generated names, and what stands for them. */
  readonly names: Map<string, string>;
}

function gather(value: unknown, into: Found = { versions: new Set(), names: new Map() }): Found {
  if (typeof value !== "object" || value === null) return into;
  if (!Array.isArray(value)) note(value, into);
  for (const each of Object.values(value) as unknown[]) gather(each, into);
  return into;
}

interface Noted {
  readonly kind?: unknown;
  readonly items?: unknown;
  readonly metadata?: { readonly resourceVersion?: unknown; readonly uid?: unknown; readonly generateName?: string; readonly name?: string };
}

/** Versions count where an object of its own carries them: lists, tables and bookmarks quote others'. */
function note(value: Noted, { versions, names }: Found): void {
  const { metadata } = value;
  if (typeof metadata !== "object" || metadata === null) return;
  const { resourceVersion, uid, generateName, name } = metadata;
  const isList = value.kind === "Table" || (typeof value.kind === "string" && value.kind.endsWith("List") && Array.isArray(value.items));
  if (typeof resourceVersion === "string" && /^[1-9]\d*$/.test(resourceVersion) && uid && !isList) versions.add(Number(resourceVersion));
  const stem = generateName?.slice(0, 58);
  if (stem && name?.startsWith(stem) && name.length === stem.length + 5) names.set(name, `${generateName ?? ""}RAND`);
}

function numbered(known: Map<string, string>, value: string, prefix: string): string {
  let name = known.get(value);
  if (name === undefined) known.set(value, (name = `${prefix}${known.size + 1}`));
  return name;
}
