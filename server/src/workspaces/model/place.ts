/** Whose something is, and in which Region. */
export interface Place {
  accountId: string;
  region: string;
}

/** The row if it is at that place; others' are as good as not there. */
export function ofPlace<Row extends { account_id: string; region: string }>(
  row: Row | undefined,
  place: Place,
): Row | undefined {
  return row?.account_id === place.accountId && row.region === place.region ? row : undefined;
}
