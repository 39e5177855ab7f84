import type { DescribedBroker, DescribedBrokers } from "../../sim/index.ts";
import type { Style } from "./style.ts";
import { table } from "./table.ts";
import { printable } from "./width.ts";

const PORT = 9092;

/** The controller, then a line per broker. The names of the columns are those of Kafka and ZooKeeper. */
export function renderBrokers(described: DescribedBrokers, style: Style): readonly string[] {
  const { controller, controllerEpoch, brokers } = described;
  const rows = brokers.map((broker) => [
    printable(`${broker.host}:${PORT} (id: ${broker.id} rack: null)`),
    controllerText(broker, controller),
    broker.epoch === null ? "absent" : String(broker.epoch),
    broker.state,
    processText(broker),
    String(broker.leaders),
    String(broker.replicas),
    String(broker.outOfSync),
  ]);
  const lines = table(
    [
      { header: "broker" },
      { header: "controller" },
      { header: "/brokers/ids", align: "right" },
      { header: "state" },
      { header: "process" },
      { header: "leaders", align: "right" },
      { header: "replicas", align: "right" },
      { header: "out of sync", align: "right" },
    ],
    rows,
  );
  const [header = "", ...body] = lines;
  return [
    `/controller        ${controller ?? "none"}`,
    `/controller_epoch  ${controllerEpoch ?? "none"}`,
    "",
    style.dim(header),
    ...body,
  ];
}

function processText({ process, reason }: DescribedBroker): string {
  return process === "up" || reason === "" ? process : printable(`${process}: ${reason}`);
}

/** What ZooKeeper says and what the broker believes may differ for a while. */
function controllerText({ id, activeInEpoch }: DescribedBroker, controller: number | null): string {
  if (controller === id) return activeInEpoch === null ? "named" : `epoch ${activeInEpoch}`;
  return activeInEpoch === null ? "" : `deposed, epoch ${activeInEpoch}`;
}
