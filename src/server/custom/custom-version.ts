import type { InvalidField, Json, JsonObject, KubeObject } from "../../api/index.ts";
import type { TypeModel } from "../schema/index.ts";
import { noPath, Report } from "../validation/index.ts";
import { customModel } from "./custom-model.ts";
import type { DefinedVersion, Definition, ScalePaths } from "./definition.ts";
import { versionsOf } from "./definition.ts";
import { conversionProblem } from "./conversion.ts";
import { embeddedProblems } from "./embedded.ts";
import { deprecationWarnings, finalizerWarnings } from "./custom-warnings.ts";
import { listTypeProblems } from "./list-types.ts";
import { scaleSpecProblems, scaleStatusProblems } from "./scale-rules.ts";
import { selectableFields } from "./selectable.ts";
import { oddities, structuralContent } from "./structural-content.ts";
import { schemaProblems } from "./structural-validation.ts";
import type { Structural } from "./structural.ts";
import { rootOf } from "./structural.ts";

/**
 * One served version of a definition: all that a server knows of its objects.
 *
 * @source apiextensions-apiserver pkg/apiserver/customresource_handler.go getOrCreateServingInfoFor,
 *   pkg/registry/customresource (strategy.go, status_strategy.go, validator.go)
 * @limits rules in CEL are not evaluated: what only they would refuse is taken
 */
export interface CustomVersion {
  readonly definition: Definition;
  readonly name: string;
  readonly model: TypeModel;
  /** Told in every answer. */
  readonly warnings: readonly string[];
  /** By label: "spec.color". */
  readonly fields: { readonly [label: string]: (object: KubeObject) => string };
  readonly scale: ScalePaths | undefined;
  check(object: KubeObject, report: Report): void;
  checkUpdate(after: KubeObject, before: KubeObject, report: Report): void;
  checkStatus(after: KubeObject, before: KubeObject, report: Report): void;
  warn(object: KubeObject, before: KubeObject | undefined): readonly string[];
  /** Fields that the schema of the version it says it is does not know. */
  unknownFields(value: JsonObject): readonly string[];
  /** A stored object in this version; shared, and the same each time. */
  read(stored: KubeObject): Converted;
  /** As it is stored. */
  stored(object: KubeObject): Converted;
  /** What was just stored of an object of this version, as it is answered. */
  wrote(stored: KubeObject): KubeObject;
}

/** An object in another version, or why it cannot be had. */
export type Converted = { readonly kind: "object"; readonly object: KubeObject } | { readonly kind: "problem"; readonly message: string };

export function customVersion(definition: Definition, version: DefinedVersion): CustomVersion {
  return new Version(definition, version);
}

class Version implements CustomVersion {
  readonly definition: Definition;
  readonly name: string;
  readonly model: TypeModel;
  readonly warnings: readonly string[];
  readonly fields: CustomVersion["fields"];
  readonly scale: ScalePaths | undefined;
  readonly #root: Structural;
  readonly #status: Structural | undefined;
  readonly #storage: DefinedVersion;
  /** What was read: objects are told apart by themselves, and read many times. */
  readonly #read = new WeakMap<KubeObject, Converted>();

  constructor(definition: Definition, version: DefinedVersion) {
    const { group } = definition.spec;
    const { kind } = definition.status.acceptedNames;
    this.definition = definition;
    this.name = version.name;
    const schema = preservesAll(definition) ? undefined : version.schema?.openAPIV3Schema;
    this.model = customModel(`${group}/${version.name}`, kind, schema);
    this.#root = rootOf(version.schema?.openAPIV3Schema);
    this.#status = this.#root.properties.get("status");
    this.#storage = versionsOf(definition.spec).find(({ storage }) => storage) ?? version;
    this.warnings = deprecationWarnings(definition, version);
    this.fields = selectableFields(version.selectableFields ?? [], (stored) => this.#shown(stored));
    this.scale = version.subresources?.scale;
  }

  check(object: KubeObject, report: Report): void {
    const value = object as unknown as JsonObject;
    const found = report.count;
    schemaProblems(report, this.#root, value, "", undefined);
    this.#checkScale(value, report);
    this.#checkParts(value, report);
    this.#checkExpressions(report, found);
  }

  checkUpdate(after: KubeObject, before: KubeObject, report: Report): void {
    const value = after as unknown as JsonObject;
    const found = report.count;
    schemaProblems(report, this.#root, value, "", { value, before: before as unknown as JsonObject, schema: this.#root });
    this.#checkScale(value, report);
    if (this.#root.holdsEmbedded) embeddedProblems(report, this.#belowRoot(), value, "");
    this.#checkLists(value, before as unknown as JsonObject, report);
    this.#checkExpressions(report, found);
  }

  checkStatus(after: KubeObject, before: KubeObject, report: Report): void {
    const found = report.count;
    const [value, old] = [after["status"] as Json | undefined, before["status"] as Json | undefined];
    if (value !== undefined && this.#status !== undefined) {
      schemaProblems(report, this.#status, value, "status", { value, before: old ?? null, schema: this.#status });
    }
    if (this.scale !== undefined) scaleStatusProblems(report, this.scale, after as unknown as JsonObject);
    this.#checkLists(after as unknown as JsonObject, before as unknown as JsonObject, report);
    this.#checkExpressions(report, found);
  }

  warn(object: KubeObject, before: KubeObject | undefined): readonly string[] {
    return finalizerWarnings(object, before);
  }

  unknownFields(value: JsonObject): readonly string[] {
    const { spec } = this.definition;
    const own = versionsOf(spec).find(({ name }) => value["apiVersion"] === `${spec.group}/${name}`);
    return oddities(rootOf(own?.schema?.openAPIV3Schema), value).unknown;
  }

  read(stored: KubeObject): Converted {
    let made = this.#read.get(stored);
    if (made === undefined) this.#read.set(stored, (made = this.#convert(stored)));
    return made;
  }

  stored(object: KubeObject): Converted {
    if (this.#storage.name === this.name) return { kind: "object", object };
    return this.#to(this.#storage, object);
  }

  wrote(stored: KubeObject): KubeObject {
    if (this.#storage.name === this.name) {
      // It was decoded by this schema: there is nothing to drop or to fill in.
      this.#read.set(stored, { kind: "object", object: stored });
      return stored;
    }
    return this.#shown(stored);
  }

  #convert(stored: KubeObject): Converted {
    const { group } = this.definition.spec;
    const from = versionsOf(this.definition.spec).find(({ name }) => stored.apiVersion === `${group}/${name}`);
    if (from === undefined) return { kind: "problem", message: `request to convert CR from an invalid group/version: ${stored.apiVersion}` };
    const filled = preservesAll(this.definition) ? stored : contentOf(rootOf(from.schema?.openAPIV3Schema), repaired(stored), true);
    return from.name === this.name ? { kind: "object", object: filled } : this.#to(undefined, filled);
  }

  /** @param target undefined: this version */
  #to(target: DefinedVersion | undefined, object: KubeObject): Converted {
    const problem = conversionProblem(this.definition, object);
    if (problem !== undefined) return { kind: "problem", message: problem };
    const apiVersion = `${this.definition.spec.group}/${target?.name ?? this.name}`;
    const renamed = Object.freeze({ ...object, apiVersion });
    if (preservesAll(this.definition)) return { kind: "object", object: renamed };
    const root = target === undefined ? this.#root : rootOf(target.schema?.openAPIV3Schema);
    return { kind: "object", object: contentOf(root, renamed, false) };
  }

  /** Its own apiVersion, kind and metadata are looked at elsewhere. */
  #belowRoot(): Structural {
    return { ...this.#root, embedded: false };
  }

  #shown(stored: KubeObject): KubeObject {
    const made = this.read(stored);
    return made.kind === "object" ? made.object : stored;
  }

  #checkScale(value: JsonObject, report: Report): void {
    if (this.scale === undefined) return;
    scaleSpecProblems(report, this.scale, value);
    scaleStatusProblems(report, this.scale, value);
  }

  #checkParts(value: JsonObject, report: Report): void {
    if (this.#root.holdsEmbedded) embeddedProblems(report, this.#belowRoot(), value, "");
    listTypeProblems(report, this.#root, value, "");
  }

  /** What was wrong before may stay so. */
  #checkLists(value: JsonObject, before: JsonObject, report: Report): void {
    if (!this.#root.holdsKeyedLists) return;
    const own = new Report();
    listTypeProblems(own, this.#root, value, "");
    if (own.count === 0) return;
    const old = new Report();
    listTypeProblems(old, this.#root, before, "");
    if (old.count === 0) for (const problem of own.problems) report.add(problem);
  }

  /** Rules are not asked where what they speak of is missing, or of another type. @source strategy.go hasBlockingErr */
  #checkExpressions(report: Report, found: number): void {
    if (!this.#root.values.hasExpressions) return;
    if (!report.problems.slice(found).some(({ reason }) => blocking.has(reason))) return;
    report.invalid(noPath, undefined, "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");
  }
}

const blocking: ReadonlySet<InvalidField["reason"]> = new Set(["FieldValueNotSupported", "FieldValueRequired", "FieldValueTooLong", "FieldValueTooMany", "FieldValueTypeInvalid"]);

/** Definitions of old that prune nothing. */
function preservesAll({ spec }: Definition): boolean {
  return spec.preserveUnknownFields === true;
}

/** What is stored may be odd: it is then shown as it is. */
function contentOf(root: Structural, object: KubeObject, fills: boolean): KubeObject {
  const made = structuralContent(root, object as unknown as JsonObject, fills);
  return made.kind === "content" ? (made.value as unknown as KubeObject) : object;
}

/** Objects have a generation since they are custom resources. */
function repaired(stored: KubeObject): KubeObject {
  const { generation = 0 } = stored.metadata;
  return generation > 0 ? stored : Object.freeze({ ...stored, metadata: Object.freeze({ ...stored.metadata, generation: 1 }) });
}
