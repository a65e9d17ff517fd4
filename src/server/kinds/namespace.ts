import type { KubeObject } from "../../api/index.ts";
import { labelProblems } from "../../api/index.ts";
import { ownMeta, ownMetaUpdate, part, validateNamespace, validateNamespaceFinalizers, validateNamespaceStatus } from "../validation/index.ts";
import { allMetadata, at, kind, notSupported } from "./kind.ts";

/** @source kubernetes pkg/registry/core/namespace/strategy.go, apis/core/v1/defaults.go SetDefaults_Namespace */
export const namespace = kind({
  nameRule: labelProblems,
  statusTakes: allMetadata,
  returnsDeleted: true,
  fields: { "status.phase": at("status", "phase") },
  refuseField: notSupported,
  onCreate: (o) => ({
    ...labelled(o),
    spec: { ...part(o, "spec"), finalizers: withOwn(part(o, "spec")["finalizers"] as readonly string[] | undefined) },
  }),
  // Finalizers of the spec change through the finalize subresource alone.
  onUpdate: (o, before) => ({ ...labelled(o), spec: { ...part(o, "spec"), ...finalizersOf(before) } }),
  check: (o, report) => validateNamespace(report, o),
  checkUpdate: (after, before, report) => {
    ownMeta(report, after.metadata, false, labelProblems);
    validateNamespace(report, after);
    ownMetaUpdate(report, after, before);
  },
  checkSubresource: {
    status: (after, before, report) => {
      ownMetaUpdate(report, after, before);
      validateNamespaceStatus(report, after);
    },
    finalize: (after, before, report) => {
      ownMetaUpdate(report, after, before);
      validateNamespaceFinalizers(report, after);
    },
  },
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
