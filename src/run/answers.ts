/** Size of the file of answers, in bytes. */
const ANSWERS_BYTES = 64 * 1024;

/** A file of resolved host names in which there are none yet (docs/telemetry.md). */
export function encodeNoAnswers(): Buffer {
  const table = Buffer.alloc(ANSWERS_BYTES);
  table.write('CHAOSANS', 0, 'latin1');
  table.writeUInt32LE(1, 8);
  return table;
}
