using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Commands;

/// <summary>The verbs that every menu shares: add, set, remove, enable, disable, comment, unset, move. Run under the gate.</summary>
internal static class EditCommands
{
    /// <summary>Returns what <c>!done</c> carries in <c>=ret=</c>.</summary>
    public static string? Run(CommandCall call, Table table)
    {
        var request = call.Request;
        switch (request.Verb)
        {
            case "add":
                return TableEditor.Add(table, request.Arguments).Handle;
            case "set" when table.Menu.IsSingleton:
                TableEditor.Set(table, table.Rows[0], request.Arguments);
                return null;
            case "set":
                foreach (var row in Items(call, table)) TableEditor.Set(table, row, request.Arguments);
                return null;
            case "remove":
                foreach (var row in Items(call, table)) TableEditor.Remove(table, row);
                return null;
            case "enable" or "disable":
                foreach (var row in Items(call, table)) TableEditor.SetOne(table, row, "disabled", request.Verb == "disable" ? "yes" : "no");
                return null;
            case "comment":
                var comment = request.Arguments.GetValueOrDefault("comment") ?? "";
                foreach (var row in Items(call, table)) TableEditor.SetOne(table, row, "comment", comment);
                return null;
            case "unset":
                var name = request.Arguments.GetValueOrDefault("value-name") ?? throw table.Router.Traps.Missing("value-name");
                foreach (var row in Items(call, table)) TableEditor.Unset(table, row, name);
                return null;
            case "move":
                Move(call, table);
                return null;
            default:
                // Known to the schema and without effect here: check-for-updates, blink, reset-html and the like.
                return null;
        }
    }

    /// <summary>The rows a command is about; a command without any is refused.</summary>
    public static IReadOnlyList<Row> Items(CommandCall call, Table table) =>
        TableEditor.Many(table, call.Request.Numbers ?? throw table.Router.Traps.Missing(table.Router.Version.Is6() ? ".id" : "numbers"));

    private static void Move(CommandCall call, Table table)
    {
        var before = call.Request.Arguments.GetValueOrDefault("destination") is { Length: > 0 } destination
            ? TableEditor.One(table, destination)
            : null;
        foreach (var row in Items(call, table))
            if (row != before) table.Move(row, before);
    }
}
