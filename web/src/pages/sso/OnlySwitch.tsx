/** Whether sign-in services are the only way in, and who may still come otherwise when they fail. */
import { X } from "lucide";
import { useState } from "react";
import { useMe } from "../../lib/api/hooks";
import { ssoKeys, ssoOnlyPut } from "../../lib/api/sso";
import type { Ref, SsoOnly, SsoState } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { ssoOnlyWords } from "../../lib/i18n/dict/ssoOnly";
import { PersonPicker } from "../../parts/PersonPicker";
import { Unsaved } from "../../parts/Unsaved";
import { useSetting } from "../../parts/useSetting";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FormError, FormSection } from "../../ui/FormRow";
import { IconButton } from "../../ui/IconButton";
import { Switch } from "../../ui/Switch";
import { useNames } from "./useNames";

const MAX = 10;

export function OnlySwitch({ state }: { state: SsoState }) {
  const t = useT(ssoOnlyWords);
  const me = useMe();
  const [isAsking, setAsking] = useState(false);
  const same = (only: SsoOnly) => JSON.stringify([only.enabled, only.break_glass.toSorted()]);
  const setting = useSetting({
    queryKey: ssoKeys.all(),
    saved: state.only,
    draftOf: (only) => only,
    isSame: (one, other) => same(one) === same(other),
    put: ssoOnlyPut,
    said: t("only.saved"),
    onSettled: () => setAsking(false),
  });
  const { draft, save } = setting;
  const nameOf = useNames(draft.break_glass);
  /** Whoever was just chosen is known by the list they were chosen from. */
  const [chosen, setChosen] = useState<Readonly<Record<string, string | null>>>({});
  const change = (part: Partial<SsoOnly>) => setting.change({ ...draft, ...part });
  const choose = ({ id, label }: Ref) => {
    setChosen({ ...chosen, [id]: label });
    if (!draft.break_glass.includes(id)) change({ break_glass: [...draft.break_glass, id] });
  };
  const turnsOn = draft.enabled && !state.only.enabled;
  const canTurnOn = draft.enabled || state.providers.some(({ on }) => on);
  return (
    <FormSection title={t("only")} description={t("only.words")}>
      <Switch isSelected={draft.enabled} onChange={(enabled) => change({ enabled })} isDisabled={!canTurnOn}>
        {t("only.switch")}
      </Switch>
      {!canTurnOn && <p className="meta">{t("only.noProvider")}</p>}
      <h3 className="sub-title">{t("only.glass")}</h3>
      <p className="k-form-note">{t("only.glass.words")}</p>
      {draft.break_glass.length === 0 ? (
        <p className="meta">{t("only.glass.none")}</p>
      ) : (
        <ul className="card-list sso-glass" aria-label={t("only.glass")}>
          {draft.break_glass.map((id) => {
            const name = nameOf(id) ?? chosen[id] ?? t("only.unknown", { id: id.slice(0, 8) });
            return (
              <li key={id} className="card-row">
                <Avatar name={name} size={32} />
                <span className="card-words">
                  <span className="card-title">{name}</span>
                </span>
                <IconButton icon={X} label={t("only.glass.remove", { name })} onPress={() => change({ break_glass: draft.break_glass.filter((other) => other !== id) })} />
              </li>
            );
          })}
        </ul>
      )}
      {draft.break_glass.length < MAX && (
        <div className="sso-find">
          <PersonPicker
            // Emptied by being made anew once somebody was taken.
            key={draft.break_glass.join()}
            label={t("only.glass.add")}
            placeholder={t("only.glass.find")}
            value={null}
            onChange={(person) => person && choose(person)}
          />
        </div>
      )}
      {draft.enabled && draft.break_glass.length > 0 && !draft.break_glass.includes(me.user.id) && <Callout tone="warning">{t("only.notYou")}</Callout>}
      <FormError>{save.error ? errorWords(save.error, t) : null}</FormError>
      <Unsaved isDirty={setting.isDirty} onDiscard={setting.discard}>
        <Button variant="primary" isPending={save.isPending} onPress={() => (turnsOn ? setAsking(true) : save.mutate())}>
          {t("save")}
        </Button>
      </Unsaved>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={t("only.ask")}
        confirmLabel={t("only.ask.go")}
        cancelLabel={t("cancel")}
        onConfirm={() => save.mutate()}
        isPending={save.isPending}
        isDanger
      >
        {t("only.ask.words", { n: draft.break_glass.length })}
      </ConfirmDialog>
    </FormSection>
  );
}
