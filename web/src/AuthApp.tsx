/** The pages before sign-in, by address: /sign-in?next=, /setup?token=, /invitation/<token>. */
import { lazy, Suspense } from "react";
import type { Me } from "./lib/api/types";
import { localeOf, useLanguage } from "./lib/i18n";
import { safeNext } from "./lib/next";
import { PreferencesProvider } from "./lib/preferences";
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
  const { pathname, search } = location;
  const params = new URLSearchParams(search);
  const invitation = /^\/invitation\/([^/]+)/.exec(pathname)?.[1];
  if (invitation !== undefined) return <InvitationPage token={decodeURIComponent(invitation)} onSignedIn={(me) => onSignedIn(me, "/")} />;
  if (pathname.startsWith("/setup")) return <SetUpPage token={params.get("token")} onSignedIn={(me) => onSignedIn(me, "/")} />;
  return <SignInPage onSignedIn={(me) => onSignedIn(me, safeNext(params.get("next")) ?? "/")} />;
}
