/** Where the help desk enters the code that a person reads out, and sees that it was right. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { helpCodeCheck } from "../../lib/api/people";
import type { User } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { clockWords } from "../../lib/countdown";
import { useT } from "../../lib/i18n";
import { helpDeskWords } from "../../lib/i18n/dict/helpDesk";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { TextField } from "../../ui/TextField";
import { noteVerified, useVerifiedFor } from "./verified";
import "./help.css";

/** Letters and figures, however they are grouped. */
const LENGTH = 8;
const charactersOf = (code: string): number => code.replaceAll(/[^a-z0-9]/gi, "").length;

export function HelpCodeForm({ user, autoFocus }: { user: Pick<User, "id" | "name">; autoFocus?: boolean }) {
  const t = useT(helpDeskWords);
  const client = useQueryClient();
  const left = useVerifiedFor(user.id);
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const check = useMutation({
    mutationFn: () => helpCodeCheck(user.id, code),
    onSuccess: ({ verified }) => {
      if (!verified) return;
      noteVerified(client, user.id);
      setCode("");
      setTried(false);
    },
  });
  if (left > 0) {
    return (
      <div role="status">
        <Callout tone="success" title={t("check.yes", { name: user.name })}>
          <span className="num" aria-live="off">
            {t("check.yesWords", { clock: clockWords(left) })}
          </span>
        </Callout>
      </div>
    );
  }
  const missing = charactersOf(code) !== LENGTH;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Within a dialog that is drawn inside another form, only this one is meant.
    event.stopPropagation();
    setTried(true);
    if (!missing && !check.isPending) check.mutate();
  };
  const error = check.error ? errorWords(check.error, t) : check.data?.verified === false ? t("check.wrong") : tried && missing ? t("check.missing") : null;
  return (
    <form className="help-code" onSubmit={submit} noValidate>
      <TextField
        label={t("check")}
        description={t("check.help")}
        placeholder="ABCD-EFGH"
        value={code}
        onChange={(value) => {
          setCode(value.toUpperCase());
          setTried(false);
          check.reset();
        }}
        autoFocus={autoFocus}
        error={error}
        maxLength={16}
      />
      <Button type="submit" isPending={check.isPending}>
        {t("check.do")}
      </Button>
    </form>
  );
}
