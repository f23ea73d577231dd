/** All roles, and the tool that explains a decision. */
import { useNavigate } from "@tanstack/react-router";
import { ChevronRight, CircleHelp, Plus, ShieldCheck } from "lucide";
import { useState } from "react";
import { useLabel, useT } from "../../lib/i18n";
import { rolesWords } from "../../lib/i18n/dict/roles";
import { useShortcuts } from "../../lib/keys";
import { PageHead } from "../../lib/page";
import { useUrlState } from "../../parts/useUrlState";
import { Waiting } from "../../parts/Waiting";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { usePhone } from "../../ui/hooks/useMediaQuery";
import { Icon } from "../../ui/Icon";
import { IconButton } from "../../ui/IconButton";
import { Link } from "../../ui/Link";
import { Pill } from "../../ui/Pill";
import { ExplainDrawer } from "./ExplainDrawer";
import { NewRoleDialog } from "./NewRoleDialog";
import { useCapabilities, useRoleList } from "./queries";
import "../../parts/parts.css";
import "./roles.css";

export function RolesPage() {
  const t = useT(rolesWords);
  const label = useLabel();
  const phone = usePhone();
  const navigate = useNavigate();
  const url = useUrlState();
  const roles = useRoleList();
  const capabilities = useCapabilities();
  const [making, setMaking] = useState(false);
  useShortcuts([{ keys: "n", label: t("new"), run: () => setMaking(true) }]);
  const explain = () => url.set({ explain: "1" }, { push: true });
  return (
    <div className="page-body is-wide">
      <PageHead title={t("title")}>
        {phone ? (
          <IconButton icon={CircleHelp} label={t("explain")} onPress={explain} />
        ) : (
          <Button icon={CircleHelp} onPress={explain}>
            {t("explain")}
          </Button>
        )}
        <Button variant="primary" icon={Plus} onPress={() => setMaking(true)}>
          {t("new")}
        </Button>
      </PageHead>
      <p className="roles-intro">{t("words")}</p>
      <Waiting query={roles} />
      {roles.data && (
        <div className="card-list">
          {roles.data.items.map((role) => (
            <Link key={role.key} href={`/settings/roles/${encodeURIComponent(role.key)}`} isQuiet className="card-row">
              <Avatar name={label(role.label)} kind="record" size={32} icon={ShieldCheck} />
              <span className="card-words">
                <span className="card-title">
                  {label(role.label)}
                  {role.shipped && <Pill dot={false}>{t("shipped")}</Pill>}
                  {!phone && role.system.map((key) => (
                    <Pill key={key} color="violet" dot={false}>
                      {label(capabilities.find((entry) => entry.key === key)?.label) || key}
                    </Pill>
                  ))}
                </span>
                <span className="meta">{label(role.description)}</span>
              </span>
              <span className="card-end meta num">
                {t("members", { n: role.member_count })}
                <Icon icon={ChevronRight} size={16} />
              </span>
            </Link>
          ))}
        </div>
      )}
      {making && (
        <NewRoleDialog roles={roles.data?.items ?? []} from={null} onClose={() => setMaking(false)} onMade={(role) => void navigate({ href: `/settings/roles/${encodeURIComponent(role.key)}` })} />
      )}
      {url.get("explain") !== "" && <ExplainDrawer onClose={() => url.set({ explain: null })} />}
    </div>
  );
}
