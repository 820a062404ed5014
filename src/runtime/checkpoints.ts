// Which states a loop keeps to start from again, where the memory has not the place for those of all its segments. A place
// is told by the digits of the segment's number to a base: each digit but 0 has one, so that k digits have k*(base - 1) + 1.

/** The steps of a segment: all if their rows are no more than so many bytes, else what fits into half of them, at most √n. */
export function checkpointSteps(steps: number, row: number, most: number): number {
  return Math.max(1, row * steps <= most ? steps : Math.min(Math.ceil(Math.sqrt(steps)), Math.floor(most / (2 * row))));
}

/** The number of segments, of which the last may be shorter. */
export function checkpointSegments(steps: number, length: number): number {
  return Math.ceil(steps / length);
}

/** How many states are kept at a time: what fits into half of so many bytes, but enough to start again from. */
export function checkpointPlaces(segments: number, state: number, most: number): number {
  return Math.max(1, Math.min(segments, Math.max(Math.floor(most / (2 * state)), Math.ceil(Math.log2(segments)) + 2)));
}

/** The least base whose places are no more than so many, so that steps are computed again as seldom as that allows. */
export function checkpointBase(segments: number, places: number): number {
  let digits = 1;
  let base = Math.max(2, places);
  while (base > 2 && base ** digits < segments) {
    digits += 1;
    base = Math.max(2, Math.floor((places - 1) / digits) + 1);
  }
  return base;
}

/** The place of the states before a segment: that of its last digit that is not 0. */
export function checkpointPlace(segment: number, base: number): number {
  let digit = 0;
  let rest = segment;
  while (rest > 0 && rest % base === 0) {
    rest = Math.floor(rest / base);
    digit += 1;
  }
  return segment === 0 ? 0 : digit * (base - 1) + (rest % base);
}

/**
 * Where to start again for a segment, going down: where the segments after it have taken no places of those before it. Each
 * last digit that is the highest tells that the segments with the digits below it are not there yet.
 */
export function checkpointBefore(segment: number, base: number): number {
  let width = 1;
  let rest = segment;
  while (rest % base === base - 1) {
    rest = Math.floor(rest / base);
    width *= base;
  }
  return segment - (segment % width);
}
