import type { KubeObject } from "../../api/index.ts";
import { legacyRange } from "./addresses.ts";
import type { Fields } from "./fields.ts";
import { list, number, part, text, texts } from "./fields.ts";
import { typed } from "./go-value.ts";
import { contains, parseRange } from "./ip.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import { Report } from "./report.ts";
import type { SelectorLenience } from "./rules.ts";
import { fits, labelSelector, port, portNameProblems } from "./rules.ts";

const spec = path("spec");
const directions = [["ingress", "from"], ["egress", "to"]] as const;
const protocols = ["TCP", "UDP", "SCTP"];
const policyTypes = ["Ingress", "Egress"];

interface Lenience extends SelectorLenience {
  /** Ranges that were there before. */
  readonly ranges: readonly string[];
}

/** @source kubernetes pkg/apis/networking/validation ValidateNetworkPolicy, ValidateNetworkPolicyUpdate */
export function validateNetworkPolicy(report: Report, policy: KubeObject, before?: KubeObject): void {
  const of = part(policy, "spec");
  const lenience = before === undefined ? strict : lenienceOf(part(before, "spec"));
  labelSelector(report, spec.child("podSelector"), part(of, "podSelector"), lenience);
  for (const [direction, peers] of directions) {
    for (const [i, rule] of list(of, direction).entries()) {
      const at = spec.child(direction).index(i);
      for (const [j, each] of list(rule, "ports").entries()) policyPort(report, at.child("ports").index(j), each);
      for (const [j, each] of list(rule, peers).entries()) peer(report, at.child(peers).index(j), each, lenience);
    }
  }
  const types = texts(of, "policyTypes");
  const at = spec.child("policyTypes");
  if (types.length > policyTypes.length) return report.invalid(at, types, "may not specify more than two policyTypes");
  for (const [i, type] of types.entries()) if (!policyTypes.includes(type)) report.notSupported(at.index(i), typed(type), policyTypes);
}

const strict: Lenience = { values: false, ranges: [] };

function lenienceOf(had: Fields): Lenience {
  const probe = new Report();
  labelSelector(probe, spec, part(had, "podSelector"));
  const blocks = directions.flatMap(([direction, peers]) => list(had, direction).flatMap((rule) => list(rule, peers).map((each) => part(each, "ipBlock"))));
  return { values: probe.count > 0, ranges: blocks.flatMap((each) => [text(each, "cidr"), ...texts(each, "except")]) };
}

function policyPort(report: Report, at: Path, of: Fields): void {
  const { protocol, port: wanted, endPort } = of;
  if (protocol !== undefined && !protocols.includes(text(of, "protocol"))) report.notSupported(at.child("protocol"), typed(text(of, "protocol")), protocols);
  const end = number(of, "endPort");
  const below = at.child("endPort");
  if (wanted === undefined) {
    if (endPort !== undefined) report.invalid(below, end, "may not be specified when `port` is not specified");
  } else if (typeof wanted === "number") {
    port(report, at.child("port"), wanted);
    if (endPort === undefined) return;
    if (end < wanted) report.invalid(below, wanted, "must be greater than or equal to `port`");
    port(report, below, end);
  } else {
    if (endPort !== undefined) report.invalid(below, end, "may not be specified when `port` is non-numeric");
    fits(report, at.child("port"), text(of, "port"), portNameProblems);
  }
}

function peer(report: Report, at: Path, of: Fields, lenience: Lenience): void {
  for (const field of ["podSelector", "namespaceSelector"]) if (of[field] !== undefined) labelSelector(report, at.child(field), part(of, field), lenience);
  if (of["ipBlock"] !== undefined) block(report, at.child("ipBlock"), part(of, "ipBlock"), lenience);
  const selects = of["podSelector"] !== undefined || of["namespaceSelector"] !== undefined;
  if (!selects && of["ipBlock"] === undefined) report.required(at, "must specify a peer");
  else if (selects && of["ipBlock"] !== undefined) report.forbidden(at, "may not specify both ipBlock and another peer");
}

/** @source kubernetes pkg/apis/networking/validation ValidateIPBlock */
function block(report: Report, at: Path, of: Fields, { ranges }: Lenience): void {
  const cidr = text(of, "cidr");
  if (cidr === "") return report.required(at.child("cidr"), "");
  legacyRange(report, at.child("cidr"), cidr, ranges);
  const range = parseRange(cidr);
  if (range === undefined) return;
  for (const [i, each] of texts(of, "except").entries()) {
    const below = at.child("except").index(i);
    legacyRange(report, below, each, ranges);
    const except = parseRange(each);
    if (except === undefined) continue;
    const within = contains(range, { value: except.first, family: except.family }) && range.prefix < except.prefix;
    if (!within) report.invalid(below, each, "must be a strict subset of `cidr`");
  }
}
