import { appendFileSync } from "node:fs";
import { InvalidManifest, InvalidOption } from "../cluster/index.ts";
import type { Farewell, ServedCluster, ServeOptions } from "../http/index.ts";
import { serveCluster } from "../http/index.ts";
import { readFaultPlan } from "./fault-plan.ts";
import { readText, writeOutput } from "./files.ts";
import { kubeconfig } from "./kubeconfig.ts";
import { readManifestFiles, readRecording } from "./serve-files.ts";
import type { ServeFlags } from "./serve-options.ts";
import { ADMINISTRATORS } from "./serve-options.ts";
import type { Signals } from "./signals.ts";
import type { Terminal } from "./terminal.ts";
import { EXIT, UsageError, type ExitCode } from "./usage-error.ts";

/** A row of upstream's token file always has one. @source apiserver pkg/authentication/token/tokenfile/tokenfile.go */
const TOKEN_UID = "1";

/** kubectl asks here when nothing tells it otherwise. */
const USUAL_PORT = 8080;

/** Serves until it is told to end. Settles with how it ended. @throws {UsageError} before it serves */
export async function serveCommand(flags: ServeFlags, terminal: Terminal, signals: Signals): Promise<ExitCode> {
  const options = await optionsOf(flags, terminal);
  const served = await started(flags.port, options);
  try {
    terminal.out(greeting(served, writeKubeconfig(flags, served)));
  } catch (cause) {
    await served.close();
    throw cause;
  }
  await new Promise<void>((resolve) => {
    let before = 0;
    const stop = signals.on((signal) => {
      before += 1;
      if (before > 1) return signals.leave(128 + signal);
      void served.close().finally(() => {
        stop();
        resolve();
      });
    });
  });
  const farewell = await served.close();
  if (flags.inputs !== undefined) writeOutput("--inputs", flags.inputs, `${JSON.stringify(farewell.log)}\n`, "choose another file");
  terminal.out(farewellText(farewell));
  return farewell.leaks.length === 0 && farewell.defects === 0 ? EXIT.held : EXIT.broken;
}

async function optionsOf(flags: ServeFlags, terminal: Terminal): Promise<ServeOptions> {
  const { host, plain, tls, token, tokenUser, tokenGroup, rbac, profile, gate, load, trace, controllers, clock, seed, faults, audit, control, inputs } = flags;
  const recording = await readRecording(trace);
  return {
    host, seed, profile, controllers,
    protocols: plain === true ? "plain" : tls === true ? "tls" : "both",
    tokens: token === undefined ? [] : [{ token, user: { name: tokenUser, uid: TOKEN_UID, groups: tokenGroup.length === 0 ? [ADMINISTRATORS] : tokenGroup } }],
    rbac: rbac === true,
    gates: gate,
    objects: [...recording.objects, ...readManifestFiles(load)],
    writes: recording.writes,
    faults: faults === undefined ? [] : readFaultPlan(faults, readText("--faults", faults)),
    pace: clock,
    control: control === true,
    keepInputs: control === true || inputs !== undefined,
    inFlight: { reading: flags.maxRequestsInflight, mutating: flags.maxMutatingRequestsInflight },
    defect: (cause) => terminal.err(`${terminal.errPaint.bad("defect:")} ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`),
    ...(audit === undefined ? {} : { audit: auditFile(audit) }),
  };
}

function auditFile(path: string): (line: string) => void {
  writeOutput("--audit", path, "", "choose another file");
  return (line) => appendFileSync(path, line);
}

/** @throws {UsageError} for what cannot be served, or not here */
async function started(port: number | undefined, options: ServeOptions): Promise<ServedCluster> {
  try {
    return await serveCluster({ ...options, port: port ?? USUAL_PORT });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EADDRINUSE" && port === undefined) return started(0, options);
    if (code !== undefined) throw new UsageError(`--host ${options.host ?? ""} --port ${port ?? USUAL_PORT}: ${code === "EADDRINUSE" ? "somebody listens there already; choose another port, or 0 for a free one" : (cause as Error).message}`, EXIT.environment);
    if (cause instanceof InvalidOption || cause instanceof InvalidManifest) throw new UsageError(cause.message);
    throw cause;
  }
}

function writeKubeconfig({ kubeconfig: file, token }: ServeFlags, served: ServedCluster): string | undefined {
  if (file === undefined) return undefined;
  writeOutput("--kubeconfig", file, kubeconfig({ url: served.url, authority: served.authority, token }), "choose another file");
  return file;
}

function greeting({ url, port, host, setup }: ServedCluster, file: string | undefined): string {
  const plain = `http://${host}:${port}`;
  const secure = url.startsWith("https:");
  const how = !secure || !setup.rbac ? `kubectl --server=${secure ? url.replace("https:", "http:") : plain} get namespaces` : `kubectl --server=${url} --insecure-skip-tls-verify --token=… get namespaces`;
  return [
    `serving on ${!secure ? plain : `${url} and ${plain}`} (profile ${setup.profile}, seed ${setup.seed})`,
    file === undefined ? `  ${how}` : `  kubectl --kubeconfig=${file} get namespaces`,
    "",
  ].join("\n");
}

function farewellText({ resources, leaks, requests, defects, digest }: Farewell): string {
  const lines = resources.map(({ kind, opened, closed }) => `  ${kind.padEnd(12)} ${String(opened).padStart(8)} opened ${String(closed).padStart(8)} closed`);
  const leaked = leaks.map(({ kind, label, openedBy }) => `  leaked: ${kind} ${label} (${openedBy.join(" > ")})`);
  return [
    `${requests} requests, ${defects === 0 ? "no defects" : `${defects} defects`}, digest ${digest}`,
    `Leak ledger  ${leaks.length === 0 ? "nothing leaked" : `${leaks.length} leaked`}`,
    ...lines, ...leaked, "",
  ].join("\n");
}
