/**
 * Resource versions as servers read them: decimal integers, "" and "0" alike meaning none in particular.
 *
 * @source apiserver pkg/storage/api_object_versioner.go ParseResourceVersion
 * @limits versions above 2^53 are refused: ours never get there
 */
export type ParsedVersion = { readonly kind: "version"; readonly version: number } | { readonly kind: "problem"; readonly message: string };

export function parseResourceVersion(text: string): ParsedVersion {
  if (text === "") return zero;
  const problem = !/^\d+$/.test(text) ? "invalid syntax" : Number(text) > Number.MAX_SAFE_INTEGER ? "value out of range" : undefined;
  if (problem === undefined) return { kind: "version", version: Number(text) };
  const quoted = JSON.stringify(text);
  return { kind: "problem", message: `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: ${problem}` };
}

const zero: ParsedVersion = { kind: "version", version: 0 };
