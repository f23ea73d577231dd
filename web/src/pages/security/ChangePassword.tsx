/** The reader's own password. The current one is asked for; all other sessions end. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { NewPassword, usePasswordFault } from "../../fields/password";
import * as calls from "../../lib/api/calls";
import { isApiError } from "../../lib/api/error";
import { useMe } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import { safetyKeys } from "../../lib/api/safety";
import type { MySecurity } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { meWords } from "../../lib/i18n/dict/me";
import { passwordWords } from "../../lib/i18n/dict/password";
import { securityWords } from "../../lib/i18n/dict/security";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError, FormRow, FormSection } from "../../ui/FormRow";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/Toast";

export function ChangePassword({ security }: { security: MySecurity }) {
  const t = useT(securityWords);
  const format = useFormat();
  const { set, changed_at, expires_at, must_change } = security.password;
  if (!set) {
    return (
      <FormSection title={t("password")}>
        <p className="meta">{t("password.none")}</p>
      </FormSection>
    );
  }
  const dates = [changed_at && t("password.changed", { when: format.relative(changed_at) }), expires_at && t("password.expires", { when: format.relative(expires_at) })].filter(Boolean).join(" · ");
  return (
    <FormSection title={t("password")} description={[dates, t("password.words")].filter(Boolean).join(" · ")}>
      {must_change && <Callout tone="warning">{t("password.must")}</Callout>}
      <PasswordForm security={security} />
    </FormSection>
  );
}

function PasswordForm({ security }: { security: MySecurity }) {
  const t = useT(meWords);
  const words = useT(passwordWords);
  const me = useMe();
  const client = useQueryClient();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [tried, setTried] = useState(false);
  const hasFactor = security.factors.length > 0;
  const save = useMutation({
    mutationFn: () => calls.passwordChange(current, next),
    onSuccess: () => {
      setCurrent("");
      setNext("");
      setTried(false);
      void client.invalidateQueries({ queryKey: keys.mySecurity() });
      // All others are signed out, on every device.
      void client.invalidateQueries({ queryKey: keys.mySessions() });
      void client.invalidateQueries({ queryKey: safetyKeys.myDevices() });
      toast({ message: t("password.done"), tone: "success" });
    },
  });
  const currentProblem = current === "" ? t("password.currentMissing") : null;
  const nextProblem = usePasswordFault(security.policy, hasFactor)(next);
  const fromServer = (field: string) => (isApiError(save.error) ? save.error.field(field) : null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!currentProblem && !nextProblem && !save.isPending) save.mutate();
  };
  const changed = (set: (value: string) => void) => (value: string) => {
    set(value);
    save.reset();
  };
  return (
    <form className="security-form" onSubmit={submit} noValidate>
      <input type="email" name="email" autoComplete="username" value={me.user.email} readOnly hidden />
      <FormRow columns={2}>
        <TextField
          label={words("current")}
          type="password"
          name="password"
          autoComplete="current-password"
          reveal
          isRequired
          capsLockHint={words("capsLock")}
          value={current}
          onChange={changed(setCurrent)}
          error={fromServer("current") ?? (tried ? currentProblem : null)}
        />
        <NewPassword
          label={words("new")}
          value={next}
          onChange={changed(setNext)}
          policy={security.policy}
          hasFactor={hasFactor}
          about={{ name: me.user.name, email: me.user.email }}
          error={fromServer("new") ?? (tried ? nextProblem : null)}
        />
      </FormRow>
      <FormError>{save.error && !fromServer("current") && !fromServer("new") ? errorWords(save.error, t) : null}</FormError>
      <Button type="submit" isPending={save.isPending}>
        {t("password.submit")}
      </Button>
    </form>
  );
}
