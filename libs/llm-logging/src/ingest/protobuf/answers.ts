/** A field of bytes: https://protobuf.dev/programming-guides/encoding. */
function bytesField(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Buffer.from([...bytes, rest]);
}

/** An `ExportTraceServiceResponse` with a partial success: so many spans are not taken, for good. */
export function partialSuccess(rejected: number, message: string): Buffer {
  const partial = Buffer.concat([varint(1 << 3), varint(rejected), bytesField(2, Buffer.from(message))]);
  return bytesField(1, partial);
}

/** A `google.rpc.Status` with a message. */
export function statusMessage(message: string): Buffer {
  return bytesField(2, Buffer.from(message));
}
