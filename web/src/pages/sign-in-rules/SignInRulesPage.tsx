/** How people sign in here: which passwords are taken, who needs a second step, and who has one. Saved together. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "../../lib/api/keys";
import { signInRules, signInRulesPut } from "../../lib/api/security";
import type { SignInRules } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { signInRulesWords } from "../../lib/i18n/dict/signInRules";
import { PageHead } from "../../lib/page";
import { Unsaved } from "../../parts/Unsaved";
import { useUrlState } from "../../parts/useUrlState";
import { Waiting } from "../../parts/Waiting";
import { Button } from "../../ui/Button";
import { FormError } from "../../ui/FormRow";
import { Tabs } from "../../ui/Tabs";
import { toast } from "../../ui/Toast";
import { Coverage } from "./Coverage";
import { isChanged } from "./draft";
import { FactorRules } from "./FactorRules";
import { Policies } from "./Policies";
import "../../parts/parts.css";
import "./sign-in-rules.css";

export function SignInRulesPage() {
  const t = useT(signInRulesWords);
  const rules = useQuery({ queryKey: keys.signInRules(), queryFn: ({ signal }) => signInRules(signal) });
  return (
    <div className="page-body is-wide">
      <PageHead title={t("title")} />
      {rules.data ? <Editor saved={rules.data} /> : <Waiting query={rules} />}
    </div>
  );
}

function Editor({ saved }: { saved: SignInRules }) {
  const t = useT(signInRulesWords);
  const url = useUrlState();
  const client = useQueryClient();
  /** Null while nothing differs: what comes newer from the server is shown then. */
  const [changed, setChanged] = useState<SignInRules | null>(null);
  const draft = changed ?? saved;
  const isDirty = changed !== null && isChanged(saved, changed);
  const save = useMutation({
    mutationFn: () => signInRulesPut(draft),
    onSuccess: (next) => {
      client.setQueryData(keys.signInRules(), next);
      setChanged(null);
      void client.invalidateQueries({ queryKey: ["security"] });
      toast({ message: t("saved"), tone: "success" });
    },
  });
  const change = (next: SignInRules) => {
    save.reset();
    setChanged(next);
  };
  const both = { saved, rules: draft, onChange: change };
  return (
    <>
      <Tabs
        label={t("title")}
        selected={url.get("tab") || "policy"}
        onSelect={(tab) => url.set({ tab: tab === "policy" ? null : tab })}
        items={[
          { id: "policy", label: t("tab.policy"), content: <Policies {...both} /> },
          { id: "factors", label: t("tab.factors"), content: <FactorRules {...both} /> },
          { id: "coverage", label: t("tab.coverage"), content: <Coverage /> },
        ]}
      />
      <FormError>{save.error ? errorWords(save.error, t) : null}</FormError>
      <Unsaved isDirty={isDirty} onDiscard={() => setChanged(null)}>
        <Button variant="primary" isPending={save.isPending} onPress={() => save.mutate()}>
          {t("save")}
        </Button>
      </Unsaved>
    </>
  );
}
