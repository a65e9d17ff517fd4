import { labelProblems } from "../../api/index.ts";
import type { Fields } from "./fields.ts";
import { has, number, part, text } from "./fields.ts";
import type { Path } from "./path.ts";
import { noBacksteps } from "./paths.ts";
import { rareSources } from "./pod/volume-sources.ts";
import { driverName, hostPath } from "./pod/volumes.ts";
import type { Report } from "./report.ts";
import { dnsLabel, dnsSubdomain, fits, inRange } from "./rules.ts";

type Check = (report: Report, at: Path, spec: Fields, volume: string) => void;

/** What backs a volume, in the order in which it is looked at. @source kubernetes pkg/apis/core/validation/validation.go ValidatePersistentVolumeSpec */
const sources: { readonly [source: string]: Check } = {
  hostPath,
  gcePersistentDisk: rareSources.gcePersistentDisk,
  awsElasticBlockStore: rareSources.awsElasticBlockStore,
  glusterfs: (report, at, spec) => {
    rareSources.glusterfs(report, at, spec);
    const namespace = part(spec, "glusterfs")["endpointsNamespace"];
    const where = at.child("glusterfs").child("endpointsNamespace");
    if (namespace === "") report.invalid(where, "", "if the endpointnamespace is set, it must be a valid namespace name");
    else if (typeof namespace === "string") fits(report, where, namespace, labelProblems);
  },
  flocker: rareSources.flocker,
  nfs: rareSources.nfs,
  rbd: rareSources.rbd,
  quobyte: rareSources.quobyte,
  cephfs: rareSources.cephfs,
  iscsi: (report, at, spec, volume) => iscsi(report, at.child("iscsi"), part(spec, "iscsi"), volume),
  cinder: (report, at, spec) => {
    if (text(part(spec, "cinder"), "volumeID") === "") report.required(at.child("cinder").child("volumeID"), "");
    namedSecret(report, at.child("cinder"), part(spec, "cinder"));
  },
  fc: rareSources.fc,
  flexVolume: rareSources.flexVolume,
  azureFile: (report, at, spec) => {
    rareSources.azureFile(report, at, spec);
    if (part(spec, "azureFile")["secretNamespace"] === "") report.required(at.child("azureFile").child("secretNamespace"), "");
  },
  vsphereVolume: rareSources.vsphereVolume,
  photonPersistentDisk: rareSources.photonPersistentDisk,
  portworxVolume: rareSources.portworxVolume,
  azureDisk: rareSources.azureDisk,
  scaleIO: rareSources.scaleIO,
  local: (report, at, spec) => {
    const path = text(part(spec, "local"), "path");
    if (path === "") report.required(at.child("local").child("path"), "");
    else noBacksteps(report, at.child("local").child("path"), path);
    if (!has(spec, "nodeAffinity")) report.required(at.child("nodeAffinity"), "Local volume requires node affinity");
  },
  storageos: (report, at, spec) => {
    const of = part(spec, "storageos");
    const where = at.child("storageos");
    if (text(of, "volumeName") === "") report.required(where.child("volumeName"), "");
    else dnsLabel(report, where.child("volumeName"), text(of, "volumeName"));
    if (text(of, "volumeNamespace") !== "") dnsLabel(report, where.child("volumeNamespace"), text(of, "volumeNamespace"));
    namedSecret(report, where, of);
  },
  csi: (report, at, spec) => csi(report, at.child("csi"), part(spec, "csi")),
};

/** @param volume its name */
export function volumeSource(report: Report, at: Path, spec: Fields, volume: string): void {
  let first = true;
  for (const source of Object.keys(sources)) {
    if (!has(spec, source)) continue;
    // Upstream forgot to ask this one whether it is the first, and names another otherwise than it is called.
    if (first || source === "flexVolume") (sources[source] as Check)(report, at, spec, volume);
    else report.forbidden(at.child(source === "cephfs" ? "cephFS" : source), "may not specify more than 1 volume type");
    first = false;
  }
  if (first) report.required(at, "must specify a volume type");
}

function namedSecret(report: Report, at: Path, of: Fields): void {
  if (!has(of, "secretRef")) return;
  for (const field of ["name", "namespace"]) if (text(part(of, "secretRef"), field) === "") report.required(at.child("secretRef").child(field), "");
}

const MAX_INITIATOR = 64;
const MAX_LUN = 255;
const qualified: { readonly [kind: string]: RegExp } = {
  iqn: /iqn\.\d{4}-\d{2}\.([A-Za-z0-9-.]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[A-Za-z0-9]{16}$/,
  naa: /^naa.[A-Za-z0-9]{32}$/,
};

function iscsi(report: Report, at: Path, of: Fields, volume: string): void {
  const portal = text(of, "targetPortal");
  const initiator = of["initiatorName"];
  if (portal === "") report.required(at.child("targetPortal"), "");
  if (initiator !== undefined && `${volume}:${portal}`.length > MAX_INITIATOR) {
    report.invalid(at.child("targetportal"), portal, "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.");
  }
  if (text(of, "iqn") === "") report.required(at.child("iqn"), "");
  else qualifiedTarget(report, at.child("iqn"), text(of, "iqn"));
  inRange(report, at.child("lun"), number(of, "lun"), 0, MAX_LUN);
  if ((of["chapAuthDiscovery"] === true || of["chapAuthSession"] === true) && !has(of, "secretRef")) report.required(at.child("secretRef"), "");
  if (has(of, "secretRef") && text(part(of, "secretRef"), "name") === "") report.required(at.child("secretRef").child("name"), "");
  if (typeof initiator === "string") qualifiedTarget(report, at.child("initiatorname"), initiator);
}

function qualifiedTarget(report: Report, at: Path, name: string): void {
  if (qualified[name.slice(0, 3)]?.test(name) !== true) report.invalid(at, name, "must be valid format");
}

function csi(report: Report, at: Path, of: Fields): void {
  driverName(report, at.child("driver"), text(of, "driver"));
  if (text(of, "volumeHandle") === "") report.required(at.child("volumeHandle"), "");
  for (const field of ["controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef"]) {
    if (!has(of, field)) continue;
    const { name = "", namespace = "" } = part(of, field) as { readonly name?: string; readonly namespace?: string };
    const where = at.child(field);
    if (name === "") report.required(where.child("name"), "");
    else dnsSubdomain(report, where.child("name"), name);
    if (namespace === "") report.required(where.child("namespace"), "");
    else dnsLabel(report, where.child("namespace"), namespace);
  }
}

const mountable = [
  "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "nfs", "rbd", "quobyte", "iscsi", "cinder", "cephfs", "azureFile", "vsphereVolume", "azureDisk",
  "photonPersistentDisk",
];

/** @source kubernetes pkg/volume/validation/pv_validation.go checkMountOption */
export function takesMountOptions(spec: Fields): boolean {
  return mountable.some((source) => has(spec, source));
}

/** In the order in which a difference shows them. @source kubernetes pkg/apis/core/types.go PersistentVolumeSource */
export const sourceNames = [
  "GCEPersistentDisk", "AWSElasticBlockStore", "HostPath", "Glusterfs", "NFS", "RBD", "Quobyte", "ISCSI", "FlexVolume", "Cinder", "CephFS", "FC", "Flocker", "AzureFile",
  "VsphereVolume", "AzureDisk", "PhotonPersistentDisk", "PortworxVolume", "ScaleIO", "Local", "StorageOS", "CSI",
];
