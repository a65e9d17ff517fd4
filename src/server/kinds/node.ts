import type { KubeObject } from "../../api/index.ts";
import { equal, subdomainProblems } from "../../api/index.ts";
import { inOrder } from "../schema/index.ts";
import { ownMeta, ownMetaUpdate, part, rangeWarnings, text, texts, validateNode, validateNodeChange } from "../validation/index.ts";
import { allMetadata, kind, notSupported } from "./kind.ts";

/** @source kubernetes pkg/registry/core/node/strategy.go */
export const node = kind({
  keepsStatus: true,
  storedAs: "minions",
  statusTakes: allMetadata,
  fields: { "spec.unschedulable": (o) => String(part(o, "spec")["unschedulable"] === true) },
  refuseField: notSupported,
  onCreate: (o) => withoutConfig(withRanges(o)),
  onUpdate: (o, before) => (part(before, "spec")["configSource"] === undefined ? withoutConfigSource(withRanges(o)) : withRanges(o)),
  check: (o, report) => validateNode(report, o),
  checkUpdate: (after, before, report) => {
    ownMeta(report, after.metadata, false, subdomainProblems);
    validateNode(report, after);
    ownMetaUpdate(report, after, before);
    validateNodeChange(report, after, before);
  },
  checkSubresource: {
    status: (after, before, report) => {
      ownMetaUpdate(report, after, before);
      validateNodeChange(report, after, before);
    },
  },
  warn: (o) => {
    const spec = part(o, "spec");
    return [
      ...(spec["configSource"] === undefined ? [] : ["spec.configSource: the feature is removed"]),
      ...(text(spec, "externalID") === "" ? [] : ["spec.externalID: this field is deprecated, and is unused by Kubernetes"]),
      ...texts(spec, "podCIDRs").flatMap((each, i) => rangeWarnings(`spec.podCIDRs[${i}]`, each)),
    ];
  },
});

/** The one range of old and the list tell the same; where they do not, the one decides. @source kubernetes pkg/apis/core/v1/conversion.go Convert_v1_NodeSpec_To_core_NodeSpec */
function withRanges(o: KubeObject): KubeObject {
  const spec = part(o, "spec");
  const one = text(spec, "podCIDR");
  const all = texts(spec, "podCIDRs");
  const ranges = one !== "" && one !== all[0] ? [one] : all;
  if (ranges.length === 0 || (ranges === all && one === all[0])) return o;
  return { ...o, spec: inOrder("core.v1.NodeSpec", { ...spec, podCIDR: ranges[0], podCIDRs: equal(ranges, all) ? all : ranges }) };
}

/** Configuration of kubelets by the server is no more. @source kubernetes pkg/registry/core/node/strategy.go dropDisabledFields */
function withoutConfig(o: KubeObject): KubeObject {
  const status = part(o, "status");
  if (status["config"] === undefined) return withoutConfigSource(o);
  const { config: _config, ...rest } = status;
  return withoutConfigSource({ ...o, status: rest });
}

function withoutConfigSource(o: KubeObject): KubeObject {
  const { configSource, ...rest } = part(o, "spec");
  return configSource === undefined ? o : { ...o, spec: rest };
}
