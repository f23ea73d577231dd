/** The first page of a new server: the company and its first administrator. Opened from the one-time link the server prints. */
import { type FormEvent, useState } from "react";
import { DEFAULT_POLICY, judgePassword, NewPassword } from "../../fields/password";
import * as calls from "../../lib/api/calls";
import { isApiError } from "../../lib/api/error";
import type { Me } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useLanguage, useT } from "../../lib/i18n";
import { signin } from "../../lib/i18n/dict/signin";
import { PageHead } from "../../lib/page";
import { useLoaded, useSubmit } from "../../lib/submit";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError, FormStack } from "../../ui/FormRow";
import { Link } from "../../ui/Link";
import { TextField } from "../../ui/TextField";

export interface SetUpPageProps {
  token: string | null;
  onSignedIn(me: Me): void;
}

export function SetUpPage({ token, onSignedIn }: SetUpPageProps) {
  const t = useT(signin);
  const state = useLoaded("setup", calls.setupState);
  const isDone = state.data?.needed === false;
  return (
    <>
      <PageHead title={t("setup.title")} />
      <div className="auth-head">
        <h1>{t("setup.welcome")}</h1>
        <p>{t("setup.words")}</p>
      </div>
      {isDone ? (
        <Callout tone="info" actions={<Link href="/sign-in">{t("toSignIn")}</Link>}>
          {t("setup.done")}
        </Callout>
      ) : token ? (
        <SetUpForm token={token} onSignedIn={onSignedIn} />
      ) : (
        <Callout tone="warning">{t("setup.noToken")}</Callout>
      )}
    </>
  );
}

type FieldName = "company" | "name" | "email" | "password";

function SetUpForm({ token, onSignedIn }: { token: string; onSignedIn(me: Me): void }) {
  const t = useT(signin);
  const language = useLanguage();
  const [values, setValues] = useState<Record<FieldName, string>>({ company: "", name: "", email: "", password: "" });
  const [tried, setTried] = useState(false);
  const [changed, setChanged] = useState<ReadonlySet<FieldName>>(new Set());
  const save = useSubmit(() => {
    setChanged(new Set());
    return calls.setup({ token, language, ...values, email: values.email.trim() });
  }, onSignedIn);
  const set = (name: FieldName) => (value: string) => {
    setValues((old) => ({ ...old, [name]: value }));
    setChanged((old) => new Set([...old, name]));
  };
  const check = (name: FieldName): string | null => {
    const value = values[name].trim();
    if (name === "password") return judgePassword(values.password, DEFAULT_POLICY) === "fine" ? null : t("password.tooShort", { min: DEFAULT_POLICY.min_length });
    if (value === "") return t(`${name}.missing`);
    return name === "email" && !/^[^@\s]+@[^@\s]+$/.test(value) ? t("email.invalid") : null;
  };
  const names: FieldName[] = ["company", "name", "email", "password"];
  const error = (name: FieldName): string | null => {
    const fromServer = isApiError(save.error) && !changed.has(name) ? save.error.field(name) : null;
    return fromServer ?? (tried ? check(name) : null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (names.every((name) => check(name) === null)) save.submit();
  };
  const elsewhere = isApiError(save.error) ? (save.error.field("token") ?? (names.some((name) => error(name)) ? null : errorWords(save.error, t))) : null;
  return (
    <form onSubmit={submit} noValidate>
      <FormStack>
        <TextField label={t("setup.company")} name="organization" autoComplete="organization" isRequired autoFocus value={values.company} onChange={set("company")} error={error("company")} />
        <TextField label={t("setup.name")} name="name" autoComplete="name" isRequired value={values.name} onChange={set("name")} error={error("name")} />
        <TextField label={t("email.work")} type="email" name="email" inputMode="email" autoComplete="username" isRequired value={values.email} onChange={set("email")} error={error("email")} />
        <NewPassword label={t("password.choose")} value={values.password} onChange={set("password")} error={error("password")} />
        <FormError>{elsewhere}</FormError>
        <Button type="submit" variant="primary" size="large" isWide isPending={save.isPending}>
          {t("setup.submit")}
        </Button>
      </FormStack>
    </form>
  );
}
