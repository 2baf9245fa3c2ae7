namespace MikrotikBilling.Core.Routers.Simulation.Commands;

/// <summary>Commands outside tables.</summary>
internal static class PlainCommands
{
    public static ValueTask RunAsync(CommandCall call)
    {
        switch (call.Request.Path)
        {
            case "/ping" or "/tool/ping":
                CommandDispatcher.Require(call, "test");
                return PingCommand.RunAsync(call);
            case "/system/reboot":
                CommandDispatcher.Require(call, "reboot");
                return RebootAsync(call, call.Router.Options.RebootDuration);
            case "/system/shutdown":
                CommandDispatcher.Require(call, "reboot");
                return RebootAsync(call, TimeSpan.FromDays(365));
            case "/system/reset-configuration":
                CommandDispatcher.Require(call, "policy");
                call.Router.Use(call.Router.Empty);
                return RebootAsync(call, call.Router.Options.RebootDuration);
            case "/export":
                CommandDispatcher.Require(call, "policy");
                return call.DoneAsync();
            case "/tool/torch":
                CommandDispatcher.Require(call, "test");
                return UntilCancelledAsync(call);
            default:
                CommandDispatcher.Require(call, "test");
                return call.DoneAsync();
        }
    }

    /// <summary>Nothing passes by, for as long as the client likes to look.</summary>
    private static async ValueTask UntilCancelledAsync(CommandCall call) => await Task.Delay(Timeout.InfiniteTimeSpan, call.Cancelled);

    private static async ValueTask RebootAsync(CommandCall call, TimeSpan downFor)
    {
        await call.DoneAsync();
        call.Router.Reboot(downFor);
    }
}
