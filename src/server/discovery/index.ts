export type { PathAnswer } from "./answer-path.ts";
export { answerPath } from "./answer-path.ts";
export { subresourceVerbs } from "./groups.ts";
