using System.Globalization;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Commands;

/// <summary><c>/interface/monitor-traffic</c>: a sample a second until cancelled, or one with <c>=once=</c>.</summary>
internal static class MonitorTrafficCommand
{
    public static async ValueTask RunAsync(CommandCall call)
    {
        var traps = call.Router.Traps;
        var asked = call.Request.Arguments.GetValueOrDefault("interface") is { Length: > 0 } given ? given
            : throw traps.Missing("interface");
        var interfaces = call.Router.Use(() => asked.Split(',').Select(name =>
            call.Router.Table("/interface").ByName(name) ?? call.Router.Table("/interface").ById(name)
                ?? throw traps.NoMatch("interface")).ToArray());
        var once = call.Request.Switch("once");
        for (var section = 0; ; section++)
        {
            foreach (var row in interfaces) await call.RowAsync(call.Router.Use(() => Sample(call, row, section)));
            if (once) break;
            await Task.Delay(TimeSpan.FromSeconds(1), call.Router.Options.NetworkClock, call.Cancelled);
        }
        await call.DoneAsync();
    }

    private static KeyValuePair<string, string>[] Sample(CommandCall call, Row row, int section)
    {
        var (rx, tx) = call.Router.Life.BitsPerSecond(row);
        return
        [
            new("name", row.Name ?? ""),
            new("rx-packets-per-second", Packets(rx)), new("rx-bits-per-second", Number(rx)),
            new("fp-rx-packets-per-second", "0"), new("fp-rx-bits-per-second", "0"),
            new("rx-drops-per-second", "0"), new("rx-errors-per-second", "0"),
            new("tx-packets-per-second", Packets(tx)), new("tx-bits-per-second", Number(tx)),
            new("fp-tx-packets-per-second", "0"), new("fp-tx-bits-per-second", "0"),
            new("tx-drops-per-second", "0"), new("tx-queue-drops-per-second", "0"), new("tx-errors-per-second", "0"),
            new(".section", Number(section)),
        ];
    }

    private static string Packets(long bits) => Number(bits / 8 / 900);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
