import { version } from "./version.ts";

/** The media type of metrics. @source prometheus/common expfmt */
export const metricsType = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

/**
 * What `/metrics` says.
 *
 * @limits the build alone: nothing is counted by the server itself
 */
export function metricsText(): string {
  const labels = ["buildDate", "compiler", "gitCommit", "gitTreeState", "gitVersion", "goVersion", "major", "minor", "platform"] as const;
  const named = labels.map((label) => `${label.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}="${version[label]}"`);
  return `# HELP kubernetes_build_info [ALPHA] The build of the server that is imitated, as labels of a constant.\n# TYPE kubernetes_build_info gauge\nkubernetes_build_info{${named.join(",")}} 1\n`;
}
