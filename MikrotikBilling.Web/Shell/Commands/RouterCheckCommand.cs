using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.SetUp;

namespace MikrotikBilling.Web.Shell.Commands;

/// <summary><c>router-check</c>: looks at a real router and changes nothing on it. It needs no database.</summary>
internal static class RouterCheckCommand
{
    private const string PasswordVariable = "MIKROTIKBILLING_ROUTER_PASSWORD";

    private static readonly Option<string> Host = new("--host") { Description = "Name or address.", Required = true };
    private static readonly Option<int?> Port = new("--port") { Description = "API port (default: 8728, with --tls 8729)." };
    private static readonly Option<bool> Tls = new("--tls") { Description = "Use api-ssl." };
    private static readonly Option<string?> Trust = new("--trust") { Description = "SHA-256 of the certificate to trust." };
    private static readonly Option<string> User = new("--user") { Description = "API user.", Required = true };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the report as JSON." };

    private static readonly JsonSerializerOptions AsJson = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        var command = new Command("router-check",
            $"Look at a router and report what billing would find there, what is missing and what is too open; changes nothing. Ends with 1 when something is wrong. The password comes from {PasswordVariable} or is asked for.");
        foreach (var option in new Option[] { Host, Port, Tls, Trust, User, Json }) command.Options.Add(option);
        Port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 65535) result.AddError("--port lies between 1 and 65535.");
        });
        Trust.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !RouterCertificate.IsFingerprint(Plain(text))) result.AddError("--trust is a SHA-256: 64 hexadecimal digits.");
        });
        command.SetAction((parsed, cancellationToken) => CommandHost.RunAsync(parsed, (services, token) => RunAsync(parsed, services, token), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (CommandHost.Password(PasswordVariable) is not { } password)
            return await CommandErrors.FailAsync($"Set {PasswordVariable}: there is no terminal to ask for the password.");
        var (tls, user) = (parsed.GetValue(Tls), parsed.GetValue(User)!);
        var endpoint = new RouterOsEndpoint(parsed.GetValue(Host)!.Trim(), parsed.GetValue(Port) ?? (tls ? Router.TlsPort : Router.PlainPort), tls,
            parsed.GetValue(Trust) is { } trust ? Plain(trust) : null);
        try
        {
            await using var connection = await services.GetRequiredService<IRouterOsConnector>()
                .ConnectAsync(endpoint, new RouterOsCredentials(user, password), cancellationToken);
            var report = await RouterReport.ReadAsync(connection, user, services.GetRequiredService<RouterSetUpService>().Servers, cancellationToken);
            if (parsed.GetValue(Json)) Console.WriteLine(JsonSerializer.Serialize(report, AsJson));
            else foreach (var line in report.Lines()) Console.WriteLine(line);
            return report.IsRight ? CommandLine.Done : CommandLine.Failed;
        }
        catch (RouterOsException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            var advice = RouterAdvice.For(e.Kind, e.Stage, endpoint, user);
            foreach (var step in advice.Steps) await Console.Error.WriteLineAsync($"- {step}");
            foreach (var line in advice.Commands) await Console.Error.WriteLineAsync($"  {line}");
            if (advice.OfferTrust && e.CertificateSha256 is { } shown) await Console.Error.WriteLineAsync($"To trust it: --trust {shown}");
            return CommandLine.Failed;
        }
    }

    private static string Plain(string fingerprint) => string.Concat(fingerprint.Where(c => c is not (':' or ' ')));
}
