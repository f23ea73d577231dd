/** The bar that stands below a page with unsaved changes, and the question when somebody leaves it. */
import { useBlocker } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useT } from "../lib/i18n";
import { parts } from "../lib/i18n/dict/parts";
import { Button } from "../ui/Button";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import "./unsaved.css";

export interface UnsavedProps {
  /** Nothing is shown and nobody is asked while this is false. */
  isDirty: boolean;
  /** How many changes, if they are counted. */
  count?: number;
  onDiscard(): void;
  /** The button that saves. */
  children: ReactNode;
}

export function Unsaved({ isDirty, count, onDiscard, children }: UnsavedProps) {
  const t = useT(parts);
  const blocker = useBlocker({ shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname, enableBeforeUnload: isDirty, withResolver: true });
  return (
    <>
      {isDirty && (
        <div className="unsaved" role="region" aria-label={t("unsaved.some")}>
          <span className="num">{count === undefined ? t("unsaved.some") : t("unsaved.count", { n: count })}</span>
          <Button variant="quiet" onPress={onDiscard}>
            {t("discard")}
          </Button>
          {children}
        </div>
      )}
      <ConfirmDialog
        isOpen={blocker.status === "blocked"}
        onOpenChange={(isOpen) => !isOpen && blocker.status === "blocked" && blocker.reset()}
        title={t("unsaved.title")}
        confirmLabel={t("unsaved.leave")}
        cancelLabel={t("unsaved.stay")}
        onConfirm={() => blocker.status === "blocked" && blocker.proceed()}
        isDanger
      >
        {t("unsaved.words")}
      </ConfirmDialog>
    </>
  );
}
