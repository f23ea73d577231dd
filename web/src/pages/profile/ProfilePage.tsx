/** Who I am here, and how the app looks for me. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as calls from "../../lib/api/calls";
import { isApiError } from "../../lib/api/error";
import { useMe } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import { errorWords } from "../../lib/api/words";
import { useLabel, useT } from "../../lib/i18n";
import { meWords } from "../../lib/i18n/dict/me";
import { PageHead } from "../../lib/page";
import { usePreferences } from "../../lib/preferences";
import { ReviewsNotice } from "../../parts/ReviewsNotice";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { ComboBox } from "../../ui/ComboBox";
import { FormRow, FormSection } from "../../ui/FormRow";
import { Link } from "../../ui/Link";
import { Pill } from "../../ui/Pill";
import { SegmentedControl } from "../../ui/SegmentedControl";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/Toast";
import "./profile.css";

export function ProfilePage() {
  const t = useT(meWords);
  const me = useMe();
  const label = useLabel();
  return (
    <div className="page-body profile">
      <PageHead title={t("profile.title")} />
      <header className="profile-head">
        <Avatar name={me.user.name} size={48} />
        <div>
          <p className="profile-name">{me.user.name}</p>
          <p className="profile-roles">
            {me.roles.map((role) => (
              <Pill key={role.key} color="teal" dot={false}>
                {label(role.label)}
              </Pill>
            ))}
            <span className="meta">{me.user.team?.label ?? t("profile.noTeam")}</span>
          </p>
        </div>
      </header>
      <ReviewsNotice />
      <AboutForm />
      <Look />
      <FormSection title={t("profile.security")} description={t("profile.security.words")}>
        <p>
          <Link href="/security">{t("profile.security.open")}</Link>
        </p>
      </FormSection>
    </div>
  );
}

function AboutForm() {
  const t = useT(meWords);
  const me = useMe();
  const client = useQueryClient();
  const [name, setName] = useState(me.user.name);
  const save = useMutation({
    mutationFn: () => calls.mePatch({ name: name.trim() }),
    onSuccess: (next) => {
      client.setQueryData(keys.me(), next);
      setName(next.user.name);
      toast({ message: t("profile.saved"), tone: "success" });
    },
  });
  const isChanged = name.trim() !== me.user.name && name.trim() !== "";
  const error = isApiError(save.error) ? (save.error.field("name") ?? errorWords(save.error, t)) : null;
  return (
    <FormSection title={t("profile.about")}>
      <form
        className="profile-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged) save.mutate();
        }}
      >
        <FormRow columns={2}>
          <TextField
            label={t("profile.name")}
            name="name"
            autoComplete="name"
            value={name}
            onChange={(value) => {
              setName(value);
              save.reset();
            }}
            error={error}
          />
          <TextField label={t("email")} value={me.user.email} onChange={() => undefined} isReadOnly isDisabled description={t("profile.email.help")} />
        </FormRow>
        {isChanged && (
          <Button type="submit" variant="primary" isPending={save.isPending}>
            {t("save")}
          </Button>
        )}
      </form>
    </FormSection>
  );
}

const ZONES = Intl.supportedValuesOf("timeZone");

function Look() {
  const t = useT(meWords);
  const { theme, density, language, timezone, change } = usePreferences();
  const [search, setSearch] = useState("");
  const zones = ZONES.filter((zone) => zone.toLowerCase().includes(search.toLowerCase().replaceAll(" ", "_"))).slice(0, 80);
  const zoneItem = (zone: string) => ({ id: zone, label: zone.replaceAll("_", " ") });
  return (
    <FormSection title={t("profile.look")}>
      <dl className="profile-look">
        <dt>{t("language")}</dt>
        <dd>
          <SegmentedControl
            label={t("language")}
            value={language}
            onChange={(next) => change({ language: next })}
            items={[
              { id: "zh", label: "中文" },
              { id: "en", label: "English" },
            ]}
          />
        </dd>
        <dt>{t("profile.theme")}</dt>
        <dd>
          <SegmentedControl
            label={t("profile.theme")}
            value={theme}
            onChange={(next) => change({ theme: next })}
            items={(["light", "dark", "system"] as const).map((id) => ({ id, label: t(`profile.theme.${id}`) }))}
          />
        </dd>
        <dt>{t("profile.density")}</dt>
        <dd>
          <SegmentedControl
            label={t("profile.density")}
            value={density}
            onChange={(next) => change({ density: next })}
            items={(["compact", "normal", "roomy"] as const).map((id) => ({ id, label: t(`profile.density.${id}`) }))}
          />
        </dd>
        <dt>{t("profile.zone")}</dt>
        <dd className="profile-zone">
          <ComboBox
            label={t("profile.zone")}
            hideLabel
            isClearable={false}
            items={zones.map(zoneItem)}
            selected={zoneItem(timezone)}
            onSelect={(item) => item && change({ timezone: item.id })}
            onSearch={setSearch}
            description={t("profile.zone.help")}
          />
        </dd>
      </dl>
    </FormSection>
  );
}
