import type { ObjectMeta } from "../../../api/index.ts";
import { labelProblems, subdomainProblems } from "../../../api/index.ts";
import { annotations, each, labels } from "../object-meta.ts";
import type { Path } from "../path.ts";
import { noBacksteps } from "../paths.ts";
import type { Report } from "../report.ts";
import { fits, oneOf } from "../rules.ts";
import { requiredOneOf } from "../scalars.ts";
import { volumeClaimSpec } from "../volume-claim.ts";
import { pullPolicies } from "./containers.ts";
import { downwardFiles, fileMode, keysToPaths, projectedVolume } from "./files.ts";
import type { PodOptions } from "./options.ts";
import type { PodSpec, Volume } from "./types.ts";
import { rareSources } from "./volume-sources.ts";

/** Volumes that are well-formed, by name: what containers can mount. */
export type Volumes = ReadonlyMap<string, Volume>;

/** @param metadata of a pod; absent in templates @source kubernetes pkg/apis/core/validation/validation.go ValidateVolumes */
export function volumes(report: Report, at: Path, { volumes: all }: PodSpec, metadata: ObjectMeta | undefined, options: PodOptions): Volumes {
  if (all === undefined) return none;
  const podName = metadata?.name ?? "";
  const known = new Map<string, Volume>();
  const made = podName === "" ? [] : all.filter(({ ephemeral }) => ephemeral !== undefined).map(({ name = "" }) => `${podName}-${name}`);
  for (let i = 0; i < all.length; i += 1) {
    const volume = all[i]!;
    const { name = "" } = volume;
    const where = at.index(i);
    const found = report.count;
    volumeSource(report, where, volume, podName, options);
    if (name === "") report.required(where.child("name"), "");
    else each(report, where.child("name"), name, labelProblems(name));
    if (known.has(name)) report.duplicate(where.child("name"), name);
    if (report.count === found) known.set(name, volume);
    const { claimName = "" } = volume.persistentVolumeClaim ?? {};
    if (volume.persistentVolumeClaim === undefined || !made.includes(claimName)) continue;
    report.invalid(where.child("persistentVolumeClaim").child("claimName"), claimName, "must not reference a PVC that gets created for an ephemeral volume");
  }
  return known;
}

const none: Volumes = new Map();

/** In upstream's order, which decides what is said of a volume that has several. */
function volumeSource(report: Report, at: Path, volume: Volume, podName: string, options: PodOptions): void {
  let first = true;
  if (volume.emptyDir !== undefined) {
    first = false;
    if (volume.emptyDir.sizeLimit?.startsWith("-") === true) report.forbidden(at.child("emptyDir").child("sizeLimit"), "SizeLimit field must be a valid resource quantity");
  }
  for (const field of sourceOrder) {
    if (volume[field] === undefined) continue;
    if (first) checks[field](report, at, volume, options);
    else report.forbidden(at.child(misnamed[field] ?? field), "may not specify more than 1 volume type");
    if (field === "iscsi") longInitiator(report, at, volume);
    if (first && field === "ephemeral") claimNameProblems(report, at, volume, podName);
    first = false;
  }
  if (first) report.required(at, "must specify a volume type");
}

type Check = (report: Report, at: Path, volume: Volume, options: PodOptions) => void;

const common = {
  hostPath,
  secret: (report, at, { secret: { secretName = "", defaultMode, items } = {} }) => {
    const where = at.child("secret");
    if (secretName === "") report.required(where.child("secretName"), "");
    fileMode(report, where.child("defaultMode"), defaultMode);
    if (items !== undefined) keysToPaths(report, where.child("items"), items);
  },
  persistentVolumeClaim: (report, at, { persistentVolumeClaim: { claimName = "" } = {} }) => {
    if (claimName === "") report.required(at.child("persistentVolumeClaim").child("claimName"), "");
  },
  downwardAPI: (report, at, { downwardAPI: { defaultMode, items = [] } = {} }) => {
    const where = at.child("downwardAPI");
    fileMode(report, where.child("defaultMode"), defaultMode);
    downwardFiles(report, where, items);
  },
  configMap: (report, at, { configMap: { name = "", defaultMode, items } = {} }) => {
    const where = at.child("configMap");
    if (name === "") report.required(where.child("name"), "");
    fileMode(report, where.child("defaultMode"), defaultMode);
    if (items !== undefined) keysToPaths(report, where.child("items"), items);
  },
  projected: (report, at, { projected = {} }, { anyTokenPath }) => projectedVolume(report, at.child("projected"), projected, anyTokenPath),
  csi: (report, at, { csi: { driver = "", nodePublishSecretRef } = {} }) => {
    const where = at.child("csi");
    driverName(report, where.child("driver"), driver);
    if (nodePublishSecretRef === undefined) return;
    const { name = "" } = nodePublishSecretRef;
    if (name === "") report.required(where.child("nodePublishSecretRef").child("name"), "");
    else fits(report, where.child("name"), name, subdomainProblems);
  },
  ephemeral: (report, at, { ephemeral: { volumeClaimTemplate: template } = {} }) => {
    const where = at.child("ephemeral").child("volumeClaimTemplate");
    if (template === undefined) return report.required(where, "");
    const { metadata = {}, spec = {} } = template;
    templateMeta(report, where.child("metadata"), metadata);
    volumeClaimSpec(report, where.child("spec"), spec, { values: false, groups: false });
  },
  image: (report, at, { image: { reference = "", pullPolicy } = {} }, { isPod }) => {
    if (isPod && reference === "") report.required(at.child("image").child("reference"), "");
    requiredOneOf(report, at.child("image").child("pullPolicy"), pullPolicy, pullPolicies);
  },
} satisfies { readonly [source: string]: Check };

export function hostPath(report: Report, at: Path, { hostPath: { path = "", type } = {} }: Pick<Volume, "hostPath">): void {
  const where = at.child("hostPath");
  if (path === "") return report.required(where.child("path"), "");
  noBacksteps(report, where.child("path"), path);
  if (type !== undefined) oneOf(report, where.child("type"), type, hostPathTypes);
}

const checks: { readonly [source in (typeof sourceOrder)[number]]: Check } = { ...common, ...rareSources };

const sourceOrder = [
  "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi", "glusterfs", "flocker", "persistentVolumeClaim", "rbd", "cinder",
  "cephfs", "quobyte", "downwardAPI", "fc", "flexVolume", "configMap", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "storageos",
  "projected", "scaleIO", "csi", "ephemeral", "image",
] as const;

/** Where upstream names a second source otherwise than it is called. */
const misnamed: { readonly [source: string]: string } = { cephfs: "cephFS", downwardAPI: "downwarAPI" };

const hostPathTypes = ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"] as const;
const MAX_INITIATOR = 64;

function longInitiator(report: Report, at: Path, { name = "", iscsi: { initiatorName, targetPortal = "" } = {} }: Volume): void {
  if (initiatorName === undefined || `${name}:${targetPortal}`.length <= MAX_INITIATOR) return;
  report.invalid(at.child("name"), name, "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.");
}

/** The claim that is made for the volume has a name of its own. */
function claimNameProblems(report: Report, at: Path, { name = "" }: Volume, podName: string): void {
  if (podName === "" || name === "") return;
  const claim = `${podName}-${name}`;
  for (const why of subdomainProblems(claim)) report.invalid(at.child("name"), name, `PVC name ${JSON.stringify(claim)}: ${why}`);
}

/** Of a template only labels and annotations count. @source kubernetes pkg/apis/core/validation/validation.go ValidateTemplateObjectMeta */
export function templateMeta(report: Report, at: Path, metadata: ObjectMeta): void {
  if (metadata.annotations !== undefined) annotations(report, metadata.annotations, at.child("annotations"));
  if (metadata.labels !== undefined) labels(report, metadata.labels, at.child("labels"));
  for (const field of otherMetadata) {
    if (metadata[field] !== undefined && metadata[field] !== null) report.forbidden(at.child(field === "uid" ? "uID" : field), "cannot be set");
  }
}

const otherMetadata = [
  "name", "generateName", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
  "ownerReferences", "finalizers", "managedFields",
] as const;

const MAX_DRIVER = 63;

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateCSIDriverName */
export function driverName(report: Report, at: Path, name: string): void {
  if (name === "") return report.required(at, "");
  if (name.length > MAX_DRIVER) report.tooLong(at, MAX_DRIVER);
  each(report, at, name, subdomainProblems(name.toLowerCase()));
}
