/** The type of the elements of arrays, as they are stored. */
export type ElementType = "f64" | "f32";

export function bytesOf(type: ElementType): 8 | 4 {
  return type === "f64" ? 8 : 4;
}
