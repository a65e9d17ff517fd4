import type { ApiRequest } from "../api/index.ts";
import type { Cluster } from "../cluster/index.ts";
import type { ParsedHead } from "../wire/index.ts";
import { collectionOf } from "../server/index.ts";

/**
 * What a served cluster counts, in Prometheus' text format behind what the server says of itself.
 *
 * @source apiserver pkg/endpoints/metrics/metrics.go, pkg/storage/etcd3/metrics/metrics.go (names and labels)
 * @limits requests, long-running ones, events and objects; no durations, since virtual time would be theirs, and nothing of the process
 */
export interface Metrics {
  /** A request is under way. */
  began(parsed: ParsedHead): CountedRequest;
  text(): string;
}

export interface CountedRequest {
  event(): void;
  /** @param status what was answered; 0: nothing */
  over(status: number): void;
}

type Kind = "counter" | "gauge";

const METRICS: readonly (readonly [name: string, kind: Kind, help: string])[] = [
  ["apiserver_request_total", "counter", "[STABLE] Requests answered, by verb, dry run, resource, scope and code."],
  ["apiserver_longrunning_requests", "gauge", "[STABLE] Watches that are open, by resource and scope."],
  ["apiserver_current_inflight_requests", "gauge", "[STABLE] Requests under way that are no watches."],
  ["apiserver_watch_events_total", "counter", "[ALPHA] Events sent to watches, by resource."],
  ["apiserver_storage_objects", "gauge", "[STABLE] Objects stored, by resource."],
  ["apiserver_resource_objects", "gauge", "[ALPHA] Objects stored, by group and resource."],
];

export function createMetrics({ core: { registry, storage } }: Pick<Cluster, "core">): Metrics {
  /** Samples by name and labels. */
  const samples = new Map<string, number>();
  const add = (sample: string, by: number): void => void samples.set(sample, (samples.get(sample) ?? 0) + by);
  for (const kind of ["mutating", "readOnly"]) add(`apiserver_current_inflight_requests{request_kind="${kind}"}`, 0);

  function objects(): void {
    const seen = new Set<string>();
    for (const info of registry.all()) {
      const collection = collectionOf(info);
      if (seen.has(collection) || !info.verbs.includes("list")) continue;
      seen.add(collection);
      const page = storage.list({ prefix: collection, limit: 1, count: true });
      const count = "items" in page ? page.items.length + (page.remaining ?? 0) : -1;
      samples.set(`apiserver_storage_objects{resource=${quoted(info.group === "" ? info.resource : `${info.resource}.${info.group}`)}}`, count);
      samples.set(`apiserver_resource_objects{group=${quoted(info.group)},resource=${quoted(info.resource)}}`, count);
    }
  }

  /** What nobody serves gets no names of its own: else a client could fill the memory with them. */
  function known(parsed: ParsedHead): ParsedHead {
    if (parsed.kind !== "request") return parsed;
    const { resource: { group, version, resource }, subresource } = parsed.request;
    const info = registry.find(group, version, resource);
    return info === undefined || (subresource !== "" && !info.subresources.includes(subresource)) ? { ...parsed, kind: "path", method: "", path: "" } : parsed;
  }

  return {
    began(asked) {
      const parsed = known(asked);
      const labels = labelsOf(parsed);
      const watches = parsed.kind === "request" && parsed.request.verb === "watch";
      const inFlight = watches
        ? `apiserver_longrunning_requests{${labels.replace(/dry_run="[^"]*",/, "")}}`
        : `apiserver_current_inflight_requests{request_kind="${parsed.kind === "request" && writing.has(parsed.request.verb) ? "mutating" : "readOnly"}"}`;
      add(inFlight, 1);
      const events = parsed.kind === "request" ? `apiserver_watch_events_total{group=${quoted(parsed.request.resource.group)},resource=${quoted(parsed.request.resource.resource)},version=${quoted(parsed.request.resource.version)}}` : "";
      return {
        event: () => add(events, 1),
        over(status) {
          add(inFlight, -1);
          if (status !== 0) add(`apiserver_request_total{code="${status}",${labels}}`, 1);
        },
      };
    },
    text() {
      objects();
      const names = [...samples.keys()].sort();
      return METRICS.map(([name, kind, help]) => {
        const own = names.filter((sample) => sample.startsWith(`${name}{`));
        return `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n${own.map((sample) => `${sample} ${samples.get(sample) ?? 0}\n`).join("")}`;
      }).join("");
    },
  };
}

const writing: ReadonlySet<string> = new Set(["create", "update", "patch", "delete", "deletecollection"]);
const PATHS = /^\/(?:healthz|livez|readyz|version|metrics|api|apis|openapi\/v[23])\/?$/;

function labelsOf(parsed: ParsedHead): string {
  if (parsed.kind === "request") {
    const { verb, resource: { group, version, resource }, options, subresource } = parsed.request;
    return `component="apiserver",dry_run="${options.dryRun?.includes("All") === true ? "All" : ""}",group=${quoted(group)},resource=${quoted(resource)},scope="${scopeOf(parsed.request)}",subresource=${quoted(subresource)},verb="${verbs[verb]}",version=${quoted(version)}`;
  }
  const path = parsed.kind === "path" && PATHS.test(parsed.path) ? parsed.path : "";
  return `component="",dry_run="",group="",resource="",scope="",subresource=${quoted(path)},verb="${parsed.kind === "path" && parsed.method === "GET" ? "GET" : "other"}",version=""`;
}

const verbs: { readonly [verb in ApiRequest["verb"]]: string } = {
  get: "GET", list: "LIST", watch: "WATCH", create: "POST", update: "PUT", patch: "PATCH", delete: "DELETE", deletecollection: "DELETECOLLECTION",
};

function scopeOf({ verb, name, namespace }: ApiRequest): string {
  if (name !== "" || verb === "create") return "resource";
  return namespace === "" ? "cluster" : "namespace";
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
