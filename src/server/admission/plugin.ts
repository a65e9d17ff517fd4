import type { Status } from "../../api/index.ts";
import type { Attributes, Operation } from "./attributes.ts";

/**
 * A plugin of the admission chain as data: which requests it looks at, what it fills in and what it refuses. It says
 * what is wrong as a Status, or nothing.
 *
 * @source apiserver pkg/admission/interfaces.go
 */
export interface Plugin {
  readonly name: string;
  /** With the group after a dot: "pods", "ingresses.networking.k8s.io". Absent: every resource. */
  readonly resources?: readonly string[];
  readonly operations: readonly Operation[];
  /** "" is the object itself, "*" whatever there is. Absent: the object alone. */
  readonly subresources?: readonly string[];
  /** Before the object is completed and validated: may change it. */
  readonly admit?: Admission;
  /** After that: may not. */
  readonly validate?: Admission;
}

export type Admission = (attributes: Attributes) => Status | undefined;
