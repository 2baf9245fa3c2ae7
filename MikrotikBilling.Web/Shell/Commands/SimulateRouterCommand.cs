using System.CommandLine;
using MikrotikBilling.Core.Routers.Simulation;

namespace MikrotikBilling.Web.Shell.Commands;

/// <summary><c>simulate-router</c>: a router to try things on. It needs no database.</summary>
internal static class SimulateRouterCommand
{
    private static readonly Option<int> Port = new("--port") { Description = "API port; 0 takes a free one.", DefaultValueFactory = _ => 8728 };
    private static readonly Option<int?> TlsPort = new("--tls-port") { Description = "API port with TLS; without it there is none." };
    private static readonly Option<string> Profile = new("--profile") { Description = "RouterOS to play: 7.24, 7.12, 6.49 or 6.42.", DefaultValueFactory = _ => "7.24" };
    private static readonly Option<string> User = new("--user") { Description = "API user.", DefaultValueFactory = _ => "admin" };
    private static readonly Option<string?> Password = new("--password") { Description = "Its password; without it one is made and printed." };
    private static readonly Option<int> Secrets = new("--secrets") { Description = "PPPoE users it begins with, all of them online." };
    private static readonly Option<int> Latency = new("--latency") { Description = "Milliseconds added to each reply." };
    private static readonly Option<string> Identity = new("--identity") { Description = "Its name.", DefaultValueFactory = _ => "MikroTik" };

    public static Command Create()
    {
        var command = new Command("simulate-router", "Run a simulated MikroTik router on this machine until Ctrl+C. Add it with RouterOs:AllowLocalHosts on.");
        foreach (var option in new Option[] { Port, TlsPort, Profile, User, Password, Secrets, Latency, Identity }) command.Options.Add(option);
        Port.Validators.Add(result => InRange(result, 65535));
        Secrets.Validators.Add(result => InRange(result, 100_000));
        Latency.Validators.Add(result => InRange(result, 60_000));
        Profile.Validators.Add(result =>
        {
            if (!RouterVersions.TryParse(result.GetValueOrDefault<string>(), out _)) result.AddError("--profile is 7.24, 7.12, 6.49 or 6.42.");
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        _ = RouterVersions.TryParse(parsed.GetValue(Profile), out var version);
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ConsoleCancelEventHandler onCancel = (_, e) =>
        {
            e.Cancel = true;
            interrupted.Cancel();
        };
        Console.CancelKeyPress += onCancel;
        using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            interrupted.Cancel();
        });
        try
        {
            await SimulatorHost.RunAsync(new SimulateRouterOptions
            {
                Port = parsed.GetValue(Port),
                TlsPort = parsed.GetValue(TlsPort),
                Version = version,
                User = parsed.GetValue(User)!,
                Password = parsed.GetValue(Password),
                Secrets = parsed.GetValue(Secrets),
                Latency = TimeSpan.FromMilliseconds(parsed.GetValue(Latency)),
                Identity = parsed.GetValue(Identity)!,
            }, Console.Out, interrupted.Token);
            return CommandLine.Done;
        }
        catch (System.Net.Sockets.SocketException e)
        {
            return await CommandErrors.FailAsync($"Cannot listen: {e.Message}");
        }
        finally
        {
            Console.CancelKeyPress -= onCancel;
        }
    }

    private static void InRange(System.CommandLine.Parsing.OptionResult result, int most)
    {
        if (result.GetValueOrDefault<int>() is var value && (value < 0 || value > most)) result.AddError($"{result.Option.Name} lies between 0 and {most}.");
    }
}
