import { yamlText } from "./yaml-text.ts";

/** In which text an answer is wanted: by its media type, and indented or not. */
export interface TextForm {
  readonly contentType: string;
  readonly pretty: boolean;
}

/**
 * A document as text. JSON that is not indented ends with a line break, as Go's encoder has it.
 *
 * @source apimachinery pkg/runtime/serializer/json/json.go doEncode
 */
export function documentText(value: object, { contentType, pretty }: TextForm): string {
  if (contentType.startsWith("application/yaml")) return yamlText(value);
  return pretty ? JSON.stringify(value, undefined, 2) : `${JSON.stringify(value)}\n`;
}

const browsers = /^(?:curl|Wget|Mozilla\/5\.0)/;
const truths: ReadonlySet<string> = new Set(["1", "t", "T", "true", "TRUE", "True"]);

/** Whether a person reads. @source apiserver pkg/endpoints/handlers/negotiation/negotiate.go isPrettyPrint */
export function wantsPretty(pretty: string | undefined, agent: string): boolean {
  return pretty === undefined || pretty === "" ? browsers.test(agent) : truths.has(pretty);
}
