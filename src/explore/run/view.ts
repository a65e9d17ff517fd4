import { compileFields, compileLabels, both, parseFieldSelector, parseLabelSelector, type CompiledSelector, type KubeObject } from "../../api/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { ClientSpec } from "../scenario.ts";
import { ScenarioError } from "./scenario-error.ts";
import { ScopeLog } from "./staleness.ts";

/**
 * What clients that ask alike are to see of a resource: the writes they must hear of, and what they must hold.
 */
export class View {
  readonly log = new ScopeLog();
  readonly #namespace: string;
  readonly #selector: CompiledSelector | undefined;
  /** What is in it now. Kept only for views that select: others contain all of their namespace. */
  readonly #inside = new Set<string>();

  constructor(spec: ClientSpec) {
    this.#namespace = spec.namespace ?? "";
    this.#selector = both(fieldsOf(spec), labelsOf(spec));
  }

  /** Takes one write; whether clients of this view hear of it. */
  take(key: string, object: KubeObject | undefined, revision: number, at: Micros): boolean {
    if (!this.#concerns(key, object)) return false;
    this.log.append(revision, at);
    return true;
  }

  /** What is in the store before anyone watches. */
  load(key: string, object: KubeObject): void {
    if (this.#selector !== undefined && this.contains(key, object)) this.#inside.add(key);
  }

  contains(key: string, object: KubeObject): boolean {
    return this.#inNamespace(key) && (this.#selector === undefined || this.#selector.matches(object));
  }

  /** An object that leaves the selection is heard of as well: it is deleted for those who select. */
  #concerns(key: string, object: KubeObject | undefined): boolean {
    if (!this.#inNamespace(key)) return false;
    if (this.#selector === undefined) return true;
    const before = this.#inside.has(key);
    const after = object !== undefined && this.#selector.matches(object);
    if (after) this.#inside.add(key);
    else this.#inside.delete(key);
    return before || after;
  }

  #inNamespace(key: string): boolean {
    return this.#namespace === "" || (key.startsWith(this.#namespace) && key.charCodeAt(this.#namespace.length) === SLASH);
  }
}

/** Clients of one identity share a view. */
export function viewIdentity({ resource, namespace = "", labelSelector = "", fieldSelector = "" }: ClientSpec): string {
  return `${resource}|${namespace}|${labelSelector}|${fieldSelector}`;
}

const SLASH = 47;

function labelsOf({ name, labelSelector }: ClientSpec): CompiledSelector | undefined {
  const requirements = parseLabelSelector(labelSelector ?? "");
  if ("problem" in requirements) throw new ScenarioError(`client ${name}: labelSelector ${JSON.stringify(labelSelector)}: ${requirements.problem}`);
  return compileLabels(requirements);
}

function fieldsOf({ name, fieldSelector }: ClientSpec): CompiledSelector | undefined {
  const requirements = parseFieldSelector(fieldSelector ?? "");
  if ("problem" in requirements) throw new ScenarioError(`client ${name}: fieldSelector ${JSON.stringify(fieldSelector)}: ${requirements.problem}`);
  return compileFields(requirements, (object, field) => textAt(object, field.split(".")));
}

/** Fields that can be selected are texts, numbers or truth values; anything else reads as absent. */
function textAt(object: KubeObject, path: readonly string[]): string {
  const value = path.reduce<unknown>((inner, name) => (typeof inner === "object" && inner !== null ? (inner as { readonly [key: string]: unknown })[name] : undefined), object);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
