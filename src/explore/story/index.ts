export { breaks, type Replay, replayStory } from "./replay.ts";
export { shrinkScenario, type ShrinkOptions } from "./shrink.ts";
export { printStory, readStory, type Story, StoryError } from "./story.ts";
export { tellStory } from "./tell-story.ts";
