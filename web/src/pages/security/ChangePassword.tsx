/** The reader's own password. The current one is asked for; all other sessions end. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { judgePassword, NewPassword } from "../../fields/password";
import * as calls from "../../lib/api/calls";
import { isApiError } from "../../lib/api/error";
import { useMe } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { meWords } from "../../lib/i18n/dict/me";
import { signin } from "../../lib/i18n/dict/signin";
import { Button } from "../../ui/Button";
import { FormError, FormRow, FormSection } from "../../ui/FormRow";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/Toast";

export function ChangePassword() {
  const t = useT(meWords);
  const words = useT(signin);
  const me = useMe();
  const policy = me.password_policy;
  const client = useQueryClient();
  const place = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [tried, setTried] = useState(false);
  useEffect(() => {
    if (location.hash === "#password") place.current?.scrollIntoView();
  }, []);
  const save = useMutation({
    mutationFn: () => calls.passwordChange(current, next),
    onSuccess: () => {
      setCurrent("");
      setNext("");
      setTried(false);
      void client.invalidateQueries({ queryKey: keys.mySessions() });
      toast({ message: t("password.done"), tone: "success" });
    },
  });
  const currentProblem = current === "" ? t("password.currentMissing") : null;
  const verdict = judgePassword(next, policy);
  const nextProblem =
    verdict === "fine" ? null : verdict === "long" ? words("password.tooLong", { max: policy.max_length }) : words("password.tooShort", { min: policy.min_length });
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
    <div ref={place}>
      <FormSection title={t("password.title")} description={t("password.words")}>
        <form className="profile-form" onSubmit={submit} noValidate>
          <input type="email" name="email" autoComplete="username" value={me.user.email} readOnly hidden />
          <FormRow columns={2}>
            <TextField
              label={t("password.current")}
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
            <NewPassword label={words("password.new")} value={next} onChange={changed(setNext)} policy={policy} error={fromServer("new") ?? (tried ? nextProblem : null)} />
          </FormRow>
          <FormError>{save.error && !fromServer("current") && !fromServer("new") ? errorWords(save.error, t) : null}</FormError>
          <Button type="submit" isPending={save.isPending}>
            {t("password.submit")}
          </Button>
        </form>
      </FormSection>
    </div>
  );
}
