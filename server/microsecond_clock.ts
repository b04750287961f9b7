/**
 * The wall clock in microseconds.
 *
 * The system's clock is read in milliseconds; the microseconds come from the monotonic one, which
 * is set right whenever the two have drifted apart.
 */

/** How far the two clocks may disagree. Reading one after the other alone takes some time. */
const TOLERANCE_MS = 1.5;

let offsetMs = Date.now() - performance.now();

/** Microseconds since the epoch, a whole number. */
export function nowMicroseconds(): number {
  const wallMs = Date.now();
  const monotonicMs = performance.now();
  if (Math.abs(monotonicMs + offsetMs - wallMs) > TOLERANCE_MS) offsetMs = wallMs - monotonicMs;
  return Math.floor((monotonicMs + offsetMs) * 1000);
}
