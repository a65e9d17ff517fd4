/** A scenario that cannot be run: the field, its value, and what was expected. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
}
