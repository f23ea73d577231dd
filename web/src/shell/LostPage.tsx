/** An address that leads nowhere. */
import { PageHead } from "../lib/page";
import { useT } from "../lib/i18n";
import { shell } from "../lib/i18n/dict/shell";
import { EmptyState } from "../ui/EmptyState";
import { Link } from "../ui/Link";

export function LostPage() {
  const t = useT(shell);
  return (
    <>
      <PageHead title={t("lost.title")} />
      <EmptyState figure="lost" title={t("lost.title")} description={t("lost.words")} actions={<Link href="/">{t("lost.home")}</Link>} />
    </>
  );
}
