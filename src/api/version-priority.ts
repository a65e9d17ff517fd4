/**
 * The order in which versions are preferred: v2, v1, v1beta2, v1beta1, v1alpha1, then other names by their letters.
 *
 * @source apimachinery pkg/version/helpers.go CompareKubeAwareVersionStrings
 */
export function byVersionPriority(a: string, b: string): number {
  const [left, right] = [rankOf(a), rankOf(b)];
  if (left === undefined || right === undefined) {
    if (left !== undefined) return -1;
    if (right !== undefined) return 1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return right.stability - left.stability || right.major - left.major || right.minor - left.minor;
}

interface Rank {
  readonly stability: number;
  readonly major: number;
  readonly minor: number;
}

function rankOf(version: string): Rank | undefined {
  const parts = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(version);
  if (parts === null) return undefined;
  const [, major, stability, minor] = parts;
  return { stability: stability === undefined ? 2 : stability === "beta" ? 1 : 0, major: Number(major), minor: Number(minor ?? 0) };
}
