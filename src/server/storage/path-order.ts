/**
 * Paths are ordered as etcd orders them: by bytes of UTF-8, which is the order of code points. JavaScript compares
 * UTF-16 units, which differs only where surrogate pairs meet U+E000 and above.
 */

/** Negative, 0 or positive. Right for any two strings; `<` will do where neither is exotic. */
export function comparePaths(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Whether `<` may order it wrongly. */
export function isExotic(path: string): boolean {
  return exotic.test(path);
}

const exotic = /[\ud800-\uffff]/;

/** Surrogates above everything else: what they stand for lies beyond U+FFFF. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** What ends a range of all strings that begin with `prefix`, which ends with "/". */
export function endOf(prefix: string): string {
  return `${prefix.slice(0, -1)}0`;
}

/** Where objects lie whose paths begin alike. */
export interface PathHead {
  /** "/group/resource/" */
  readonly collection: string;
  /** The prefix of its namespace's objects; the collection itself for cluster-scoped ones. */
  readonly space: string;
}

/** @throws TypeError for anything that is no path of an object */
export function headOf(path: string): PathHead {
  if (!wellFormed.test(path)) {
    throw new TypeError(`path is ${JSON.stringify(path)}; expected "/<group>/<resource>/<namespace>/<name>", or without the namespace`);
  }
  const resource = path.indexOf("/", path.indexOf("/", 1) + 1);
  return { collection: path.slice(0, resource + 1), space: path.slice(0, path.lastIndexOf("/") + 1) };
}

/** Whether the path of an object begins so and goes on with nothing but a name. */
export function liesIn({ space }: PathHead, path: string): boolean {
  const { length } = space;
  return path.length > length && path.lastIndexOf("/") === length - 1 && path.startsWith(space);
}

const wellFormed = /^\/[\x21-\x2e\x30-\x7e]+\/[\x21-\x2e\x30-\x7e]+(?:\/[^/]+){1,2}$/;
