/** The frame of the pages before sign-in: a form at one side, at the other a glimpse of what is behind the door. */
import type { ReactNode } from "react";
import { useT } from "../lib/i18n";
import { signin } from "../lib/i18n/dict/signin";
import { Glimpse } from "./Glimpse";
import { BrandMark } from "./Brand";
import { LookButtons } from "./LookButtons";
import "./AuthFrame.css";

export function AuthFrame({ children }: { children: ReactNode }) {
  const t = useT(signin);
  return (
    <div className="auth">
      <Glimpse />
      <div className="auth-side">
        <header className="auth-top">
          <span className="auth-brand">
            <BrandMark size={30} />
            <span>{t("app.name")}</span>
          </span>
          <LookButtons />
        </header>
        <main className="auth-form">{children}</main>
      </div>
    </div>
  );
}
