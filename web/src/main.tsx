/**
 * Where everything starts. The pages before sign-in are an app of their own, so that they carry neither router nor cache; the one behind
 * follows in place when someone signs in. Signing out loads the page anew, so nothing of the session stays in memory.
 */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import type { Me } from "./lib/api/types";
import "./design/base.css";

const AUTH_PATHS = /^\/(sign-in|setup|invitation|reset|unlock|sso)(\/|$)/;

const place = document.getElementById("root");
if (!place) throw new Error("index.html has no #root");
const root = createRoot(place);

async function showApp(me: Me | null): Promise<void> {
  const { App } = await import("./App");
  root.render(
    <StrictMode>
      <App me={me} />
    </StrictMode>,
  );
}

async function showAuth(): Promise<void> {
  const { AuthApp } = await import("./AuthApp");
  const enter = (me: Me, href: string) => {
    history.replaceState(null, "", href);
    void showApp(me);
  };
  root.render(
    <StrictMode>
      <AuthApp onSignedIn={enter} />
    </StrictMode>,
  );
}

void (AUTH_PATHS.test(location.pathname) ? showAuth() : showApp(null));
