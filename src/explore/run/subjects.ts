/** Small numbers for "resource namespace/name", the same throughout a run. */
export interface Subjects {
  readonly texts: readonly string[];
  /** The numbers of one resource, by the key that stores and streams use. */
  of(resource: string): (key: string) => number;
}

export function createSubjects(): Subjects {
  const texts: string[] = [];
  const resources = new Map<string, Map<string, number>>();
  return {
    texts,
    of: (resource) => {
      const numbers = resources.get(resource) ?? new Map<string, number>();
      resources.set(resource, numbers);
      return (key) => {
        const known = numbers.get(key);
        if (known !== undefined) return known;
        numbers.set(key, texts.length);
        return texts.push(`${resource} ${key}`) - 1;
      };
    },
  };
}
