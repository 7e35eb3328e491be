/** When customers may be called, by their call windows; remembered for the instants of one transaction. */
import { nextOpening } from "../../../dialling/call-window.ts";
import type { LiveCustomer } from "./live-customer.ts";

/** The first instant from `at` on (ms since 1970) at which the customer may be called. */
export type OpeningOf = (
  at: number,
  customer: Pick<LiveCustomer, "window">,
  zone: string,
) => number;

/** Whole campaigns share a few windows, and a look into the zone takes longer than the rest. */
export function rememberOpenings(): OpeningOf {
  const known = new Map<string, number>();
  return (at, { window }, campaignZone) => {
    if (window.from === undefined) return at;
    const zone = window.zone ?? campaignZone;
    const key = `${at} ${window.from} ${window.until ?? ""} ${zone}`;
    const opening = known.get(key) ?? nextOpening(at, { ...window, zone });
    known.set(key, opening);
    return opening;
  };
}
