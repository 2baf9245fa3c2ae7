using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Provisioning.Diagnosis;

/// <summary>Answers why a service is offline: what the books know, and what its router shows now, if it answers within a few seconds.</summary>
public sealed class DiagnosisService(
    AppDbContext db, SubscriptionQueries subscriptions, ProvisioningQueries provisioning, RouterLink link, InstallationService installation, TenantQueries tenants, SubscriptionSetupService setup,
    IOptions<ProvisioningOptions> options, TimeProvider clock)
{
    private const int MostServices = 5;

    /// <summary>Services of a customer that are not cancelled; the first few when there are many.</summary>
    public async Task<IReadOnlyList<ServiceDiagnosis>> OfCustomerAsync(Guid customerId, CancellationToken cancellationToken)
    {
        var services = (await subscriptions.OfCustomerAsync(customerId, cancellationToken)).Where(s => s.Status != SubscriptionStatus.Cancelled).Take(MostServices);
        var found = new List<ServiceDiagnosis>();
        foreach (var service in services) found.Add(await OfAsync(service, cancellationToken));
        return found;
    }

    public async Task<Result<ServiceDiagnosis>> OfSubscriptionAsync(Guid id, CancellationToken cancellationToken) =>
        await subscriptions.FindAsync(id, cancellationToken) is { } service ? await OfAsync(service, cancellationToken) : Refusal.NotFound;

    /// <summary>Lets only the device use the service that tries to, or any with null; its fixed address stays.</summary>
    public async Task<Result<Subscription>> SetDeviceAsync(Guid id, string? device, int? version, CancellationToken cancellationToken) =>
        await subscriptions.FindAsync(id, cancellationToken) is { } service
            ? await setup.SetDeviceAsync(id, new ServiceDevice(device, service.Address?.ToString()), version, cancellationToken)
            : Refusal.NotFound;

    private async Task<ServiceDiagnosis> OfAsync(SubscriptionLine service, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var zone = (await tenants.CurrentAsync(cancellationToken)).Zone;
        var subscription = await db.Set<Subscription>().AsNoTracking().Include(s => s.Profile).Include(s => s.Customer).Include(s => s.Router!).ThenInclude(r => r.Status)
            .SingleAsync(s => s.Id == service.Id, cancellationToken);
        var accounts = await db.Set<RouterAccount>().AsNoTracking().Where(a => a.SubscriptionId == service.Id).ToListAsync(cancellationToken);
        var sessions = await provisioning.LastSessionsAsync(service.Id, cancellationToken);
        var site = await RouterSite.OfAsync(db, service.RouterId, await installation.CodeAsync(cancellationToken), options.Value, cancellationToken);
        var present = accounts.Find(a => a.IsWanted && a.RouterId == service.RouterId);
        var wanted = present is null ? null : WantedAccount.Of(present, subscription, null, site);
        var elsewhere = accounts.Find(a => a.RouterId != service.RouterId && a.AppliedName is not null);
        var open = sessions.FirstOrDefault(s => s.EndedAt is null);
        var past = sessions.FirstOrDefault(s => s.EndedAt is not null);
        var books = new BookFacts(service, await provisioning.OfSubscriptionAsync(service.Id, cancellationToken), subscription.Router!, open?.StartedAt,
            elsewhere is null ? null : await db.Set<Router>().Where(r => r.Id == elsewhere.RouterId).Select(r => r.Name).SingleOrDefaultAsync(cancellationToken),
            past?.EndedAt, past?.CallerId, wanted is { IsRedirected: true });

        if (wanted is null || subscription.Router is not { IsActive: true }) return DiagnosisRules.Judge(books, null, null, zone, now);
        // One that is known to be away is not waited for again and again by whoever looks.
        if (subscription.Router.Status is { State: RouterState.Offline }) return DiagnosisRules.Judge(books, null, subscription.Router.Status.Error ?? "No answer.", zone, now);
        var facts = await link.AskAsync(service.RouterId, connection => RouterFactsReader.ReadAsync(connection, wanted, options.Value.BlockLists, cancellationToken), cancellationToken);
        return DiagnosisRules.Judge(books, facts.Value, facts.Refusal?.Message, zone, now);
    }
}
