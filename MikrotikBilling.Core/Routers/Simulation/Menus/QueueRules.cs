using MikrotikBilling.Core.Routers.Simulation.Life;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Menus;

internal sealed class SimpleQueueRules : MenuRules
{
    public override IReadOnlyList<string> Required => ["target"];

    protected override string DuplicateText => "already have such name";

    public override void Complete(Table table, Row? self, Dictionary<string, string> values)
    {
        if (self is not null || values.ContainsKey("name")) return;
        var number = table.Rows.Count + 1;
        while (table.ByName($"queue{number}") is not null) number++;
        values["name"] = $"queue{number}";
    }

    public override void Added(Row row)
    {
        var router = row.Table.Router;
        Rates.TryReadPair(row.Value("max-limit") ?? "0/0", out var limit);
        if (limit == default) limit = new Rates(2_000_000, 8_000_000);
        row.Live = new QueueCounters(router, new Traffic(limit, router.Now, (int)row.Id * 37));
    }
}

internal sealed class QueueTypeRules : MenuRules
{
    public override IReadOnlyList<string> Required => ["name", "kind"];

    public override IReadOnlyList<string> AlsoPrinted => ["default"];

    public override void Seed(Table table)
    {
        foreach (var (name, kind) in new[]
                 {
                     ("default", "pfifo"), ("ethernet-default", "pfifo"), ("wireless-default", "sfq"), ("synchronous-default", "red"),
                     ("hotspot-default", "sfq"), ("pcq-upload-default", "pcq"), ("pcq-download-default", "pcq"),
                     ("only-hardware-queue", "none"), ("multi-queue-ethernet-default", "mq-pfifo"), ("default-small", "pfifo"),
                 })
            table.Insert([new("name", name), new("kind", kind)], isDefault: true);
    }
}
