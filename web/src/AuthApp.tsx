/** The pages before sign-in, by address: /sign-in?next=, /reset?token=, /unlock?token=, /sso/callback, /setup?token=, /invitation/<token>. */
import { lazy, Suspense, useState } from "react";
import type { Me, SignInAnswer } from "./lib/api/types";
import { localeOf, useLanguage } from "./lib/i18n";
import { PreferencesProvider } from "./lib/preferences";
import type { SignInPageProps } from "./pages/sign-in/SignInPage";
import { AuthFrame } from "./shell/AuthFrame";
import { UiProvider } from "./ui/locale";

const SignInPage = lazy(() => import("./pages/sign-in/SignInPage").then((module) => ({ default: module.SignInPage })));
const SetUpPage = lazy(() => import("./pages/set-up/SetUpPage").then((module) => ({ default: module.SetUpPage })));
const InvitationPage = lazy(() => import("./pages/invitation/InvitationPage").then((module) => ({ default: module.InvitationPage })));

export interface AuthAppProps {
  onSignedIn(me: Me, href: string): void;
}

export function AuthApp({ onSignedIn }: AuthAppProps) {
  return (
    <PreferencesProvider>
      <Localized onSignedIn={onSignedIn} />
    </PreferencesProvider>
  );
}

function Localized({ onSignedIn }: AuthAppProps) {
  const language = useLanguage();
  return (
    <UiProvider locale={localeOf(language)} navigate={(href) => location.assign(href)}>
      <AuthFrame>
        <Suspense>
          <Page onSignedIn={onSignedIn} />
        </Suspense>
      </AuthFrame>
    </UiProvider>
  );
}

function Page({ onSignedIn }: AuthAppProps) {
  const [step, setStep] = useState<SignInAnswer | null>(null);
  const { pathname, search } = location;
  const params = new URLSearchParams(search);
  const invitation = /^\/invitation\/([^/]+)/.exec(pathname)?.[1];
  /** Whoever has a link is in, unless the company asks for more: that goes on as a sign-in, and the link is used up. */
  const answered = (answer: SignInAnswer) => {
    if (!("next" in answer)) return onSignedIn(answer, "/");
    history.replaceState(null, "", "/sign-in");
    setStep(answer);
  };
  if (step) return <SignInPage start={{ kind: "answer", answer: step }} next={null} onSignedIn={onSignedIn} />;
  if (invitation !== undefined) return <InvitationPage token={invitation} onAnswer={answered} />;
  if (pathname.startsWith("/setup")) return <SetUpPage token={params.get("token")} onAnswer={answered} />;
  return <SignInPage start={startAt(pathname, params)} next={params.get("next")} onSignedIn={onSignedIn} />;
}

function startAt(pathname: string, params: URLSearchParams): SignInPageProps["start"] {
  if (pathname.startsWith("/sso/callback")) return { kind: "sso" };
  const purpose = pathname.startsWith("/reset") ? "reset" : pathname.startsWith("/unlock") ? "unlock" : null;
  return purpose ? { kind: "link", purpose, token: params.get("token") } : { kind: "sign_in" };
}
