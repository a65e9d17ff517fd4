import type { KubeObject } from "../../api/index.ts";
import { inOrder } from "../schema/index.ts";
import { kind } from "./kind.ts";
import { part } from "../validation/index.ts";

/** @source kubernetes pkg/registry/core/persistentvolume/strategy.go */
export const persistentVolume = kind({
  onCreate: (o) => ({ ...o, status: { ...part(o, "status"), lastPhaseTransitionTime: o.metadata.creationTimestamp } }),
});

/** @source kubernetes pkg/registry/core/persistentvolumeclaim/strategy.go */
export const persistentVolumeClaim = kind({
  onCreate: withDataSources,
  onUpdate: withDataSources,
});

/** Either of the two names what the other does. @source kubernetes pkg/api/persistentvolumeclaim/util.go NormalizeDataSources */
function withDataSources(o: KubeObject): KubeObject {
  const spec = part(o, "spec");
  const { dataSource, dataSourceRef } = spec;
  if ((dataSource === undefined) === (dataSourceRef === undefined)) return o;
  if (dataSource === undefined && part(spec, "dataSourceRef")["namespace"] !== undefined) return o;
  const source = part(spec, dataSource === undefined ? "dataSourceRef" : "dataSource");
  const named = inOrder("core.v1.TypedLocalObjectReference", { apiGroup: null, ...source });
  return { ...o, spec: inOrder("core.v1.PersistentVolumeClaimSpec", { ...spec, dataSource: dataSource ?? named, dataSourceRef: dataSourceRef ?? named }) };
}
