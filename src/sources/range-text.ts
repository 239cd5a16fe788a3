/** `A..B` or `A...B`, as someone wrote it; an end that is left out is HEAD. */
export interface RangeText {
  readonly from: string;
  readonly to: string;
  /** Three dots: what B has since it parted from A. */
  readonly sinceParting: boolean;
}
