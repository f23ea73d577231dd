/** Changing one team, with the words for how it went. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import type { Team } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { teamsWords } from "../../lib/i18n/dict/admin";
import { toast } from "../../ui/Toast";

export interface TeamPatch {
  name?: string;
  parent_id?: string | null;
  manager?: string | null;
}

export function useTeamChange(teams: readonly Team[]) {
  const t = useT(teamsWords);
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ team, patch }: { team: Team; patch: TeamPatch }) => calls.teamPatch(team.id, { ...patch, version: team.version }),
    onSuccess: (next, { patch }) => {
      const into = teams.find((team) => team.id === patch.parent_id)?.name;
      const message = patch.parent_id === undefined ? t("done.saved", { name: next.name }) : into === undefined ? t("done.movedTop", { name: next.name }) : t("done.moved", { name: next.name, into });
      toast({ message, tone: "success" });
    },
    onError: (error) => void toast({ message: errorWords(error, t), tone: "danger" }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.teams() }),
  });
}
