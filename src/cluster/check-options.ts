import { nearestName } from "../api/index.ts";
import { InvalidOption } from "./errors.ts";

/**
 * Nobody reads an option that does not exist: a misspelt one would be as good as none.
 *
 * @param of what takes the options, such as "createCluster"
 * @throws InvalidOption
 */
export function checkOptions(of: string, options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) throw new InvalidOption(`the options of ${of}`, options, `an object with some of ${known.join(", ")}`);
  for (const option of Object.keys(options)) {
    if (known.includes(option)) continue;
    const meant = nearestName(option, known);
    throw new InvalidOption(option, undefined, "", `${of} has no option ${JSON.stringify(option)}${meant === undefined ? "" : ` (perhaps ${meant}?)`}; there are ${known.join(", ")}`);
  }
}

/** @throws InvalidOption */
export function oneOf(option: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw new InvalidOption(option, value, known.map((each) => JSON.stringify(each)).join(" or "));
}

/** What a room says of the option is said once, in its own words. */
export function orRefuse<T>(option: string, value: unknown, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidOption(option, value, "", text.startsWith(`${option} `) ? text : `${option}: ${text}`);
  }
}
