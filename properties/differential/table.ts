import type { Scenario, Step } from "../golden/conformance-scenario.ts";

/** Objects of one kind, good and bad, that a server is asked about. Nothing but what changes refer to is stored. */
export interface Table {
  readonly name: string;
  /** "/api/v1/namespaces/{{ns}}/services". */
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Finalizers keep what is stored: they go first. */
  readonly held?: true;
  /** New ones. */
  readonly create?: readonly Content[];
  /** One that is stored, and what it is to become, each time from the beginning. */
  readonly change?: readonly Change[];
}

/** An object without kind and version; its name is "a" where it says none. */
export interface Content {
  readonly metadata?: { readonly name?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

export interface Change {
  readonly from: Content;
  /** Statuses that are set first. */
  readonly status?: unknown;
  readonly to: readonly Content[];
  /** The same to a subresource: "status". */
  readonly subresource?: string;
}

/** As steps of a recording: changes are dry runs, and what was stored goes. */
export function scenarioOf({ name, path, apiVersion, kind, held, create = [], change = [] }: Table): Scenario {
  const whole = (content: Content): unknown => ({ apiVersion, kind, ...content, metadata: { name: "a", ...content.metadata } });
  const nameOf = ({ metadata }: Content): string => metadata?.name ?? "a";
  const created = create.map((content): Step => ({ request: `POST ${path}?dryRun=All`, body: whole(content) }));
  const changed = change.flatMap(({ from, status, to, subresource }, i): readonly Step[] => {
    const one = `${path}/${nameOf(from)}`;
    const as = `stored${i}`;
    const version = { uid: `{{${as}.metadata.uid}}`, resourceVersion: `{{${as}.metadata.resourceVersion}}` };
    return [
      { request: `POST ${path}`, body: whole(from), as },
      ...(status === undefined ? [] : [{ request: `PUT ${one}/status`, body: whole({ ...from, metadata: { ...from.metadata, ...version }, status }), as }]),
      ...to.map((content): Step => ({
        request: `PUT ${one}${subresource === undefined ? "" : `/${subresource}`}?dryRun=All`,
        body: whole({ ...content, metadata: { ...from.metadata, ...version, ...content.metadata } }),
      })),
      ...(held === undefined ? [] : [{ request: `PATCH ${one}`, headers: { "content-type": "application/merge-patch+json" }, body: { metadata: { finalizers: null } } }]),
      { request: `DELETE ${one}`, body: { kind: "DeleteOptions", apiVersion: "v1", gracePeriodSeconds: 0, propagationPolicy: "Background" } },
    ];
  });
  return { name, about: "what is told of objects, good and bad", steps: [...created, ...changed], ignore: ["metadata.managedFields"] };
}
