import { labelProblems } from "../../../api/index.ts";
import type { Fields } from "../fields.ts";
import { number, part, text, textMap, texts } from "../fields.ts";
import type { Path } from "../path.ts";
import { descendingPath } from "../paths.ts";
import type { Report } from "../report.ts";
import { fits, inRange, oneOf } from "../rules.ts";
import type { Volume } from "./types.ts";

type Check = (report: Report, at: Path, volume: Volume) => void;

/** A source whose fields must all be there. */
function needing(source: string, ...fields: readonly string[]): Check {
  return (report, at, volume) => needs(report, at.child(source), part(volume, source), fields);
}

function needs(report: Report, at: Path, of: Fields, fields: readonly string[]): void {
  for (const field of fields) if (text(of, field) === "") report.required(at.child(field), "");
}

/**
 * Sources of volumes that few pods have, and that mostly no longer work.
 *
 * @source kubernetes pkg/apis/core/validation/validation.go validate…VolumeSource
 */
export const rareSources = {
  gitRepo: (report, at, volume) => {
    const of = part(volume, "gitRepo");
    needs(report, at.child("gitRepo"), of, ["repository"]);
    descendingPath(report, at.child("gitRepo").child("directory"), text(of, "directory"));
  },
  gcePersistentDisk: (report, at, volume) => disk(report, at.child("persistentDisk"), part(volume, "gcePersistentDisk"), "pdName"),
  awsElasticBlockStore: (report, at, volume) => disk(report, at.child("awsElasticBlockStore"), part(volume, "awsElasticBlockStore"), "volumeID"),
  nfs: (report, at, volume) => {
    const of = part(volume, "nfs");
    needs(report, at.child("nfs"), of, ["server", "path"]);
    if (!text(of, "path").startsWith("/")) report.invalid(at.child("nfs").child("path"), text(of, "path"), "must be an absolute path");
  },
  iscsi: (report, at, volume) => iscsi(report, at.child("iscsi"), part(volume, "iscsi")),
  glusterfs: needing("glusterfs", "endpoints", "path"),
  flocker: (report, at, volume) => {
    const where = at.child("flocker");
    const name = text(part(volume, "flocker"), "datasetName");
    const uuid = text(part(volume, "flocker"), "datasetUUID");
    if (name === "" && uuid === "") report.required(where, "one of datasetName and datasetUUID is required");
    if (name !== "" && uuid !== "") report.invalid(where, "resource", "datasetName and datasetUUID can not be specified simultaneously");
    if (name.includes("/")) report.invalid(where.child("datasetName"), name, "must not contain '/'");
  },
  rbd: (report, at, volume) => {
    const of = part(volume, "rbd");
    if (texts(of, "monitors").length === 0) report.required(at.child("rbd").child("monitors"), "");
    needs(report, at.child("rbd"), of, ["image"]);
  },
  cinder: (report, at, volume) => {
    const of = part(volume, "cinder");
    needs(report, at.child("cinder"), of, ["volumeID"]);
    secretName(report, at.child("cinder"), of);
  },
  cephfs: (report, at, volume) => {
    if (texts(part(volume, "cephfs"), "monitors").length === 0) report.required(at.child("cephfs").child("monitors"), "");
  },
  quobyte: (report, at, volume) => quobyte(report, at.child("quobyte"), part(volume, "quobyte")),
  fc: (report, at, volume) => fibreChannel(report, at.child("fc"), part(volume, "fc")),
  flexVolume: (report, at, volume) => {
    const where = at.child("flexVolume");
    needs(report, where, part(volume, "flexVolume"), ["driver"]);
    for (const key of Object.keys(textMap(part(volume, "flexVolume"), "options"))) {
      const namespace = `.${(key.split("/")[0] ?? "").toLowerCase()}`;
      if (!namespace.endsWith(".kubernetes.io") && !namespace.endsWith(".k8s.io")) continue;
      report.invalid(where.child("options").key(key), key, "kubernetes.io and k8s.io namespaces are reserved");
    }
  },
  azureFile: needing("azureFile", "secretName", "shareName"),
  vsphereVolume: needing("vsphereVolume", "volumePath"),
  photonPersistentDisk: needing("photonPersistentDisk", "pdID"),
  portworxVolume: needing("portworxVolume", "volumeID"),
  azureDisk: (report, at, volume) => azureDisk(report, at.child("azureDisk"), part(volume, "azureDisk")),
  storageos: (report, at, volume) => {
    const where = at.child("storageos");
    const of = part(volume, "storageos");
    const namespace = text(of, "volumeNamespace");
    if (text(of, "volumeName") === "") report.required(where.child("volumeName"), "");
    else fits(report, where.child("volumeName"), text(of, "volumeName"), labelProblems);
    if (namespace !== "") fits(report, where.child("volumeNamespace"), namespace, labelProblems);
    secretName(report, where, of);
  },
  scaleIO: needing("scaleIO", "gateway", "system", "volumeName"),
} satisfies { readonly [source: string]: Check };

const MAX_LUN = 255;

function disk(report: Report, at: Path, of: Fields, name: string): void {
  needs(report, at, of, [name]);
  const partition = number(of, "partition");
  if (partition < 0 || partition > 255) report.invalid(at.child("partition"), partition, "must be between 1 and 255, inclusive");
}

function secretName(report: Report, at: Path, of: Fields): void {
  if (of["secretRef"] !== undefined && text(part(of, "secretRef"), "name") === "") report.required(at.child("secretRef").child("name"), "");
}

const qualified: { readonly [kind: string]: RegExp } = {
  iqn: /iqn\.\d{4}-\d{2}\.([A-Za-z0-9-.]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[A-Za-z0-9]{16}$/,
  naa: /^naa.[A-Za-z0-9]{32}$/,
};

function iscsi(report: Report, at: Path, of: Fields): void {
  needs(report, at, of, ["targetPortal"]);
  if (text(of, "iqn") === "") report.required(at.child("iqn"), "");
  else initiator(report, at.child("iqn"), text(of, "iqn"));
  inRange(report, at.child("lun"), number(of, "lun"), 0, MAX_LUN);
  if ((of["chapAuthDiscovery"] === true || of["chapAuthSession"] === true) && of["secretRef"] === undefined) report.required(at.child("secretRef"), "");
  if (of["initiatorName"] !== undefined) initiator(report, at.child("initiatorname"), text(of, "initiatorName"));
}

function initiator(report: Report, at: Path, name: string): void {
  const form = qualified[name.slice(0, 3)];
  if (form === undefined) report.invalid(at, name, "must be valid format starting with iqn, eui, or naa");
  else if (!form.test(name)) report.invalid(at, name, "must be valid format");
}

function quobyte(report: Report, at: Path, of: Fields): void {
  const registry = text(of, "registry");
  const why = "must be a host:port pair or multiple pairs separated by commas";
  if (registry === "") report.required(at.child("registry"), why);
  else if (text(of, "tenant").length >= 65) report.required(at.child("tenant"), "must be a UUID and may not exceed a length of 64 characters");
  else for (const pair of registry.split(",")) if (!isHostPort(pair)) report.invalid(at.child("registry"), registry, why);
  needs(report, at, of, ["volume"]);
}

/** @source go src/net/ipsock.go SplitHostPort */
function isHostPort(pair: string): boolean {
  return /^(?:\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/.test(pair);
}

function fibreChannel(report: Report, at: Path, of: Fields): void {
  const names = texts(of, "targetWWNs");
  const ids = texts(of, "wwids");
  const where = at.child("targetWWNs");
  if (names.length === 0 && ids.length === 0) report.required(where, "must specify either targetWWNs or wwids, but not both");
  if (names.length > 0 && ids.length > 0) report.invalid(where, names, "targetWWNs and wwids can not be specified simultaneously");
  if (names.length === 0) return;
  if (of["lun"] === undefined) report.required(at.child("lun"), "lun is required if targetWWNs is specified");
  else inRange(report, at.child("lun"), number(of, "lun"), 0, MAX_LUN);
}

const cachingModes = ["None", "ReadOnly", "ReadWrite"] as const;
const diskKinds = ["Dedicated", "Managed", "Shared"] as const;

function azureDisk(report: Report, at: Path, of: Fields): void {
  const kind = text(of, "kind");
  const uri = text(of, "diskURI");
  needs(report, at, of, ["diskName", "diskURI"]);
  if (of["cachingMode"] !== undefined) oneOf(report, at.child("cachingMode"), text(of, "cachingMode"), cachingModes);
  if (of["kind"] !== undefined) oneOf(report, at.child("kind"), kind, diskKinds);
  if (kind === "Managed" && !uri.startsWith("/subscriptions/")) {
    const form = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}";
    report.notSupported(at.child("diskURI"), uri, [form]);
  }
  if (of["kind"] !== undefined && kind !== "Managed" && !uri.startsWith("https://")) {
    report.notSupported(at.child("diskURI"), uri, ["https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"]);
  }
}
