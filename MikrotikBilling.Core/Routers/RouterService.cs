using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Routers;

/// <summary>Adds, edits and deletes routers. It never talks to one.</summary>
public sealed class RouterService(
    AppDbContext db, SecretBox secrets, SettingsQueries settings, AuditLog audit, TimeProvider clock, IEnumerable<IRouterUsage> usages, IEnumerable<IRouterStateListener> listeners,
    IEnumerable<IUnpaidModeListener> unpaid, IEnumerable<IRouterFarewell> farewells, RouterOutages outages)
{
    private const int UsersNamed = 5;

    public async Task<Result<Router>> AddAsync(SaveRouter input, CancellationToken cancellationToken)
    {
        var password = string.IsNullOrEmpty(input.Password)
            ? (await settings.CurrentAsync(cancellationToken)).ProtectedRouterPassword
            : secrets.Protect(input.Password);
        if (password is null) return new Refusal("router.password-missing", "Enter the password of the API user.", nameof(input.Password));
        var router = new Router
        {
            Name = "",
            Host = "",
            UserName = "",
            ProtectedPassword = password,
            CreatedAt = clock.GetUtcNow(),
        };
        router.Status = new RouterStatus { RouterId = router.Id, State = RouterState.Unknown };
        Apply(router, input);
        db.Add(router);
        audit.Record("router.added", "router", router.Id, $"Added router {router.Name} at {router.Host}:{router.Port}.");
        if (router.PinnedCertificate is not null) RecordTrust(router);
        TellAfterCommit(router.Id);
        var saved = await SaveAsync(cancellationToken);
        return saved.Ok ? router : saved.Refusal;
    }

    public async Task<Result<Router>> EditAsync(Guid id, int version, SaveRouter input, CancellationToken cancellationToken)
    {
        var router = await db.Set<Router>().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (router is null) return Refusal.NotFound;
        db.Expect(router, version);
        // A stored password goes only to the host it was entered for: whoever may edit the address must not be able to collect it.
        var moved = router.Host != input.Host.Trim() || router.Port != input.EffectivePort || router.UseTls != input.UseTls;
        if (moved && string.IsNullOrEmpty(input.Password))
            return new Refusal("router.password-missing", "The address changed: enter the password again.", nameof(input.Password));
        var (pinned, mode, active) = (router.PinnedCertificate, router.UnpaidMode, router.IsActive);
        if (moved) router.PinnedCertificate = null;

        Apply(router, input);
        if (!string.IsNullOrEmpty(input.Password)) router.ProtectedPassword = secrets.Protect(input.Password);
        if (router.PinnedCertificate is { } trusted && trusted != pinned) RecordTrust(router);
        audit.Record("router.edited", "router", router.Id, $"Edited router {router.Name} ({router.Host}:{router.Port}{(router.UseTls ? ", TLS" : "")}, {(router.IsActive ? "active" : "inactive")}).");
        TellAfterCommit(id);
        var saved = await SaveAsync(cancellationToken, router.UnpaidMode == mode && router.IsActive == active ? null : async token =>
        {
            if (router.IsActive != active) await outages.SwitchedAsync(router, token);
            if (router.UnpaidMode == mode) return;
            foreach (var listener in unpaid) await listener.UnpaidModeChangedAsync(id, token);
        });
        return saved.Ok ? router : saved.Refusal;
    }

    /// <summary>Trusts the certificate with this SHA-256 from now on.</summary>
    public async Task<Result> TrustCertificateAsync(Guid id, string sha256, CancellationToken cancellationToken)
    {
        if (!RouterCertificate.IsFingerprint(sha256)) return Result.Refuse("router.certificate-invalid", "That is no SHA-256 fingerprint.");
        var router = await db.Set<Router>().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (router is null) return Result.NotFound;
        router.PinnedCertificate = sha256.ToUpperInvariant();
        RecordTrust(router);
        TellAfterCommit(id);
        return await SaveAsync(cancellationToken);
    }

    /// <summary>Refused while it serves customers; the refusal names some of them.</summary>
    /// <summary>The device that answers now is the one that is meant from here on: the router was replaced. It gets everything the old one held.</summary>
    public async Task<Result<Router>> AcceptDeviceAsync(Guid id, CancellationToken cancellationToken)
    {
        var router = await db.Set<Router>().Include(r => r.Status).SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (router is null) return Refusal.NotFound;
        if (router.Status?.SerialNumber is not { } shown || shown == router.SerialNumber)
            return new Refusal("router.same-device", "The device that answers is the one that is meant.");
        audit.Record("router.replaced", "router", id, $"{router.Name} was replaced: serial number {shown} instead of {router.SerialNumber ?? "none"}.");
        router.SerialNumber = shown;
        TellAfterCommit(id);
        var saved = await SaveAsync(cancellationToken);
        return saved.Ok ? router : saved.Refusal;
    }

    public async Task<Result> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        var router = await db.Set<Router>().Include(r => r.Status).SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (router is null) return Result.NotFound;
        foreach (var usage in usages)
        {
            var users = await usage.UsersOfAsync(id, UsersNamed + 1, cancellationToken);
            if (users.Count == 0) continue;
            var more = users.Count > UsersNamed ? " and others" : "";
            return Result.Refuse("router.in-use",
                $"{router.Name} still serves {string.Join(", ", users.Take(UsersNamed))}{more}. A router that serves customers cannot be deleted; switch it off instead if it is to be left alone.");
        }
        if (router.Status is not null) db.Remove(router.Status);
        db.Remove(router);
        audit.Record("router.deleted", "router", id, $"Deleted router {router.Name}.");
        TellAfterCommit(id);
        try
        {
            return await db.ChangeAsync<Router>(async token =>
            {
                foreach (var farewell in farewells) await farewell.ForgetAsync(id, token);
                await outages.DeletedAsync(router, token);
                var saved = await SaveAsync(token);
                return saved.Ok ? router : saved.Refusal;
            }, cancellationToken);
        }
        catch (DbUpdateException e) when (e is not DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return Result.Refuse("router.in-use", $"{router.Name} came into use meanwhile. Reload the page.");
        }
    }

    /// <param name="then">What else belongs to the change, in its transaction.</param>
    private async Task<Result> SaveAsync(CancellationToken cancellationToken, Func<CancellationToken, Task>? then = null)
    {
        try
        {
            if (then is null)
            {
                await db.SaveChangesAsync(cancellationToken);
                return Result.Success;
            }
            await db.InTransactionAsync(async token =>
            {
                await db.SaveChangesAsync(token);
                await then(token);
            }, cancellationToken);
            return Result.Success;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Result.Stale;
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("RouterOutages"))
        {
            return Result.Stale;
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("Host"))
        {
            return Result.Refuse("router.duplicate-address", "There is a router at this address and port already.", nameof(SaveRouter.Host));
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("Name"))
        {
            return Result.Refuse("router.duplicate-name", "There is a router of this name already.", nameof(SaveRouter.Name));
        }
    }

    private void RecordTrust(Router router) => audit.Record("router.certificate-trusted", "router", router.Id,
        $"Trusted the certificate {router.PinnedCertificate![..16]}… of router {router.Name}.");

    private static void Apply(Router router, SaveRouter input)
    {
        router.Name = input.Name.Trim();
        router.Host = input.Host.Trim();
        router.Port = input.EffectivePort;
        router.UseTls = input.UseTls;
        router.UserName = input.UserName.Trim();
        router.IsActive = input.IsActive;
        router.UnpaidMode = input.UnpaidMode ?? router.UnpaidMode;
        if (!string.IsNullOrEmpty(input.TrustedCertificate)) router.PinnedCertificate = input.TrustedCertificate.ToUpperInvariant();
        router.Notes = string.IsNullOrWhiteSpace(input.Notes) ? null : input.Notes.Trim();
    }

    private void TellAfterCommit(Guid id) => db.AfterCommit(() =>
    {
        foreach (var listener in listeners) listener.ConnectionChanged(id);
    });
}
