/** Single sign-on for administrators: the sign-in services the company trusts, and whether they are the only way in. */
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide";
import { useState } from "react";
import { sso, ssoKeys } from "../../lib/api/sso";
import type { SsoState } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { ssoWords } from "../../lib/i18n/dict/sso";
import { PageHead } from "../../lib/page";
import { SecurityArea } from "../../parts/areas";
import { Waiting } from "../../parts/Waiting";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FormSection } from "../../ui/FormRow";
import { baseOf } from "./draft";
import { OnlySwitch } from "./OnlySwitch";
import { ProviderDrawer } from "./ProviderDrawer";
import { ProviderRow } from "./ProviderRow";
import { useProviderTest } from "./useProviderTest";
import "../../parts/parts.css";
import "./sso.css";

export function SsoPage() {
  const t = useT(ssoWords);
  const state = useQuery({ queryKey: ssoKeys.all(), queryFn: ({ signal }) => sso(signal) });
  return (
    <div className="page-body is-wide">
      <PageHead title={t("title")} />
      <SecurityArea current="sso" />
      {state.data ? <Inside state={state.data} /> : <Waiting query={state} />}
    </div>
  );
}

function Inside({ state }: { state: SsoState }) {
  const t = useT(ssoWords);
  /** The key of the one that is changed; "" for a new one. */
  const [editing, setEditing] = useState<string | null>(null);
  const test = useProviderTest();
  const { providers } = state;
  const add = (
    <Button icon={Plus} variant={providers.length === 0 ? "primary" : "secondary"} onPress={() => setEditing("")}>
      {t("add")}
    </Button>
  );
  return (
    <div className="stack sso">
      <p className="sso-words">{t("words")}</p>
      <FormSection title={t("list")}>
        {providers.length === 0 ? (
          <div className="card-list">
            <EmptyState figure="lock" title={t("empty")} description={t("empty.words")} actions={add} />
          </div>
        ) : (
          <>
            <ul className="card-list">
              {providers.map((provider) => (
                <ProviderRow key={provider.key} provider={provider} test={test} onEdit={() => setEditing(provider.key)} />
              ))}
            </ul>
            <span>{add}</span>
          </>
        )}
      </FormSection>
      <OnlySwitch state={state} />
      {editing !== null && (
        <ProviderDrawer
          provider={providers.find(({ key }) => key === editing) ?? null}
          taken={providers.map(({ key }) => key)}
          base={baseOf(state, location.origin)}
          onSaved={(key) => {
            setEditing(null);
            test.run(key);
          }}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}
