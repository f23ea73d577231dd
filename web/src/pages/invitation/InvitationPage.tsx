/** A person who was invited chooses a name and a password, and is in; or goes on with what the company asks for first. */
import { type FormEvent, useState } from "react";
import { DEFAULT_POLICY, NewPassword, usePasswordFault } from "../../fields/password";
import * as calls from "../../lib/api/calls";
import * as flow from "../../lib/api/flow";
import { isApiError } from "../../lib/api/error";
import { errorWords } from "../../lib/api/words";
import { useLanguage, useT } from "../../lib/i18n";
import { passwordWords } from "../../lib/i18n/dict/password";
import { signin } from "../../lib/i18n/dict/signin";
import { PageHead } from "../../lib/page";
import { useLoaded, useSubmit } from "../../lib/submit";
import type { Invitation, SignInAnswer } from "../../lib/api/types";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FormError, FormStack } from "../../ui/FormRow";
import { Link } from "../../ui/Link";
import { SkeletonLines } from "../../ui/Skeleton";
import { TextField } from "../../ui/TextField";

export interface InvitationPageProps {
  token: string;
  onAnswer(answer: SignInAnswer): void;
}

export function InvitationPage({ token, onAnswer }: InvitationPageProps) {
  const t = useT(signin);
  const found = useLoaded(token, () => calls.invitation(token));
  return (
    <>
      <PageHead title={t("invitation.title")} />
      {found.data ? (
        <InvitationForm token={token} invitation={found.data} onAnswer={onAnswer} />
      ) : found.error ? (
        <EmptyState
          figure="lock"
          title={isApiError(found.error) && found.error.status === 404 ? t("invitation.gone") : errorWords(found.error, t)}
          description={t("invitation.goneWords")}
          actions={<Link href="/sign-in">{t("toSignIn")}</Link>}
        />
      ) : (
        <SkeletonLines lines={5} />
      )}
    </>
  );
}

function InvitationForm({ token, invitation, onAnswer }: InvitationPageProps & { invitation: Invitation }) {
  const t = useT(signin);
  const words = useT(passwordWords);
  const language = useLanguage();
  const [name, setName] = useState(invitation.name);
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const accept = useSubmit(() => calls.invitationAccept(token, { name: name.trim(), password, language }), onAnswer);
  const nameProblem = name.trim() === "" ? t("name.missing") : null;
  const offers = useLoaded("sign-in", flow.signInInfo);
  const policy = offers.data?.policy ?? DEFAULT_POLICY;
  const isKnown = offers.data !== null || offers.error !== null;
  const fault = usePasswordFault(policy)(password);
  // Where there are no passwords, a passkey is made in the step that follows.
  const passwordProblem = policy.passwords_allowed ? fault : null;
  const fromServer = (field: string) => (isApiError(accept.error) ? accept.error.field(field) : null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!nameProblem && !passwordProblem) accept.submit();
  };
  const changed = (set: (value: string) => void) => (value: string) => {
    set(value);
    accept.reset();
  };
  return (
    <>
      <div className="auth-head">
        <h1>{t("invitation.welcome", { company: invitation.company })}</h1>
        <p>{t(policy.passwords_allowed ? "invitation.words" : "invitation.noPassword", { email: invitation.email })}</p>
      </div>
      <form onSubmit={submit} noValidate>
        <FormStack>
          {/* Password managers file the new password under this name. */}
          <input type="email" name="email" autoComplete="username" value={invitation.email} readOnly hidden />
          <TextField label={t("setup.name")} name="name" autoComplete="name" isRequired value={name} onChange={changed(setName)} error={fromServer("name") ?? (tried ? nameProblem : null)} />
          {isKnown && policy.passwords_allowed && (
            <NewPassword
              label={words("choose")}
              value={password}
              onChange={changed(setPassword)}
              policy={policy}
              about={{ name, email: invitation.email }}
              error={fromServer("password") ?? (tried ? passwordProblem : null)}
              autoFocus
            />
          )}
          <FormError>{accept.error != null && !fromServer("name") && !fromServer("password") ? errorWords(accept.error, t) : null}</FormError>
          <Button type="submit" variant="primary" size="large" isWide isPending={accept.isPending}>
            {t("invitation.submit")}
          </Button>
        </FormStack>
      </form>
    </>
  );
}
