import type { JSX } from "preact";
import type { PartitionLanes } from "../model/view.ts";
import { useTexts } from "./app-context.ts";

/** The lanes as a table: the same facts for those who read rather than look. */
export function LanesTable({
  partitions,
}: {
  readonly partitions: readonly PartitionLanes[];
}): JSX.Element {
  const { t } = useTexts();
  return (
    <table class="data lanes-table">
      <thead>
        <tr>
          <th scope="col">{t("records.partition")}</th>
          <th scope="col">{t("lanes.brokerColumn")}</th>
          <th scope="col">{t("lanes.standing")}</th>
          <th scope="col" class="numeric">
            {t("lanes.start")}
          </th>
          <th scope="col" class="numeric">
            HW
          </th>
          <th scope="col" class="numeric">
            LEO
          </th>
          <th scope="col">{t("lanes.epochs")}</th>
          <th scope="col">{t("lanes.segments")}</th>
          <th scope="col">{t("lanes.gaps")}</th>
        </tr>
      </thead>
      <tbody>
        {partitions.flatMap(({ tp, lanes }) =>
          lanes.map((lane) => (
            <tr key={`${tp} ${lane.broker}`}>
              <th scope="row">{tp}</th>
              <td>{lane.broker}</td>
              <td>{t(`standing.${lane.standing}`)}</td>
              <td class="numeric mono">{lane.logStartOffset}</td>
              <td class="numeric mono">{lane.highWatermark}</td>
              <td class="numeric mono">{lane.logEndOffset}</td>
              <td class="mono">
                {lane.epochRuns
                  .map(({ base, end, epoch }) => `e${epoch}: ${base}–${end - 1}`)
                  .join("; ")}
              </td>
              <td class="mono">{lane.segmentBaseOffsets.join(", ")}</td>
              <td class="mono">
                {lane.gaps
                  .map(([from, end]) => (end === from + 1 ? `${from}` : `${from}–${end - 1}`))
                  .join(", ") || "–"}
              </td>
            </tr>
          )),
        )}
      </tbody>
    </table>
  );
}
