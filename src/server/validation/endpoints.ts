import type { KubeObject } from "../../api/index.ts";
import { equal, labelValueProblems, subdomainProblems } from "../../api/index.ts";
import { canonicalAddressProblems, endpointAddress, legacyAddress } from "./addresses.ts";
import type { Fields } from "./fields.ts";
import { list, number, part, text, textMap, texts } from "./fields.ts";
import { parseAddress } from "./ip.ts";
import { labels } from "./object-meta.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import type { Report } from "./report.ts";
import { dnsLabel, fits, fullyQualifiedDomain, oneOf, port, qualifiedName } from "./rules.ts";
import { protocol } from "./service.ts";

const subsets = path("subsets");

/** What was there before is not looked at again. @source kubernetes pkg/apis/core/validation ValidateEndpoints */
export function validateEndpoints(report: Report, endpoints: KubeObject, before?: KubeObject): void {
  if (before !== undefined && equal(before["subsets"], endpoints["subsets"])) return;
  for (const [i, subset] of list(endpoints, "subsets").entries()) {
    const at = subsets.index(i);
    const ready = list(subset, "addresses");
    const notReady = list(subset, "notReadyAddresses");
    const ports = list(subset, "ports");
    if (ready.length + notReady.length === 0) report.required(at, "must specify `addresses` or `notReadyAddresses`");
    for (const [j, each] of ready.entries()) subsetAddress(report, at.child("addresses").index(j), each);
    for (const [j, each] of notReady.entries()) subsetAddress(report, at.child("notReadyAddresses").index(j), each);
    for (const [j, each] of ports.entries()) subsetPort(report, at.child("ports").index(j), each, ports.length > 1);
  }
}

function subsetAddress(report: Report, at: Path, address: Fields): void {
  const ip = text(address, "ip");
  legacyAddress(report, at.child("ip"), ip, none);
  const hostname = text(address, "hostname");
  if (hostname !== "") dnsLabel(report, at.child("hostname"), hostname);
  if (address["nodeName"] !== undefined) fits(report, at.child("nodeName"), text(address, "nodeName"), subdomainProblems);
  endpointAddress(report, at.child("ip"), ip);
}

const none: readonly string[] = Object.freeze([]);

function subsetPort(report: Report, at: Path, of: Fields, named: boolean): void {
  const name = text(of, "name");
  if (name !== "") dnsLabel(report, at.child("name"), name);
  else if (named) report.required(at.child("name"), "");
  port(report, at.child("port"), number(of, "port"));
  protocol(report, at, of);
  if (of["appProtocol"] !== undefined) qualifiedName(report, at.child("appProtocol"), text(of, "appProtocol"));
}

const MAX_ENDPOINTS = 1000;
const MAX_ADDRESSES = 100;
const MAX_PORTS = 20_000;
const MAX_TOPOLOGY = 16;
const MAX_HINTS = 8;

/** @source kubernetes pkg/apis/discovery/validation ValidateEndpointSlice */
export function validateEndpointSlice(report: Report, slice: KubeObject, before?: KubeObject): void {
  const type = text(slice, "addressType");
  if (type === "") report.required(path("addressType"), "");
  else oneOf(report, path("addressType"), type, addressTypes);
  slicePorts(report, list(slice, "ports"));
  if (before === undefined || !equal(before["endpoints"], slice["endpoints"])) sliceEndpoints(report, list(slice, "endpoints"), type);
}

const addressTypes = ["FQDN", "IPv4", "IPv6"];

function slicePorts(report: Report, ports: readonly Fields[]): void {
  const all = path("ports");
  if (ports.length > MAX_PORTS) return report.tooMany(all, ports.length, MAX_PORTS);
  const names = new Set<string>();
  for (const [i, each] of ports.entries()) {
    const at = all.index(i);
    const name = text(each, "name");
    if (name !== "") dnsLabel(report, at.child("name"), name);
    if (names.has(name)) report.duplicate(at.child("name"), name);
    names.add(name);
    // An empty one is not an absent one here: the latter has its default by now.
    oneOf(report, at.child("protocol"), text(each, "protocol"), sliceProtocols);
    if (each["appProtocol"] !== undefined) qualifiedName(report, at.child("appProtocol"), text(each, "appProtocol"));
  }
}

const sliceProtocols = ["SCTP", "TCP", "UDP"];

function sliceEndpoints(report: Report, endpoints: readonly Fields[], type: string): void {
  const all = path("endpoints");
  if (endpoints.length > MAX_ENDPOINTS) return report.tooMany(all, endpoints.length, MAX_ENDPOINTS);
  for (const [i, each] of endpoints.entries()) {
    const at = all.index(i);
    sliceAddresses(report, at.child("addresses"), texts(each, "addresses"), type);
    if (each["nodeName"] !== undefined) fits(report, at.child("nodeName"), text(each, "nodeName"), subdomainProblems);
    const topology = part(each, "deprecatedTopology");
    const count = Object.keys(topology).length;
    if (count > MAX_TOPOLOGY) report.tooMany(at.child("deprecatedTopology"), count, MAX_TOPOLOGY);
    labels(report, textMap(each, "deprecatedTopology"), at.child("deprecatedTopology"));
    if (each["hostname"] !== undefined) dnsLabel(report, at.child("hostname"), text(each, "hostname"));
    if (each["hints"] !== undefined) hints(report, at.child("hints"), part(each, "hints"));
  }
}

function sliceAddresses(report: Report, at: Path, addresses: readonly string[], type: string): void {
  if (addresses.length === 0) report.required(at, "must contain at least 1 address");
  else if (addresses.length > MAX_ADDRESSES) report.tooMany(at, addresses.length, MAX_ADDRESSES);
  for (const [i, address] of addresses.entries()) {
    if (type === "FQDN") fullyQualifiedDomain(report, at.index(i), address);
    if (type !== "IPv4" && type !== "IPv6") continue;
    const whole = type === "IPv4" ? legacyAddress(report, at.index(i), address, none) : fits(report, at.index(i), address, canonicalAddressProblems);
    if (!whole) continue;
    if (parseAddress(address)?.family !== type) report.invalid(at, address, `must be an ${type} address`);
    endpointAddress(report, at.index(i), address);
  }
}

function hints(report: Report, at: Path, of: Fields): void {
  if (!uniqueNames(report, at.child("forZones"), list(of, "forZones"), labelValueProblems)) return;
  uniqueNames(report, at.child("forNodes"), list(of, "forNodes"), subdomainProblems);
}

/** Answers whether there are few enough to look at. */
function uniqueNames(report: Report, at: Path, items: readonly Fields[], rule: typeof subdomainProblems): boolean {
  if (items.length > MAX_HINTS) {
    report.tooMany(at, items.length, MAX_HINTS);
    return false;
  }
  const names = new Set<string>();
  for (const [i, each] of items.entries()) {
    const name = text(each, "name");
    if (names.has(name)) report.duplicate(at.index(i).child("name"), name);
    names.add(name);
    fits(report, at.index(i).child("name"), name, rule);
  }
  return true;
}
