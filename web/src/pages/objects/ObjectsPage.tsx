/** All objects, and making one. */
import { useNavigate } from "@tanstack/react-router";
import { ChevronRight, Plus } from "lucide";
import { useState } from "react";
import { useObjects } from "../../lib/api/hooks";
import { useLabel, useT } from "../../lib/i18n";
import { schemaWords } from "../../lib/i18n/dict/schema";
import { useShortcuts } from "../../lib/keys";
import { PageHead } from "../../lib/page";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { namedIcon } from "../../ui/Icon/named";
import { Link } from "../../ui/Link";
import { Pill } from "../../ui/Pill";
import { NewObjectDialog } from "./NewObjectDialog";
import "../../parts/parts.css";
import "./objects.css";

export function ObjectsPage() {
  const t = useT(schemaWords);
  const label = useLabel();
  const navigate = useNavigate();
  const objects = useObjects();
  const [making, setMaking] = useState(false);
  useShortcuts([{ keys: "n", label: t("new"), run: () => setMaking(true) }]);
  return (
    <div className="page-body is-wide stack">
      <PageHead title={t("title")}>
        <Button variant="primary" icon={Plus} onPress={() => setMaking(true)}>
          {t("new")}
        </Button>
      </PageHead>
      <p className="schema-intro">{t("words")}</p>
      <div className="card-list">
        {objects.map((object) => (
          <Link key={object.name} href={`/settings/objects/${encodeURIComponent(object.name)}`} isQuiet className="card-row">
            <Avatar name={label(object.label)} kind="record" size={32} icon={namedIcon(object.icon)} />
            <span className="card-words">
              <span className="card-title">
                {label(object.label)}
                {object.shipped ? <Pill dot={false}>{t("shipped")}</Pill> : <Pill color="teal">{t("own")}</Pill>}
                {!object.in_menu && <Pill dot={false}>{t("hidden")}</Pill>}
              </span>
              <span className="meta mono">{object.name}</span>
            </span>
            <Icon icon={ChevronRight} size={16} />
          </Link>
        ))}
      </div>
      {making && <NewObjectDialog onClose={() => setMaking(false)} onMade={(object) => void navigate({ href: `/settings/objects/${encodeURIComponent(object.name)}` })} />}
    </div>
  );
}
