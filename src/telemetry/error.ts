/** The file is not the telemetry of a run, or of a format that this version does not know. */
export class TelemetryError extends Error {
  override name = 'TelemetryError';
}
