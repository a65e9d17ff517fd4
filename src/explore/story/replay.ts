import type { RunRecord } from "../run-record.ts";
import { runScenario } from "../run/run-scenario.ts";
import { readStory, type Story } from "./story.ts";

export interface Replay {
  readonly story: Story;
  readonly record: RunRecord;
  /** Whether the story's law is broken (still, or again). */
  readonly broken: boolean;
}

/** @throws {StoryError} for what is no story */
export function replayStory(text: string): Replay {
  const story = readStory(text);
  const record = runScenario(story.scenario);
  return { story, record, broken: breaks(record, story.law) };
}

export function breaks({ laws }: RunRecord, law: string): boolean {
  return laws.some((verdict) => verdict.law === law && verdict.violations.length > 0);
}
