import type { Json, JsonObject } from "../../api/index.ts";
import { rfc3339, rfc3339Micro } from "../../api/index.ts";
import { BYTES, FIXED64, VARINT } from "./backward-writer.ts";
import type { Message, MessageField } from "./messages.ts";
import { BrokenMessage, MAX_DEPTH, WireReader } from "./wire-reader.ts";

/**
 * A message as the JSON object that says the same. Zero values of fields that are no pointers are left out: whether JSON
 * shows them is for the type to say.
 *
 * @throws BrokenMessage
 * @source k8s.io/api generated.pb.go (Unmarshal)
 * @limits a field that comes twice counts as its last; messages nest no deeper than 200; invalid UTF-8 is replaced
 */
export function decodeMessage(message: Message, bytes: Uint8Array): JsonObject {
  return struct(message, new WireReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length), 0);
}

function struct(message: Message, reader: WireReader, depth: number): JsonObject {
  if (depth > MAX_DEPTH) throw new BrokenMessage(`proto: ${message.goName}: nests deeper than ${MAX_DEPTH}`);
  const object: { [name: string]: Json } = {};
  const maps = new Map<string, [string, Json][]>();
  while (reader.more) {
    const tag = reader.varint();
    const number = Math.floor(tag / 8) | 0;
    const wire = tag & 7;
    if (wire === 4) throw new BrokenMessage(`proto: ${message.goName}: wiretype end group for non-group`);
    if (number <= 0) throw new BrokenMessage(`proto: ${message.goName}: illegal tag ${number} (wire type ${wire})`);
    const field = message.byNumber.get(number);
    if (field === undefined) reader.skip(wire);
    else take(object, maps, field, wire, reader, depth);
  }
  for (const [name, entries] of maps) object[name] = Object.fromEntries(entries);
  return object;
}

function take(object: { [name: string]: Json }, maps: Map<string, [string, Json][]>, field: MessageField, wire: number, reader: WireReader, depth: number): void {
  const { name, shape, scalar } = field;
  if (shape === "map") {
    if (wire !== BYTES) throw wrongWire(wire, name);
    const entries = maps.get(name);
    const made = entry(field, reader.part(), depth);
    if (entries === undefined) maps.set(name, [made]);
    else entries.push(made);
    return;
  }
  if (shape === "list") {
    const list = (object[name] ??= []) as Json[];
    if (wire === BYTES && scalar !== undefined && wires[scalar] !== BYTES) {
      for (const packed = reader.part(); packed.more;) list.push(scalarOf(scalar, packed));
    } else list.push(valueOf(field, wire, reader, depth) ?? null);
    return;
  }
  const value = valueOf(field, wire, reader, depth);
  if (shape === "inline") Object.assign(object, value);
  else if (value !== undefined && (shape === "pointer" || !isZero(value, scalar))) object[name] = value;
  else delete object[name];
}

function isZero(value: Json, scalar: MessageField["scalar"]): boolean {
  if (scalar === "bytes") return false;
  if (scalar !== undefined) return value === "" || value === 0 || value === false;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function entry(field: MessageField, reader: WireReader, depth: number): [string, Json] {
  let key = "";
  let value: Json | undefined;
  while (reader.more) {
    const tag = reader.varint();
    if (tag === KEY) key = scalarOf("string", reader) as string;
    else if (tag >> 3 === 2) value = valueOf(field, tag & 7, reader, depth);
    else reader.skip(tag & 7);
  }
  return [key, value ?? absent(field)];
}

/** The tag of a key in an entry of a map: field 1, with a length. */
const KEY = 0x0a;

function absent({ scalar, message }: MessageField): Json {
  if (scalar === "string" || scalar === "bytes") return "";
  return scalar === undefined && message().form === "struct" ? {} : null;
}

const wires = { string: BYTES, bytes: BYTES, bool: VARINT, int32: VARINT, int64: VARINT, float64: FIXED64 } as const;

function wrongWire(wire: number, name: string): BrokenMessage {
  return new BrokenMessage(`proto: wrong wireType = ${wire} for field ${name.charAt(0).toUpperCase()}${name.slice(1)}`);
}

function valueOf({ name, scalar, message }: MessageField, wire: number, reader: WireReader, depth: number): Json | undefined {
  if (wire !== (scalar === undefined ? BYTES : wires[scalar])) throw wrongWire(wire, name);
  return scalar === undefined ? content(message(), reader.part(), depth + 1) : scalarOf(scalar, reader);
}

function scalarOf(scalar: NonNullable<MessageField["scalar"]>, reader: WireReader): Json {
  switch (scalar) {
    case "string": return reader.part().rest().toString("utf8");
    case "bytes": return reader.part().rest().toString("base64");
    case "bool": return reader.varint() !== 0;
    case "int32": return reader.varint() | 0;
    case "int64": return reader.varint();
    case "float64": return reader.float64();
  }
}

/** Undefined: nothing was said, as JSON's null. */
function content(message: Message, reader: WireReader, depth: number): Json | undefined {
  const { form } = message;
  if (form === "time" || form === "microTime") return reader.more ? time(struct(message, reader, depth), form) : undefined;
  const fields = struct(message, reader, depth);
  switch (form) {
    case "struct": return fields;
    case "quantity": return fields["string"] ?? "";
    case "intOrString": return fields["type"] === 1 ? (fields["strVal"] ?? "") : (fields["intVal"] ?? 0);
    case "json": return json(fields["raw"] ?? fields["Raw"]);
    case "list": return fields["items"] ?? [];
    case "orArray": return fields["schema"] ?? fields["jSONSchemas"];
    case "orBool": return fields["schema"] ?? fields["allows"] ?? false;
    case "orStrings": return fields["schema"] ?? fields["property"];
  }
}

function json(base64: Json | undefined): Json | undefined {
  if (typeof base64 !== "string" || base64 === "") return undefined;
  const text = Buffer.from(base64, "base64").toString("utf8");
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new BrokenMessage("invalid JSON in a raw field");
  }
}

function time({ seconds = 0, nanos = 0 }: JsonObject, form: "time" | "microTime"): Json {
  const wall = (seconds as number) * 1_000_000;
  if (!(wall >= YEAR_0 && wall < YEAR_10000)) throw new BrokenMessage("Time.MarshalJSON: year outside of range [0,9999]");
  return form === "time" ? rfc3339(wall) : rfc3339Micro(wall + Math.floor((nanos as number) / 1000));
}

/** Microseconds since 1970. */
const YEAR_0 = -62_167_219_200_000_000;
const YEAR_10000 = 253_402_300_800_000_000;
