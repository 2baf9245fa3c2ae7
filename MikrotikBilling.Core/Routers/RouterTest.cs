using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Routers;

public enum RouterTestStep { Resolve, Connect, Secure, LogIn, Read, Permissions }

public enum RouterTestVerdict { Passed, Warned, Failed, Skipped }

/// <summary>One step and how it went.</summary>
public sealed record RouterTestLine(RouterTestStep Step, RouterTestVerdict Verdict, string? Note = null);

/// <summary>What a test of the connection told. It holds no secret.</summary>
public sealed record RouterTestResult(
    bool Ok, IReadOnlyList<RouterTestLine> Steps, RouterHealth? Router, RouterOsErrorKind? ErrorKind, string? Error, RouterAdvice? Advice,
    string? CertificateSha256, TimeSpan Took);

/// <summary>Tries a connection from the beginning, apart from the kept ones, and says what to do when it fails.</summary>
public sealed class RouterTest(
    AppDbContext db, IRouterOsConnector connector, SecretBox secrets, SettingsQueries defaults, RouterStatusWriter status, RouterLogWriter log, TimeProvider clock)
{
    /// <summary>A person waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>A stored router; what it tells becomes its state.</summary>
    public async Task<Result<RouterTestResult>> StoredAsync(Guid id, CancellationToken cancellationToken)
    {
        var router = await db.Set<Router>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (router is null) return Refusal.NotFound;
        if (Reveal(router.ProtectedPassword) is not { } password) return PasswordLost(router.Name);
        var settings = RouterLink.SettingsOf(router, password);
        var (result, error) = await TryAsync(settings.Endpoint, settings.Credentials, cancellationToken);
        log.Record(id, "test connection", result.Took, 0, error);
        if (router.IsActive) await status.WriteAsync([new RouterContact(id, result.Router, error)], cancellationToken);
        return result;
    }

    /// <summary>
    /// Values of a form before they are saved. Of a new router the default password of the settings serves, of a stored one its own, but only while the address is the same: whoever
    /// may test an address must not be able to collect it.
    /// </summary>
    public async Task<Result<RouterTestResult>> UnsavedAsync(Guid? id, SaveRouter input, CancellationToken cancellationToken)
    {
        var router = id is null ? null : await db.Set<Router>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (id is not null && router is null) return Refusal.NotFound;
        var same = router is not null && router.Host == input.Host.Trim() && router.Port == input.EffectivePort && router.UseTls == input.UseTls;
        var password = input.Password;
        if (string.IsNullOrEmpty(password))
        {
            var stored = router is null ? (await defaults.CurrentAsync(cancellationToken)).ProtectedRouterPassword : same ? router.ProtectedPassword : null;
            if (stored is null)
                return new Refusal("router.password-missing",
                    router is null ? "Enter the password of the API user." : "The address changed: enter the password again.", nameof(input.Password));
            password = Reveal(stored);
            if (password is null) return PasswordLost(router?.Name ?? "new routers");
        }
        var pin = !string.IsNullOrEmpty(input.TrustedCertificate) ? input.TrustedCertificate : same ? router!.PinnedCertificate : null;
        var endpoint = new RouterOsEndpoint(input.Host.Trim(), input.EffectivePort, input.UseTls, pin);
        return (await TryAsync(endpoint, new RouterOsCredentials(input.UserName.Trim(), password), cancellationToken)).Result;
    }

    private async Task<(RouterTestResult Result, RouterOsException? Error)> TryAsync(
        RouterOsEndpoint endpoint, RouterOsCredentials credentials, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        RouterHealth? health = null;
        try
        {
            await using var connection = await connector.ConnectAsync(endpoint, credentials, either.Token);
            health = await RouterHealth.ReadAsync(connection, either.Token);
            var permissions = await RouterPermissionCheck.RunAsync(connection, credentials.UserName, either.Token);
            var ok = permissions.Verdict != RouterTestVerdict.Failed;
            return (new RouterTestResult(ok, Steps(endpoint, null, null, permissions), health, ok ? null : RouterOsErrorKind.NoPermission,
                ok ? null : permissions.Note, ok ? null : Advise(RouterOsErrorKind.NoPermission, RouterOsStage.Command), connection.CertificateSha256, Took()), null);
        }
        catch (RouterOsException e)
        {
            return (Failed(e), e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var late = new RouterOsException(RouterOsErrorKind.TimedOut, "The router did not answer in time.")
            {
                Stage = health is null ? RouterOsStage.Connect : RouterOsStage.Command,
            };
            return (Failed(late), late);
        }

        RouterTestResult Failed(RouterOsException e) => new(false, Steps(endpoint, e.Stage, e.Message, null), health, e.Kind, e.Message,
            Advise(e.Kind, e.Stage), e.CertificateSha256, Took());

        RouterAdvice Advise(RouterOsErrorKind kind, RouterOsStage stage) => RouterAdvice.For(kind, stage, endpoint, credentials.UserName);

        TimeSpan Took() => clock.GetElapsedTime(started);
    }

    /// <summary>All steps up to the one that failed, which carries the reason, and those not reached.</summary>
    private static List<RouterTestLine> Steps(RouterOsEndpoint endpoint, RouterOsStage? failedAt, string? error, RouterTestLine? permissions)
    {
        var steps = new List<RouterTestLine>();
        RouterTestStep? failed = failedAt switch
        {
            null => null,
            RouterOsStage.Resolve => RouterTestStep.Resolve,
            RouterOsStage.Connect => RouterTestStep.Connect,
            RouterOsStage.Secure => RouterTestStep.Secure,
            RouterOsStage.LogIn => RouterTestStep.LogIn,
            _ => RouterTestStep.Read,
        };
        foreach (var step in Enum.GetValues<RouterTestStep>())
        {
            if (step == RouterTestStep.Secure && !endpoint.UseTls) continue;
            if (step == RouterTestStep.Permissions && permissions is not null) steps.Add(permissions);
            else if (failed is null || step < failed) steps.Add(new RouterTestLine(step, RouterTestVerdict.Passed));
            else if (step == failed) steps.Add(new RouterTestLine(step, RouterTestVerdict.Failed, error));
            else steps.Add(new RouterTestLine(step, RouterTestVerdict.Skipped));
        }
        return steps;
    }

    private string? Reveal(string stored)
    {
        try
        {
            return secrets.Reveal(stored);
        }
        catch (SecretLostException)
        {
            return null;
        }
    }

    private static Refusal PasswordLost(string of) =>
        new("router.password-lost", $"The stored password of {of} cannot be read: the key ring it was encrypted with is missing. Enter it again.",
            nameof(SaveRouter.Password));
}
