/** The mark: a shield with a person in it. */
export function BrandMark({ size = 28 }: { size?: number }) {
  return <img src="/icons/kedun.svg" width={size} height={size} alt="" />;
}
