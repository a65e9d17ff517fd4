import type { Scenario } from "../scenario.ts";

/** A broken law, and everything that is needed to break it again. Plain data: it is saved as JSON. */
export interface Story {
  readonly kubeloom: "story";
  readonly version: 1;
  /** Name of the law it breaks. */
  readonly law: string;
  /** What was seen when it was found. */
  readonly seen: string;
  readonly scenario: Scenario;
  /** How many random scenarios it took to find it. */
  readonly seeds?: number;
}

export class StoryError extends Error {
  override readonly name = "StoryError";
}

export function printStory(story: Story): string {
  return `${JSON.stringify(story, null, 1)}\n`;
}

/** @throws {StoryError} for what is no story */
export function readStory(text: string): Story {
  const story = parsed(text);
  if (!isRecord(story) || story["kubeloom"] !== "story") throw new StoryError('not a story: expected an object with "kubeloom": "story", as saved when a law breaks');
  if (story["version"] !== 1) throw new StoryError(`a story of version ${JSON.stringify(story["version"])}; this release reads version 1`);
  for (const name of ["law", "seen"]) if (typeof story[name] !== "string") throw new StoryError(`a story without "${name}"; expected a text`);
  const scenario = story["scenario"];
  if (!isRecord(scenario)) throw new StoryError('a story without "scenario"; expected an object');
  const missing = ["seed", "workload", "clients", "faults", "apiservers", "serverProfile", "tieBreak"].filter((field) => scenario[field] === undefined);
  if (missing.length > 0) throw new StoryError(`the story's scenario lacks ${missing.join(", ")}`);
  return story as unknown as Story;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (key === "__proto__") throw new StoryError('a story with a key named "__proto__"');
      return value;
    });
  } catch (cause) {
    if (cause instanceof StoryError) throw cause;
    throw new StoryError(`not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
