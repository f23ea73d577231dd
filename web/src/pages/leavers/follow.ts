/** How long a handover is followed while it runs. */
import type { Leaver } from "../../lib/api/types";

export const FOLLOW_MS = 1000;

/** A handover that hangs is not asked about for ever: that would keep whoever left the page open signed in. */
const MOST_LOOKS = 600;

export const isMoving = ({ handover }: Leaver, looks = 0): boolean => handover !== null && !handover.done && looks < MOST_LOOKS;
