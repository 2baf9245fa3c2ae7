using System.Collections.Frozen;
using MikrotikBilling.Core.Routers.Simulation.Schema;

namespace MikrotikBilling.Core.Routers.Simulation.Commands;

/// <summary>Finds the menu and the command, checks arguments and policies, and runs it. Refusals are thrown as traps.</summary>
internal static class CommandDispatcher
{
    private static readonly HashSet<string> PrintArguments = new(StringComparer.Ordinal)
    {
        "append", "as-value", "comments", "count-only", "detail", "file", "follow", "follow-only", "from", "group-by", "interval",
        "on-event",
        "order-by", "proplist", "show-ids", "terse", "timestamp", "value-list", "where", "without-paging", "brief", "stats", "numbers",
    };

    public static ValueTask RunAsync(CommandCall call)
    {
        var request = call.Request;
        if (request.Path == "/cancel") return call.DoneAsync();
        if (!request.Path.StartsWith('/')) throw call.Router.Traps.NoSuchCommand();

        var schema = call.Router.Schema;
        if (schema.Plain(request.Path) is { } arguments)
        {
            CheckArguments(call, arguments, common: null);
            return PlainCommands.RunAsync(call);
        }
        if (schema.Menu(request.MenuPath) is not { } menu)
            throw schema.IsFolder(request.MenuPath) || request.MenuPath.Length == 0 ? NoSuch(call) : NoSuchMenu(call);
        return RunInMenuAsync(call, menu);
    }

    private static ValueTask RunInMenuAsync(CommandCall call, MenuDefinition menu)
    {
        var verb = call.Request.Verb;
        if (verb is "listen" && menu.Commands.TryGetValue("print", out var printArguments))
        {
            CheckPolicy(call, "read");
            CheckArguments(call, printArguments, PrintArguments);
            return PrintCommand.ListenAsync(call, call.Router.Use(() => call.Router.Table(menu.Path)));
        }
        if (!menu.Commands.TryGetValue(verb, out var arguments)) throw NoSuch(call);
        CheckPolicy(call, PolicyOf(menu.Path, verb));
        CheckArguments(call, arguments, verb is "print" or "getall" ? PrintArguments : null);
        if (verb is "print" or "getall") return PrintCommand.RunAsync(call, call.Router.Use(() => call.Router.Table(menu.Path)));
        if (MenuCommands.Special(call.Request) is { } special) return special(call);
        var ret = call.Router.Use(() => EditCommands.Run(call, call.Router.Table(menu.Path)));
        return call.DoneAsync(ret);
    }

    private static TrapException NoSuch(CommandCall call) => call.Router.Traps.NoSuchCommand();

    private static TrapException NoSuchMenu(CommandCall call)
    {
        var known = "";
        foreach (var segment in call.Request.MenuPath.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            known = $"{known}/{segment}";
            if (!call.Router.Schema.IsFolder(known)) return call.Router.Traps.NoSuchMenu(segment);
        }
        return NoSuch(call);
    }

    private static void CheckArguments(CommandCall call, FrozenSet<string> known, HashSet<string>? common)
    {
        foreach (var name in call.Request.Arguments.Keys)
        {
            if (name == ".id" && (known.Contains("numbers") || common is not null)) continue;
            if (name is ".proplist" or ".tag") continue;
            if (known.Contains(name) || common?.Contains(name) == true) continue;
            throw call.Router.Traps.UnknownParameter(name);
        }
    }

    private static void CheckPolicy(CommandCall call, string policy)
    {
        if (!call.Session.May(policy)) throw call.Router.Traps.NoPermission();
    }

    private static string PolicyOf(string menu, string verb) => verb switch
    {
        "print" or "getall" => "read",
        "monitor" or "monitor-traffic" or "blink" or "cable-test" => "test",
        _ when menu == "/user" || menu.StartsWith("/user/", StringComparison.Ordinal) => "policy",
        _ => "write",
    };

    /// <summary>For commands outside menus.</summary>
    public static void Require(CommandCall call, string policy) => CheckPolicy(call, policy);
}
