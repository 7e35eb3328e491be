/** In the armed build the plain module stands beside the armed one under this name. */
export {
  CAMPAIGN_EFFECTS,
  CAMPAIGN_EXPORT_EFFECTS,
  DIALLER_EFFECTS,
  EFFECTS,
  EXPORT_EFFECTS,
  FETCH_EFFECTS,
  NOTICE_EFFECTS,
} from "../../src/core/effect.ts";
