/** A text as it stood when typing paused, for searching with. */
import { useEffect, useState } from "react";

export function useLater(text: string, delayMs = 200): string {
  const [later, setLater] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setLater(text), delayMs);
    return () => clearTimeout(timer);
  }, [text, delayMs]);
  return later;
}
