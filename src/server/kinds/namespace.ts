import type { KubeObject } from "../../api/index.ts";
import { labelProblems } from "../../api/index.ts";
import { at, kind, notSupported } from "./kind.ts";
import { part } from "../validation/index.ts";

/** @source kubernetes pkg/registry/core/namespace/strategy.go, apis/core/v1/defaults.go SetDefaults_Namespace */
export const namespace = kind({
  nameRule: labelProblems,
  fields: { "status.phase": at("status", "phase") },
  refuseField: notSupported,
  onCreate: (o) => ({
    ...labelled(o),
    spec: { ...part(o, "spec"), finalizers: withOwn(part(o, "spec")["finalizers"] as readonly string[] | undefined) },
  }),
  // Finalizers of the spec change through the finalize subresource alone.
  onUpdate: (o, before) => ({ ...labelled(o), spec: { ...part(o, "spec"), ...finalizersOf(before) } }),
});

function withOwn(finalizers: readonly string[] = []): readonly string[] {
  return finalizers.includes("kubernetes") ? finalizers : [...finalizers, "kubernetes"];
}

function labelled(o: KubeObject): KubeObject {
  const name = o.metadata.name ?? "";
  return { ...o, metadata: { ...o.metadata, labels: { ...o.metadata.labels, "kubernetes.io/metadata.name": name } } };
}

function finalizersOf(o: KubeObject): { readonly finalizers?: unknown } {
  const finalizers = part(o, "spec")["finalizers"];
  return finalizers === undefined ? {} : { finalizers };
}
