import type { Json, JsonObject } from "../../api/index.ts";
import { parseRfc3339 } from "../../api/index.ts";
import { BackwardWriter, FIXED64, VARINT } from "./backward-writer.ts";
import type { Message, MessageField } from "./messages.ts";

/**
 * A JSON object as a message, byte for byte as Go writes it: fields by ascending number, zero values of fields that are no
 * pointers, keys of maps sorted.
 *
 * @source k8s.io/api generated.pb.go (MarshalToSizedBuffer); apimachinery meta/v1/time_proto.go, resource/generated.pb.go
 */
export function encodeMessage(message: Message, value: JsonObject): Uint8Array {
  const writer = new BackwardWriter();
  content(writer, message, value);
  return writer.taken();
}

function content(writer: BackwardWriter, message: Message, value: Json | undefined): void {
  switch (message.form) {
    case "struct": return struct(writer, message, (value ?? nothing) as JsonObject);
    case "quantity": return field(writer, 1, "string", value ?? "0");
    case "intOrString": {
      const text = typeof value === "string";
      field(writer, 3, "string", text ? value : "");
      field(writer, 2, "int32", text ? 0 : value);
      return field(writer, 1, "int64", text ? 1 : 0);
    }
    case "time": return time(writer, value, 1_000_000);
    case "microTime": return time(writer, value, 1);
    case "json": return value === undefined ? undefined : field(writer, 1, "string", JSON.stringify(value));
    case "list": return struct(writer, message, { items: value ?? [] });
    case "orArray": return struct(writer, message, Array.isArray(value) ? { jSONSchemas: value } : { schema: value ?? nothing });
    case "orBool": return struct(writer, message, typeof value === "object" ? { allows: true, schema: value } : { allows: value === true });
    case "orStrings": return struct(writer, message, Array.isArray(value) ? { property: value } : { schema: value ?? nothing });
  }
}

const nothing: JsonObject = Object.freeze({});

function struct(writer: BackwardWriter, message: Message, object: JsonObject): void {
  for (let i = message.fields.length - 1; i >= 0; i -= 1) {
    const each = message.fields[i] as MessageField;
    const value = each.shape === "inline" ? object : (object[each.name] ?? undefined);
    switch (each.shape) {
      case "inline":
        one(writer, each.number, each, value);
        break;
      case "value":
        if (value !== undefined || each.scalar !== "bytes") one(writer, each.number, each, value);
        break;
      case "pointer":
        // FieldsV1 and JSON may hold a null of their own, which Go reads as nothing.
        if (value !== undefined) one(writer, each.number, each, value);
        break;
      case "list":
        for (const item of ((value ?? []) as readonly Json[]).toReversed()) one(writer, each.number, each, item);
        break;
      case "map":
        entries(writer, each, (value ?? nothing) as JsonObject);
    }
  }
}

function entries(writer: BackwardWriter, each: MessageField, map: JsonObject): void {
  const keys = Object.keys(map).sort(byCodePoints).reverse();
  for (const key of keys) {
    const from = writer.length;
    one(writer, 2, each, map[key] ?? undefined);
    field(writer, 1, "string", key);
    writer.head(each.number, from);
  }
}

/** As Go sorts strings: by their bytes in UTF-8. */
function byCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function one(writer: BackwardWriter, number: number, { scalar, message }: MessageField, value: Json | undefined): void {
  if (scalar !== undefined) return field(writer, number, scalar, value);
  const from = writer.length;
  content(writer, message(), value);
  writer.head(number, from);
}

function field(writer: BackwardWriter, number: number, scalar: NonNullable<MessageField["scalar"]>, value: Json | undefined): void {
  switch (scalar) {
    case "string":
    case "bytes": {
      const from = writer.length;
      // Quantities may be numbers in JSON.
      const text = typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
      if (scalar === "string") writer.text(text);
      else writer.raw(Buffer.from(text, "base64"));
      return writer.head(number, from);
    }
    case "float64":
      writer.float64(Number(value ?? 0));
      return writer.tag(number, FIXED64);
    case "bool":
      writer.varint(value === true ? 1 : 0);
      return writer.tag(number, VARINT);
    case "int32":
    case "int64":
      writer.varint(Number(value ?? 0));
      return writer.tag(number, VARINT);
  }
}

/** An absent time is an empty message. @param grain microseconds that are told apart */
function time(writer: BackwardWriter, value: Json | undefined, grain: number): void {
  const micros = typeof value === "string" ? parseRfc3339(value) : undefined;
  if (micros === undefined) return;
  const seconds = Math.floor(micros / 1_000_000);
  const nanos = grain === 1 ? (micros - seconds * 1_000_000) * 1000 : 0;
  field(writer, 2, "int32", nanos);
  field(writer, 1, "int64", seconds);
}
