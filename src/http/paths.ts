import type { ReplySink } from "../api/index.ts";

/**
 * Paths that name no resource: is the server well, and which version is it.
 *
 * @source apiserver pkg/server/healthz, pkg/server/routes/version.go
 * @limits every check passes; there are no documents of discovery
 */
export function answerPath(path: string, sink: ReplySink): void {
  if (healthy.has(path)) return whole(sink, 200, "text/plain; charset=utf-8", "ok");
  if (path === "/version" || path === "/version/") return whole(sink, 200, "application/json", JSON.stringify(version, undefined, 2));
  whole(sink, 404, "text/plain; charset=utf-8", "404 page not found\n");
}

const healthy: ReadonlySet<string> = new Set(["/healthz", "/livez", "/readyz"]);

const version = Object.freeze({
  major: "1",
  minor: "36",
  emulationMajor: "1",
  emulationMinor: "36",
  minCompatibilityMajor: "1",
  minCompatibilityMinor: "35",
  gitVersion: "v1.36.3",
  gitCommit: "kubeloom",
  gitTreeState: "",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "go1.26.8",
  compiler: "gc",
  platform: "linux/amd64",
});

function whole(sink: ReplySink, status: number, contentType: string, text: string): void {
  sink.head({ status, headers: { "content-type": contentType } });
  sink.bytes(new TextEncoder().encode(text));
  sink.end({ kind: "complete" });
}
