import type { KubeObject, ResourceInfo, Status } from "../../api/index.ts";
import { qualified, subjectOf } from "../../api/index.ts";
import type { AdmissionGround, Asked, Operation } from "./attributes.ts";
import { Attributes } from "./attributes.ts";
import type { Admission, Plugin } from "./plugin.ts";

/** The plugins that look at one sort of request, in their order. */
interface Chain {
  readonly admits: readonly Admission[];
  readonly validates: readonly Admission[];
}

/** One server's chain of admission. */
export interface AdmissionChain {
  /** What the plugins that complete say: the object as they leave it, or why not. */
  admit(asked: Asked, object: KubeObject, old: KubeObject | undefined): KubeObject | Status;
  /** What those say that only look, of the object as it is to be stored. */
  validate(asked: Asked, object: KubeObject, old: KubeObject | undefined): Status | undefined;
}

/** @param plugins in upstream's order */
export function createAdmission(plugins: readonly Plugin[], ground: AdmissionGround): AdmissionChain {
  const chains = new WeakMap<ResourceInfo, Map<string, Chain>>();

  function chainOf({ info, operation, subresource }: Asked): Chain {
    let of = chains.get(info);
    if (of === undefined) chains.set(info, (of = new Map()));
    // Most are asked of the object itself: no text is made for these.
    const sort = subresource === "" ? operation : `${operation} ${subresource}`;
    let chain = of.get(sort);
    if (chain === undefined) of.set(sort, (chain = compile(plugins, qualified(subjectOf(info)), operation, subresource)));
    return chain;
  }

  return {
    admit(asked, object, old) {
      const { admits } = chainOf(asked);
      if (admits.length === 0) return object;
      const attributes = new Attributes(ground, asked, object, old);
      return firstRefusal(admits, attributes) ?? attributes.object;
    },
    validate(asked, object, old) {
      const { validates } = chainOf(asked);
      return validates.length === 0 ? undefined : firstRefusal(validates, new Attributes(ground, asked, object, old));
    },
  };
}

function firstRefusal(steps: readonly Admission[], attributes: Attributes): Status | undefined {
  for (let i = 0; i < steps.length; i += 1) {
    const refusal = steps[i]!(attributes);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function compile(plugins: readonly Plugin[], resource: string, operation: Operation, subresource: string): Chain {
  const own = plugins.filter(
    ({ resources, operations, subresources = itself }) => (resources?.includes(resource) ?? true) && operations.includes(operation) && (subresources.includes(subresource) || subresources.includes("*")),
  );
  return {
    admits: own.flatMap(({ admit }) => admit ?? []),
    validates: own.flatMap(({ validate }) => validate ?? []),
  };
}

const itself: readonly string[] = [""];
