/** True from the first time `now` is true: what has been opened once stays mounted, so that it can close with its animation. */
import { useState } from "react";

export function useOnceTrue(now: boolean): boolean {
  const [ever, setEver] = useState(now);
  if (now && !ever) setEver(true);
  return ever || now;
}
