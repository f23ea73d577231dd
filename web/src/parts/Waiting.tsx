/** What stands in a page while something loads, and when it could not be loaded. Nothing when it is there. */
import { errorWords } from "../lib/api/words";
import { useT } from "../lib/i18n";
import { Button } from "../ui/Button";
import { Callout } from "../ui/Callout";
import { SkeletonLines } from "../ui/Skeleton";

export interface WaitingProps {
  query: { isPending: boolean; error: unknown; refetch(): unknown };
  lines?: number;
}

export function Waiting({ query, lines = 6 }: WaitingProps) {
  const t = useT();
  if (query.isPending) return <SkeletonLines lines={lines} />;
  if (!query.error) return null;
  return (
    <Callout tone="danger" actions={<Button size="small" onPress={() => void query.refetch()}>{t("retry")}</Button>}>
      {errorWords(query.error, t)}
    </Callout>
  );
}
