using System.Globalization;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Commands;

/// <summary>Verbs that only one or a few menus have.</summary>
internal static class MenuCommands
{
    /// <summary>How to run the command when it is one of these; null otherwise.</summary>
    public static Func<CommandCall, ValueTask>? Special(CommandRequest request) => (request.MenuPath, request.Verb) switch
    {
        ("/interface", "monitor-traffic") => MonitorTrafficCommand.RunAsync,
        ("/system/resource", "monitor") => ResourceMonitorAsync,
        (_, "reset-counters" or "reset-counters-all") => Under(ResetCounters),
        ("/ip/hotspot/active", "login") => Under(LogInHotspot),
        ("/ip/dhcp-server/lease", "make-static") => Under(MakeStatic),
        ("/certificate", "sign") => Under(Sign),
        ("/log", "info" or "warning" or "error" or "debug") => Under(WriteLog),
        _ => null,
    };

    /// <summary>Work under the gate, then <c>!done</c>.</summary>
    private static Func<CommandCall, ValueTask> Under(Action<CommandCall, Table> work) => call =>
    {
        call.Router.Use(() => work(call, call.Router.Table(call.Request.MenuPath)));
        return call.DoneAsync();
    };

    private static async ValueTask ResourceMonitorAsync(CommandCall call)
    {
        for (var section = 0; ; section++)
        {
            var values = call.Router.Use(() =>
            {
                var row = call.Router.Table("/system/resource").Rows[0];
                return new[]
                {
                    KeyValuePair.Create("cpu-used", row.Printed("cpu-load") ?? "0"),
                    KeyValuePair.Create("free-memory", row.Printed("free-memory") ?? "0"),
                    KeyValuePair.Create(".section", section.ToString(CultureInfo.InvariantCulture)),
                };
            });
            await call.RowAsync(values);
            if (call.Request.Switch("once")) break;
            await Task.Delay(TimeSpan.FromSeconds(1), call.Router.Options.NetworkClock, call.Cancelled);
        }
        await call.DoneAsync();
    }

    private static void ResetCounters(CommandCall call, Table table)
    {
        var rows = call.Request.Verb == "reset-counters-all" ? table.Rows : EditCommands.Items(call, table);
        foreach (var row in rows.ToArray()) call.Router.Life.ResetCounters(row);
    }

    private static void LogInHotspot(CommandCall call, Table table)
    {
        string Need(string name) => call.Request.Arguments.GetValueOrDefault(name) is { Length: > 0 } value
            ? value
            : throw call.Router.Traps.Missing(name);
        var refusal = call.Router.Life.Hotspot.LogIn(
            Need("user"), call.Request.Arguments.GetValueOrDefault("password") ?? "",
            call.Request.Arguments.GetValueOrDefault("mac-address"), call.Request.Arguments.GetValueOrDefault("ip"));
        if (refusal is not null) throw call.Router.Traps.Failure(refusal);
    }

    private static void MakeStatic(CommandCall call, Table table)
    {
        foreach (var row in EditCommands.Items(call, table).Where(row => row.IsDynamic).ToArray())
        {
            var values = row.StoredValues.ToArray();
            table.Delete(row);
            table.Insert(values);
        }
    }

    /// <summary>Makes a certificate of the template.</summary>
    private static void Sign(CommandCall call, Table table)
    {
        var which = call.Request.Arguments.GetValueOrDefault("number") ?? call.Request.Arguments.GetValueOrDefault(".id") ?? throw call.Router.Traps.Missing("number");
        var row = table.ById(which) ?? table.ByName(which) ?? throw call.Router.Traps.NoSuchItem();
        if (row.Stored("private-key") == "true") throw call.Router.Traps.Failure("certificate is already signed");
        table.Update(row, [new("private-key", "true"), new("expires-after", $"{row.Value("days-valid")}d")]);
    }

    private static void WriteLog(CommandCall call, Table table) =>
        call.Router.Life.Log.Write($"script,{call.Request.Verb}", call.Request.Arguments.GetValueOrDefault("message") ?? "");
}
