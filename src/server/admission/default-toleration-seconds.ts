import type { Fields } from "../validation/index.ts";
import type { Plugin } from "./plugin.ts";

/** How long a pod stays on a node that falls ill, unless it says so itself. */
const SECONDS = 300;
const notReady = tolerated("node.kubernetes.io/not-ready");
const unreachable = tolerated("node.kubernetes.io/unreachable");
const both: readonly Fields[] = Object.freeze([notReady, unreachable]);

/** @source kubernetes plugin/pkg/admission/defaulttolerationseconds/admission.go */
export const defaultTolerationSeconds: Plugin = {
  name: "DefaultTolerationSeconds",
  resources: ["pods"],
  operations: ["create", "update"],
  admit(attributes) {
    const own = attributes.spec("tolerations") as readonly Fields[] | undefined;
    // One list for all pods that bring none of their own.
    const completed = own === undefined || own.length === 0 ? both : withBoth(own);
    if (completed !== own) attributes.setSpec("core.v1.PodSpec", "tolerations", completed);
    return undefined;
  },
};

function withBoth(own: readonly Fields[]): readonly Fields[] {
  const missing = both.filter((each) => !own.some((toleration) => covers(toleration, each["key"])));
  return missing.length === 0 ? own : Object.freeze([...own, ...missing]);
}

function covers({ key = "", effect = "" }: Fields, taint: unknown): boolean {
  return (key === taint || key === "") && (effect === "NoExecute" || effect === "");
}

function tolerated(key: string): Fields {
  return Object.freeze({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: SECONDS });
}
