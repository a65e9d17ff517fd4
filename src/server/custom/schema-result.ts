import type { Report } from "../validation/index.ts";
import { noPath } from "../validation/index.ts";
import { tell } from "./embedded.ts";

/** What is said of one place: the text by which it is told apart from others, and the cause that a client is told. */
export interface Finding {
  readonly text: string;
  /** Where, below what was validated; "": there, undefined: of no place. */
  readonly name: string | undefined;
  readonly say: (report: Report) => void;
}

/**
 * What a schema found, and how much of it agreed: of several schemas of which one must hold, the one that agrees most is told.
 *
 * @source kube-openapi pkg/validation/validate/result.go
 */
export class SchemaResult {
  readonly findings: Finding[] = [];
  matches = 0;

  get valid(): boolean {
    return this.findings.length === 0;
  }

  add(finding: Finding): void {
    if (!this.findings.some(({ text }) => text === finding.text)) this.findings.push(finding);
  }

  merge(other: SchemaResult): void {
    for (const finding of other.findings) this.add(finding);
    this.matches += other.matches;
  }
}

/**
 * @param at what was validated: "" for a whole object
 * @source apiextensions-apiserver pkg/apiserver/validation/validation.go kubeOpenAPIResultToFieldErrors
 */
export function tellFindings(report: Report, { findings }: SchemaResult, at: string): void {
  for (const { name, say } of findings) {
    const below = name === undefined ? "" : name.replace(/^\./, "");
    const field = below === "" ? at : at === "" ? below : `${at}.${below}`;
    tell(report, field === "" ? noPath.toString() : field, say);
  }
}

