/** The tree of teams at the left, the chosen one at the right; on a phone it rises from below. */
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide";
import { useMemo, useState } from "react";
import * as calls from "../../lib/api/calls";
import { useMe } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import type { Team } from "../../lib/api/types";
import { localeOf, useLanguage, useT } from "../../lib/i18n";
import { teamsWords } from "../../lib/i18n/dict/admin";
import { useShortcuts } from "../../lib/keys";
import { PageHead } from "../../lib/page";
import { ReviewsNotice } from "../../parts/ReviewsNotice";
import { useUrlState } from "../../parts/useUrlState";
import { Waiting } from "../../parts/Waiting";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Drawer } from "../../ui/Drawer";
import { EmptyState } from "../../ui/EmptyState";
import { usePhone } from "../../ui/hooks/useMediaQuery";
import { Tree, type TreeNode } from "../../ui/Tree";
import { AddTeamDialog } from "./AddTeamDialog";
import { TeamPanel } from "./TeamPanel";
import { mayMove, type TeamNode, treeOf } from "./tree";
import { useTeamChange } from "./useTeamChange";
import "../../parts/parts.css";
import "./teams.css";

function nodesOf(nodes: readonly TeamNode[], count: (n: number) => string): TreeNode[] {
  return nodes.map(({ team, children }) => ({ id: team.id, label: team.name, children: nodesOf(children, count), face: <TeamFace team={team} words={count(team.member_count)} /> }));
}

function TeamFace({ team, words }: { team: Team; words: string }) {
  return (
    <span className="teams-face">
      <span className="ellipsis">{team.name}</span>
      <span className="meta num">{words}</span>
      {team.manager?.label && (
        <span className="teams-manager meta">
          <Avatar name={team.manager.label} size={18} />
          <span className="ellipsis">{team.manager.label}</span>
        </span>
      )}
    </span>
  );
}

export function TeamsPage() {
  const t = useT(teamsWords);
  const me = useMe();
  const phone = usePhone();
  const language = useLanguage();
  const url = useUrlState();
  const query = useQuery({ queryKey: keys.teams(), queryFn: ({ signal }) => calls.teams(signal) });
  const teams = useMemo(() => query.data?.items ?? [], [query.data]);
  const [adding, setAdding] = useState<{ parent: string | null } | null>(null);
  const change = useTeamChange(teams);
  const nodes = useMemo(() => {
    const { compare } = new Intl.Collator(localeOf(language), { numeric: true });
    return nodesOf(treeOf(teams, compare), (n) => t("memberCount", { n }));
  }, [teams, language, t]);
  const canManage = me.can.users;
  const selected = teams.find((team) => team.id === url.get("team"));
  const move = (id: string, into: string | null) => {
    const team = teams.find((entry) => entry.id === id);
    if (team && mayMove(teams, id, into)) change.mutate({ team, patch: { parent_id: into } });
  };
  useShortcuts([{ keys: "n", label: t("add"), run: () => setAdding({ parent: null }) }], canManage);
  const addButton = (
    <Button variant="primary" icon={Plus} onPress={() => setAdding({ parent: null })}>
      {t("add")}
    </Button>
  );
  const panel = selected && <TeamPanel team={selected} teams={teams} canManage={canManage} onAddBelow={() => setAdding({ parent: selected.id })} onDeleted={() => url.set({ team: null })} />;
  return (
    <div className="teams">
      <PageHead title={t("title")}>{canManage && addButton}</PageHead>
      <section className="teams-tree" aria-label={t("tree")}>
        <ReviewsNotice />
        <Waiting query={query} />
        {query.data && teams.length === 0 && <EmptyState figure="people" title={t("empty")} description={t("empty.words")} actions={canManage && addButton} />}
        {teams.length > 0 && (
          <>
            <Tree
              // The tree opens whole once the teams are there.
              key={String(query.isPending)}
              label={t("tree")}
              items={nodes}
              selected={selected?.id ?? null}
              onSelect={(team) => url.set({ team }, { push: true })}
              defaultExpanded={teams.map((team) => team.id)}
              onMove={canManage ? move : undefined}
            />
            {canManage && !phone && <p className="meta teams-help">{t("tree.help")}</p>}
          </>
        )}
      </section>
      {phone ? (
        <Drawer isOpen={selected !== undefined} onOpenChange={(isOpen) => !isOpen && url.set({ team: null })} title={selected?.name ?? ""}>
          {panel}
        </Drawer>
      ) : (
        <section className="teams-panel" aria-label={selected?.name ?? t("choose")}>
          {selected ? (
            <>
              <h2 className="teams-title">{selected.name}</h2>
              {panel}
            </>
          ) : (
            teams.length > 0 && <EmptyState figure="people" title={t("choose")} description={t("choose.words")} />
          )}
        </section>
      )}
      {adding && (
        <AddTeamDialog
          teams={teams}
          parent={adding.parent}
          onClose={() => setAdding(null)}
          onAdded={(team) => {
            setAdding(null);
            url.set({ team: team.id });
          }}
        />
      )}
    </div>
  );
}
