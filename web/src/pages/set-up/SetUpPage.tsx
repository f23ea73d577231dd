/** The first page of a new server: the company and its first administrator. Opened from the one-time link the server prints. */
import { type FormEvent, useState } from "react";
import { DEFAULT_POLICY, NewPassword, usePasswordFault } from "../../fields/password";
import * as calls from "../../lib/api/calls";
import * as flow from "../../lib/api/flow";
import { isApiError } from "../../lib/api/error";
import type { SignInAnswer } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { isEmail } from "../../lib/email";
import { useLanguage, useT } from "../../lib/i18n";
import { passwordWords } from "../../lib/i18n/dict/password";
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
  onAnswer(answer: SignInAnswer): void;
}

export function SetUpPage({ token, onAnswer }: SetUpPageProps) {
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
        <SetUpForm token={token} onAnswer={onAnswer} />
      ) : (
        <Callout tone="warning">{t("setup.noToken")}</Callout>
      )}
    </>
  );
}

type FieldName = "company" | "name" | "email" | "password";

function SetUpForm({ token, onAnswer }: { token: string; onAnswer(answer: SignInAnswer): void }) {
  const t = useT(signin);
  const language = useLanguage();
  const [values, setValues] = useState<Record<FieldName, string>>({ company: "", name: "", email: "", password: "" });
  const words = useT(passwordWords);
  const policy = useLoaded("sign-in", flow.signInInfo).data?.policy ?? DEFAULT_POLICY;
  const passwordFault = usePasswordFault(policy);
  const [tried, setTried] = useState(false);
  const [changed, setChanged] = useState<ReadonlySet<FieldName>>(new Set());
  const save = useSubmit(() => {
    setChanged(new Set());
    return calls.setup({ token, language, ...values, email: values.email.trim() });
  }, onAnswer);
  const set = (name: FieldName) => (value: string) => {
    setValues((old) => ({ ...old, [name]: value }));
    setChanged((old) => new Set([...old, name]));
  };
  const check = (name: FieldName): string | null => {
    const value = values[name].trim();
    if (name === "password") return passwordFault(values.password);
    if (value === "") return t(`${name}.missing`);
    return name === "email" && !isEmail(value) ? t("email.invalid") : null;
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
        <NewPassword
          label={words("choose")}
          value={values.password}
          onChange={set("password")}
          policy={policy}
          about={{ name: values.name, email: values.email }}
          error={error("password")}
        />
        <FormError>{elsewhere}</FormError>
        <Button type="submit" variant="primary" size="large" isWide isPending={save.isPending}>
          {t("setup.submit")}
        </Button>
      </FormStack>
    </form>
  );
}
