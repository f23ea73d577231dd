/** A button for each sign-in service of the company: to sign in, to answer an invitation, or to prove anew who one is. Needs neither router nor cache. */
import { LogIn } from "lucide";
import { useRef, useState } from "react";
import { goAway } from "../lib/away";
import { isApiError } from "../lib/api/error";
import { ssoBegin, type SsoErrand } from "../lib/api/flow";
import type { SignInInfo } from "../lib/api/types";
import { errorWords } from "../lib/api/words";
import { useLabel, useT } from "../lib/i18n";
import { awayWords } from "../lib/i18n/dict/away";
import { useSubmit } from "../lib/submit";
import { Button } from "../ui/Button";
import { FormError } from "../ui/FormRow";

export interface SsoButtonsProps {
  sso: SignInInfo["sso"];
  word: "signIn" | "accept" | "prove";
  errand?: SsoErrand;
  /** Where it leads in the end. */
  next: string | null;
  /** There is no other way. */
  isMain: boolean;
}

export function SsoButtons({ sso, word, errand, next, isMain }: SsoButtonsProps) {
  const t = useT(awayWords);
  const label = useLabel();
  const [key, setKey] = useState("");
  const chosen = useRef("");
  const [refused, setRefused] = useState(false);
  const begin = useSubmit(
    () => ssoBegin(chosen.current, errand),
    ({ url }) => setRefused(!goAway(url, next)),
  );
  const go = (to: string) => {
    chosen.current = to;
    setKey(to);
    setRefused(false);
    begin.submit();
  };
  const problem = (error: unknown) => (isApiError(error, "sso_unavailable") ? t("unavailable") : isApiError(error, "not_found") ? t("gone") : errorWords(error, t));
  return (
    <>
      {sso.map((each) => (
        <Button key={each.key} variant={isMain ? "primary" : "secondary"} size="large" isWide icon={LogIn} onPress={() => go(each.key)} isPending={begin.isPending && key === each.key}>
          {t(word, { name: label(each.label) })}
        </Button>
      ))}
      <FormError>{refused ? t("refused") : begin.error ? problem(begin.error) : null}</FormError>
    </>
  );
}
