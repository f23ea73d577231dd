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
import { SsoButtons } from "../../parts/SsoButtons";
import { useLoaded, useSubmit } from "../../lib/submit";
import type { Invitation, Policy, SignInAnswer } from "../../lib/api/types";
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

/** What the server says of a link it does not take; of everything else, such as a lost network, another look may heal it. */
const isOver = (error: unknown): boolean => isApiError(error, "invitation_invalid") || (isApiError(error) && error.status === 404);

export function InvitationPage({ token, onAnswer }: InvitationPageProps) {
  const t = useT(signin);
  const [round, setRound] = useState(0);
  const [wasOver, setOver] = useState(false);
  const found = useLoaded(`${token} ${round}`, () => calls.invitation(token));
  const error = found.error;
  return (
    <>
      <PageHead title={t("invitation.title")} />
      {wasOver || isOver(error) ? (
        <Gone />
      ) : found.data ? (
        <InvitationForm token={token} invitation={found.data} onAnswer={onAnswer} onOver={() => setOver(true)} />
      ) : error ? (
        <FormStack>
          <h1 className="sr-only">{t("invitation.title")}</h1>
          <FormError>{errorWords(error, t)}</FormError>
          <Button onPress={() => setRound(round + 1)}>{t("retry")}</Button>
        </FormStack>
      ) : (
        <SkeletonLines lines={5} />
      )}
    </>
  );
}

function Gone() {
  const t = useT(signin);
  return (
    <div role="alert">
      <h1 className="sr-only">{t("invitation.title")}</h1>
      <EmptyState figure="lock" title={t("invitation.gone")} description={t("invitation.goneWords")} actions={<Link href="/sign-in">{t("toSignIn")}</Link>} />
    </div>
  );
}

interface InvitationFormProps extends InvitationPageProps {
  invitation: Invitation;
  /** The link was used or taken back while the page stood open. */
  onOver(): void;
}

function InvitationForm(props: InvitationFormProps) {
  const t = useT(signin);
  const { token, invitation } = props;
  const offers = useLoaded("sign-in", flow.signInInfo);
  if (offers.data === null && offers.error === null) return <SkeletonLines lines={5} />;
  const policy = offers.data?.policy ?? DEFAULT_POLICY;
  const sso = offers.data?.sso ?? [];
  const isSsoOnly = offers.data?.sso_only === true;
  return (
    <>
      <div className="auth-head">
        <h1>{t("invitation.welcome", { company: invitation.company })}</h1>
        <p>{t(isSsoOnly ? "invitation.ssoOnly" : !policy.passwords_allowed ? "invitation.noPassword" : sso.length > 0 ? "invitation.orSso" : "invitation.words", { email: invitation.email })}</p>
      </div>
      <FormStack>
        {sso.length > 0 && <SsoButtons sso={sso} word="accept" errand={{ invitation: token }} next={null} isMain={isSsoOnly} />}
        {sso.length > 0 && !isSsoOnly && <p className="auth-or">{t("or")}</p>}
        {!isSsoOnly && <AcceptForm {...props} policy={policy} />}
      </FormStack>
    </>
  );
}

function AcceptForm({ token, invitation, policy, onAnswer, onOver }: InvitationFormProps & { policy: Policy }) {
  const t = useT(signin);
  const words = useT(passwordWords);
  const language = useLanguage();
  const [name, setName] = useState(invitation.name);
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const accept = useSubmit(() => calls.invitationAccept(token, { name: name.trim(), password, language }), onAnswer, (error) => isOver(error) && onOver());
  const nameProblem = name.trim() === "" ? t("name.missing") : null;
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
    <form onSubmit={submit} noValidate>
      <FormStack>
        {/* Password managers file the new password under this name. */}
        <input type="email" name="email" autoComplete="username" value={invitation.email} readOnly hidden />
        <TextField label={t("setup.name")} name="name" autoComplete="name" isRequired value={name} onChange={changed(setName)} error={fromServer("name") ?? (tried ? nameProblem : null)} />
        {policy.passwords_allowed && (
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
  );
}
