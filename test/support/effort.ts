// How much a test tries: `npm test` runs the short form of each kind, `npm run test:campaign` the full one.
export const IS_CAMPAIGN = process.env.GRADC_CAMPAIGN === "1";

/** As many rounds as the campaign runs, or a share of them, a tenth unless said. */
export function rounds(full: number, short = Math.ceil(full / 10)): number {
  return IS_CAMPAIGN ? full : short;
}

/** The items that are tried: all of them in the campaign, else every `step`th, beginning with one of the first. */
export function some<T>(items: readonly T[], step = 10, from = 0): readonly T[] {
  return IS_CAMPAIGN ? items : items.filter((_, i) => i % step === from % step);
}
