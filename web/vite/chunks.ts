/**
 * Which modules travel together. Left alone, the bundler makes some fifty tiny files out of what every page needs; together they are smaller
 * and come in one request each. Only for what is needed at once: what opens on a press must stay in files of its own.
 */

/** Every page, also before sign-in. */
const BASE = [
  /\/node_modules\/(react|react-dom|scheduler)\//,
  /\/src\/ui\/(classes|words|locale|lately|hooks\/|Avatar\/|Button\/|Callout\/|EmptyState\/|Field\/(frame|Field|types)|FormRow\/|Icon\/index|IconButton\/|KeyHint\/|Link\/|Pill\/|Skeleton\/|Spinner\/|TextField\/|Tooltip\/)/,
  /\/src\/lib\/(i18n\/(core|index)|i18n\/dict\/(common|look)|api\/(client|error|prove|calls|words)|preferences\/|page\/|next)/,
  /\/src\/shell\/Brand\./,
  /vite\/preload-helper/,
  // Icons on both sides of sign-in: else the app behind it would be loaded for their sake.
  /\/lucide\/dist\/esm\/icons\/(languages|sun|moon|shield-check|fingerprint-pattern|mail|clock)\./,
];

/** Every page behind sign-in. */
const APP = [
  /\/node_modules\/(@tanstack\/(react-router|router-core|history|react-query|query-core|react-store|store)|use-sync-external-store)\//,
  /\/src\/(App|router)\.tsx$/,
  /\/src\/routes\/[^/]+$/,
  /\/src\/shell\/(Shell|Sidebar|TopBar|AccountRows|BrokenPage|navigation|useSignOut)\./,
  /\/src\/lib\/(keys|format)\//,
  /\/src\/lib\/api\/(hooks|keys|queryClient)\./,
  /\/src\/lib\/i18n\/dict\/shell\./,
  /\/src\/ui\/(Toast|Dialog\/index|ConfirmDialog|Drawer\/(index|DrawerInside|Drawer\.css)|Menu\/index|Popover\/(index|useTrigger)|preload)/,
];

const within = (patterns: readonly RegExp[]) => (id: string) => patterns.some((pattern) => pattern.test(id.replaceAll("\\", "/")));

export const chunkGroups = [
  { name: "base", test: within(BASE), priority: 2 },
  { name: "app", test: within(APP), priority: 1 },
];
