/** The help desk's side of a telephone call with a user: knowing whom one talks to, and being known. Not for oneself, nor for who can't sign in. */
import { useMutation } from "@tanstack/react-query";
import { PhoneOutgoing } from "lucide";
import { useState } from "react";
import { helpCall } from "../../lib/api/people";
import type { HelpCall, User } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { clockWords, untilOf, useSecondsLeft } from "../../lib/countdown";
import { useT } from "../../lib/i18n";
import { helpDeskWords } from "../../lib/i18n/dict/helpDesk";
import { CallWords } from "../../parts/help/CallWords";
import { HelpCodeForm } from "../../parts/help/HelpCodeForm";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError, FormSection } from "../../ui/FormRow";

export function HelpDesk({ user }: { user: User }) {
  const t = useT(helpDeskWords);
  const call = useMutation({ mutationFn: () => helpCall(user.id) });
  return (
    <FormSection title={t("title")} description={t("helper.words")}>
      <HelpCodeForm user={user} />
      <div className="users-call">
        <Button icon={PhoneOutgoing} onPress={() => call.mutate()} isPending={call.isPending}>
          {t(call.data ? "dial.again" : "dial")}
        </Button>
        <span className="meta">{t("dial.help")}</span>
      </div>
      <FormError>{call.error ? errorWords(call.error, t) : null}</FormError>
      {call.data && <Say key={call.data.at} call={call.data} />}
    </FormSection>
  );
}

function Say({ call }: { call: HelpCall }) {
  const t = useT(helpDeskWords);
  const [until] = useState(() => untilOf(call, Date.now()));
  const left = useSecondsLeft(until);
  if (left === 0) return null;
  return (
    <div role="status">
      <Callout title={t("dial.say")}>
        <CallWords words={call.words} />
        <span className="meta num" aria-live="off">
          {t("dial.left", { clock: clockWords(left) })}
        </span>
      </Callout>
    </div>
  );
}
