/** A form of something that has a version, while somebody else changes it: what was typed stays, and the reader says when to begin anew. */
import { useEffect, useEffectEvent, useState } from "react";
import { isApiError } from "../lib/api/error";
import { useT } from "../lib/i18n";
import { parts } from "../lib/i18n/dict/parts";
import { Button } from "../ui/Button";
import { Callout } from "../ui/Callout";

interface Versioned {
  version: number;
}

export interface Begun<A> {
  /** What the form began with. Give its version to the form as its key. */
  begun: A;
  /** Begins anew with this. */
  begin(next: A): void;
}

export function useBegun<A extends Versioned>(current: A): Begun<A> {
  const [begun, begin] = useState(current);
  return { begun, begin };
}

/**
 * Whether there is something newer than the form has. A form in which nothing was typed follows it by itself, unless its
 * saving was refused for it: that is said. `held` is the newest version that the form knows: its own saving makes some, too.
 */
export function useNewer<A extends Versioned>({ current, held, isTyped, error, begin }: { current: A; held: number; isTyped: boolean; error: unknown; begin(next: A): void }): boolean {
  const isChanged = isTyped || isApiError(error, "version_conflict");
  const isNewer = current.version > held;
  const follow = useEffectEvent(() => begin(current));
  useEffect(() => {
    if (isNewer && !isChanged) follow();
  }, [isNewer, isChanged]);
  return isNewer && isChanged;
}

export function NewerNotice({ onLoad }: { onLoad(): void }) {
  const t = useT(parts);
  return (
    <div role="alert">
      <Callout tone="warning" title={t("newer")} actions={<Button size="small" onPress={onLoad}>{t("newer.load")}</Button>}>
        {t("newer.words")}
      </Callout>
    </div>
  );
}
