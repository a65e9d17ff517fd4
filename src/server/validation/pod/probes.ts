import { headerNameProblems } from "../names.ts";
import type { Path } from "../path.ts";
import type { Report } from "../report.ts";
import { fits, oneOf, port, portNumberOrName } from "../rules.ts";
import { nonNegative } from "../scalars.ts";
import type { Container, Handler, Lifecycle, Probe } from "./types.ts";

/**
 * What a kubelet asks and runs: probes, and what comes after a start and before a stop.
 *
 * @param grace seconds the pod has to end
 * @source kubernetes pkg/apis/core/validation/validation.go validateHandler, validateProbe, validateLifecycle
 */
export function lifecycleAndProbes(report: Report, at: Path, container: Container, grace: number | undefined): void {
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  if (lifecycle !== undefined) lifecycleHandlers(report, at.child("lifecycle"), lifecycle, grace);
  if (livenessProbe !== undefined) restartingProbe(report, at.child("livenessProbe"), livenessProbe, grace);
  if (readinessProbe !== undefined) {
    const where = at.child("readinessProbe");
    const { terminationGracePeriodSeconds: own } = readinessProbe;
    probe(report, where, readinessProbe, grace);
    if (own !== undefined) report.invalid(where.child("terminationGracePeriodSeconds"), own, "must not be set for readinessProbes");
  }
  if (startupProbe !== undefined) restartingProbe(report, at.child("startupProbe"), startupProbe, grace);
}

function restartingProbe(report: Report, at: Path, of: Probe, grace: number | undefined): void {
  probe(report, at, of, grace);
  if (of.successThreshold !== 1) report.invalid(at.child("successThreshold"), of.successThreshold ?? 0, "must be 1");
}

function probe(report: Report, at: Path, of: Probe, grace: number | undefined): void {
  handler(report, at, of, grace);
  for (const field of counts) nonNegative(report, at.child(field), of[field]);
  const { terminationGracePeriodSeconds: own } = of;
  if (own !== undefined && own <= 0) report.invalid(at.child("terminationGracePeriodSeconds"), own, "must be greater than 0");
}

const counts = ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] as const;

function lifecycleHandlers(report: Report, at: Path, { postStart, preStop }: Lifecycle, grace: number | undefined): void {
  if (postStart !== undefined) handler(report, at.child("postStart"), postStart, grace);
  if (preStop !== undefined) handler(report, at.child("preStop"), preStop, grace);
}

function handler(report: Report, at: Path, of: Handler, grace: number | undefined): void {
  const { exec, httpGet, tcpSocket, grpc, sleep } = of;
  let first = true;
  if (exec !== undefined) {
    first = false;
    if ((exec.command ?? []).length === 0) report.required(at.child("exec").child("command"), "");
  }
  if (httpGet !== undefined) {
    if (first) httpAction(report, at.child("httpGet"), httpGet);
    else onlyOne(report, at.child("httpGet"));
    first = false;
  }
  if (tcpSocket !== undefined) {
    if (first) portNumberOrName(report, at.child("tcpSocket").child("port"), tcpSocket.port);
    else onlyOne(report, at.child("tcpSocket"));
    first = false;
  }
  if (grpc !== undefined) {
    if (first) port(report, at.child("grpc").child("port"), grpc.port ?? 0);
    else onlyOne(report, at.child("grpc"));
    first = false;
  }
  if (sleep !== undefined) {
    if (first) sleepAction(report, at.child("sleep"), sleep.seconds ?? 0, grace);
    else onlyOne(report, at.child("sleep"));
    first = false;
  }
  if (first) report.required(at, "must specify a handler type");
}

function onlyOne(report: Report, at: Path): void {
  report.forbidden(at, "may not specify more than 1 handler type");
}

function httpAction(report: Report, at: Path, { path = "", port: to, scheme = "", httpHeaders = [] }: NonNullable<Handler["httpGet"]>): void {
  if (path === "") report.required(at.child("path"), "");
  portNumberOrName(report, at.child("port"), to);
  oneOf(report, at.child("scheme"), scheme, schemes);
  for (const { name = "" } of httpHeaders) fits(report, at.child("httpHeaders"), name, headerNameProblems);
}

const schemes = ["HTTP", "HTTPS"] as const;

function sleepAction(report: Report, at: Path, seconds: number, grace: number | undefined): void {
  if (grace === undefined || (seconds >= 0 && seconds <= grace)) return;
  report.invalid(at, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${grace})`);
}
