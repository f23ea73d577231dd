/** Whoever came by a sign-in service and signed out here is still signed in there; on a shared computer the next person would be let in. */
import { useState } from "react";
import { goAway } from "../../lib/away";
import { useT } from "../../lib/i18n";
import { entryWords } from "../../lib/i18n/dict/entry";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";

export function OutThere({ url }: { url: string }) {
  const t = useT(entryWords);
  const [isRefused, setRefused] = useState(false);
  if (isRefused) return null;
  return (
    <Callout
      title={t("out.title")}
      actions={
        <Button size="small" onPress={() => setRefused(!goAway(url, null))}>
          {t("out.go")}
        </Button>
      }
    >
      {t("out.words")}
    </Callout>
  );
}
